from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.report.json_form import to_json
from auditor.report.writer import check_writable, write_report
from tests.auditor.reports import CLEAN, MIXED


def test_the_page_to_open_comes_first_and_all_are_there(tmp_path: Path) -> None:
    written = write_report(CLEAN, tmp_path / "build" / "report")
    assert [path.name for path in written] == ["index.html", "report.json", "findings.csv", "controls.csv"]
    assert all(path.is_file() for path in written)


def test_a_later_report_replaces_an_earlier_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_report(MIXED, tmp_path / "report")
    write_report(CLEAN, tmp_path / "report")
    assert (tmp_path / "report" / "report.json").read_text(encoding="utf-8") == to_json(CLEAN)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("moment", ["write_text", "rename"])
@pytest.mark.parametrize("how", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=str)
def test_an_interrupted_write_leaves_the_earlier_report_whole(
    moment: str, how: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = {path: path.read_bytes() for path in write_report(MIXED, tmp_path / "report")}
    original = getattr(Path, moment)

    def interrupted(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "controls.csv" or path.name.endswith(".new"):
            raise how
        return original(path, *arguments, **options)

    monkeypatch.setattr(Path, moment, interrupted)
    with pytest.raises((KeyboardInterrupt, InputError)):
        write_report(CLEAN, tmp_path / "report")
    assert {path: path.read_bytes() for path in (tmp_path / "report").iterdir()} == earlier
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("write", [lambda folder: write_report(CLEAN, folder), check_writable])
def test_a_folder_that_cannot_be_written_is_named(write: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "report"):
        with pytest.raises(InputError, match=re.escape(f"{folder}: cannot be written")):
            write(folder)  # type: ignore[operator]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"holds thesis\.tex, which is not a report's"):
        write_report(CLEAN, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
