"""A report's manifest, and `footing verify`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.cli import main
from auditor.report.integrity import SIGNATURE
from auditor.report.writer import write_report
from tests.auditor.reports import MIXED, contents

Change = Callable[[Path], Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_report(MIXED, tmp_path / "report")
    return tmp_path / "report"


def verify(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["verify", str(folder), *map(str, arguments)])


def change_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes, indent=1))


def test_the_manifest_tells_every_file_and_what_the_report_was_made_from(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    told = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    found = {name: hashlib.sha256(content).hexdigest() for name, content in contents(folder).items()}
    assert told == {name: digest for name, digest in found.items() if name != "manifest.json"}
    assert (manifest["commit"], manifest["tool_version"], manifest["pack_version"]) == ("abc123+", "0.1.0", "0.2.0")
    assert [graph["sha256"] for graph in manifest["graphs"]] == ["0123456789abcdef" * 4] * 2


def test_what_is_as_it_was_written_is_verified(folder: Path) -> None:
    done = verify(folder)
    assert done.exit_code == 0, done.output
    assert hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() in done.output
    assert "signature none" in done.output
    assert "Verified, but unsigned: all" in done.output


def test_a_copy_is_verified_too(folder: Path, tmp_path: Path) -> None:
    assert verify(Path(shutil.copytree(folder, tmp_path / "copy"))).exit_code == 0


def linked(name: str) -> Change:
    """Put a file elsewhere, and a link to it in its place."""

    def change(folder: Path) -> None:
        (folder / name).rename(folder.parent / name)
        (folder / name).symlink_to(folder.parent / name)

    return change


def piped(folder: Path) -> None:
    """Put a pipe, which nobody writes to, in the place of a file."""
    (folder / "junit.xml").unlink()
    os.mkfifo(folder / "junit.xml")


ALTERATIONS: list[tuple[str, Change, str]] = [
    ("a byte", lambda folder: (folder / "index.html").open("r+b").write(b"?"), "altered: index.html has other content"),
    ("a line", lambda folder: (folder / "summary.md").open("a").write("x"), r"altered: summary.md has \d+ bytes, and"),
    ("a file", lambda folder: (folder / "controls.csv").unlink(), "removed: controls.csv"),
    ("one in a folder", lambda folder: shutil.rmtree(folder / "oscal"), "removed: oscal/assessment-results.json"),
    ("one more", lambda folder: (folder / "notes.txt").write_text("x"), "added: notes.txt"),
    ("one more inside", lambda folder: (folder / "oscal" / "notes.txt").write_text("x"), "added: oscal/notes.txt"),
    ("hidden", lambda folder: (folder / ".hidden").write_text("x"), "added: .hidden"),
    ("an empty folder", lambda folder: (folder / "notes").mkdir(), "added: notes/\n"),
    ("an empty one inside", lambda folder: (folder / "oscal" / "notes").mkdir(), "added: oscal/notes/\n"),
    ("one in a new folder", lambda folder: shutil.copytree(folder / "oscal", folder / "notes"), "added: notes/\n"),
    ("a folder for a signature", lambda folder: (folder / SIGNATURE).mkdir(), "altered: manifest.json.sig is not a"),
    (
        "a signature elsewhere",
        lambda folder: (folder / SIGNATURE).symlink_to("/nowhere"),
        "altered: manifest.json.sig is not a file",
    ),
    ("a link", lambda folder: (folder / "link").symlink_to("index.html"), "added: link"),
    ("a link to a folder", lambda folder: (folder / "link").symlink_to("oscal"), "added: link"),
    (
        "a link in its place",
        linked("junit.xml"),
        "altered: junit.xml is no longer a file",
    ),
    (
        "a pipe in its place",
        piped,
        "altered: junit.xml is no longer a file",
    ),
    ("the commit", lambda folder: change_manifest(folder, commit="else"), "tells another commit than evidence.json"),
    ("the graph", lambda folder: change_manifest(folder, graphs=[]), "tells another graphs than evidence.json"),
    ("the list", lambda folder: change_manifest(folder, files=[]), "altered: manifest.json leaves out evidence.json"),
    (
        "only its spaces",
        lambda folder: (folder / "manifest.json").open("a").write(" "),
        "altered: manifest.json is not",
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in ALTERATIONS], ids=[row[0] for row in ALTERATIONS])
def test_whatever_is_altered_is_told(change: Change, message: str, folder: Path) -> None:
    change(folder)
    done = verify(folder)
    assert done.exit_code == 1
    assert re.search(f"not verified  .*{message}", done.output), done.output
    assert "Verified" not in done.output


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_byte_of_any_file_can_be_altered_unnoticed(data: st.DataObject, folder: Path) -> None:
    path = folder / data.draw(st.sampled_from(sorted(contents(folder))))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    try:
        path.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])
        assert verify(folder).exit_code != 0
    finally:
        path.write_bytes(content)


UNUSABLE: list[tuple[str, Change, str]] = [
    ("no folder", shutil.rmtree, "manifest.json: cannot be read: No such file"),
    ("no manifest", lambda folder: (folder / "manifest.json").unlink(), "manifest.json: cannot be read: No such file"),
    (
        "not JSON",
        lambda folder: (folder / "manifest.json").write_text("{"),
        "is no manifest of a report: it: Invalid JSON",
    ),
    ("not text", lambda folder: (folder / "manifest.json").write_bytes(b"\xff\0"), "is no manifest of a report"),
    ("another form", lambda folder: (folder / "manifest.json").write_text("[]"), "is no manifest of a report"),
    (
        "another version",
        lambda folder: change_manifest(folder, manifest_version="2"),
        "manifest_version: Input should be",
    ),
    ("no commit", lambda folder: change_manifest(folder, commit=None), "commit: Input should be a valid string"),
    (
        "a link",
        linked("manifest.json"),
        "manifest.json: is not a file",
    ),
]
OUTSIDE = ("/etc/passwd", "../x", "a/../../x", "a/./b", "", ".", "..", "a//b", "C:x", "a\\b", "manifest.json", "x\0")


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_what_is_no_report_is_refused(change: Change, message: str, folder: Path) -> None:
    change(folder)
    done = verify(folder)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str, folder: Path) -> None:
    change_manifest(folder, files=[{"name": name, "bytes": 1, "sha256": "0"}])
    done = verify(folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is no file inside the folder" in done.stderr


def test_a_file_that_is_named_twice_is_refused(folder: Path) -> None:
    change_manifest(folder, files=[{"name": "a", "bytes": 1, "sha256": "0"}] * 2)
    assert verify(folder).exit_code == 2


def test_a_large_file_is_not_held_in_memory(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(1024**3)
    entry = {"name": "large", "bytes": 1024**3, "sha256": "0"}
    change_manifest(folder, files=[*json.loads((folder / "manifest.json").read_text())["files"], entry])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = verify(folder)
    assert "altered: large has other content" in done.output
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
