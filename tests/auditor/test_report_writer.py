from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.report.html import to_pages
from auditor.report.json_form import to_json
from auditor.report.oscal.documents import oscal_documents
from auditor.report.writer import FORMS, check_writable, write_report
from tests.auditor.reports import CLEAN, MIXED, contents


def test_the_page_to_open_comes_first_and_all_are_there(tmp_path: Path) -> None:
    written = write_report(CLEAN, tmp_path / "build" / "report")
    names = [path.relative_to(tmp_path / "build" / "report").as_posix() for path in written]
    assert names == [*to_pages(CLEAN), *FORMS, *oscal_documents(CLEAN), "manifest.json"]
    assert names[0] == "index.html"
    assert sorted(names) == sorted(contents(tmp_path / "build" / "report"))


def test_a_later_report_replaces_an_earlier_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_report(MIXED, tmp_path / "report")
    write_report(CLEAN, tmp_path / "report")
    assert (tmp_path / "report" / "evidence.json").read_text(encoding="utf-8") == to_json(CLEAN)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("moment", ["write_text", "rename"])
@pytest.mark.parametrize("how", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=str)
def test_an_interrupted_write_leaves_the_earlier_report_whole(
    moment: str, how: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(MIXED, tmp_path / "report")
    earlier = contents(tmp_path / "report")
    original = getattr(Path, moment)

    def interrupted(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "controls.csv" or path.name.endswith(".new"):
            raise how
        return original(path, *arguments, **options)

    monkeypatch.setattr(Path, moment, interrupted)
    with pytest.raises((KeyboardInterrupt, InputError)):
        write_report(CLEAN, tmp_path / "report")
    assert contents(tmp_path / "report") == earlier
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("write", [lambda folder: write_report(CLEAN, folder), check_writable])
def test_a_folder_that_cannot_be_written_is_named(write: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "report"):
        with pytest.raises(InputError, match=re.escape(f"{folder}: cannot be written")):
            write(folder)  # type: ignore[operator]


def test_a_report_of_an_earlier_version_is_replaced_whatever_its_files_were_called(tmp_path: Path) -> None:
    for place, name in (("first", "report.json"), ("second", "pages/dev.html")):
        write_report(CLEAN, tmp_path / place)
        (tmp_path / place / name).parent.mkdir(exist_ok=True)
        (tmp_path / place / name).write_text("made by another version")
    (tmp_path / "first" / "manifest.json").unlink()
    for folder in [path for path in (tmp_path / "first").iterdir() if path.is_dir()]:
        shutil.rmtree(folder)
    for page in set((tmp_path / "first").glob("*.html")) - {tmp_path / "first" / "index.html"}:
        page.unlink()
    manifest = tmp_path / "second" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"index.html"', '"pages/dev.html"'))
    for name in ("first", "second"):
        write_report(MIXED, tmp_path / name)
        assert "report.json" not in contents(tmp_path / name)
        assert "pages/dev.html" not in contents(tmp_path / name)


@pytest.mark.parametrize("name", ["notes.txt", "oscal/notes.txt"])
def test_what_somebody_laid_beside_a_report_is_not_lost(name: str, tmp_path: Path) -> None:
    write_report(CLEAN, tmp_path / "report")
    (tmp_path / "report" / name).write_text("looked at by Ada")
    with pytest.raises(InputError, match=rf"holds {name}, which is not a report's"):
        write_report(MIXED, tmp_path / "report")
    assert (tmp_path / "report" / name).exists()


def test_links_in_a_circle_are_no_place_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "report").symlink_to(tmp_path / "report")
    with pytest.raises(InputError, match=r"report: cannot be written: its links lead in a circle; name a folder"):
        write_report(CLEAN, tmp_path / "report")


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"holds thesis\.tex, which is not a report's"):
        write_report(CLEAN, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
