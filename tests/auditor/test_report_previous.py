"""What a report is compared with where nobody names it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.report.integrity import FileEntry, read_manifest
from auditor.report.previous import changes_since, tells_something
from auditor.results.changes import Change, Changes, StackChanges
from auditor.results.report import Report
from tests.auditor.projects import out, run, small_project
from tests.auditor.reports import FAILED, finding, report, stack

GOOD = "import pulumi_aws as aws\naws.kms.Key('key', enable_key_rotation=True)\n"
BAD = "import pulumi_aws as aws\naws.kms.Key('key', enable_key_rotation=False)\n"
MANIFEST = "0" * 64


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return small_project(tmp_path / "theirs", GOOD, "dev")


def evidence(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out(project) / "evidence.json").read_text())
    return found


def changed(project: Path) -> list[str]:
    return [each["id"] for each in evidence(project)["changes"]["stacks"][0]["changes"] if each["kind"] == "rule"]


def test_the_first_report_is_compared_with_none(project: Path) -> None:
    done = run(project)
    assert evidence(project)["changes"] is None
    assert "ompared with" not in done.output
    assert "Since the report" not in done.output


def test_a_report_tells_what_changed_since_the_one_that_it_replaces_and_tells_it_again(project: Path) -> None:
    run(project)
    first = evidence(project)["generated_at"]
    (project / "__main__.py").write_text(BAD)
    assert "Since the report of" in run(project).output
    assert changed(project) == ["key-rotates"]
    run(project)
    assert (changed(project), evidence(project)["changes"]["baseline_generated_at"]) == (["key-rotates"], first)


def test_it_need_not(project: Path) -> None:
    run(project)
    (project / "__main__.py").write_text(BAD)
    assert "Since the report" not in run(project, "--no-baseline").output
    assert evidence(project)["changes"] is None


def test_what_contradicts_itself_is_refused(project: Path) -> None:
    done = run(project, "--baseline", "somewhere", "--no-baseline")
    assert (done.exit_code, done.output) == (
        2,
        "footing: --baseline and --no-baseline contradict each other: give one of them\n",
    )


def altered(folder: Path) -> str:
    (folder / "evidence.json").write_text("{}")
    return f"{folder}: altered: evidence.json"


def of_another_version(folder: Path) -> str:
    path = folder / "evidence.json"
    path.write_text(path.read_text().replace('"schema_version": "1"', '"schema_version": "0"'))
    content = path.read_bytes()
    manifest = read_manifest(folder)[0]
    entry = FileEntry(name=path.name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    files = tuple(entry if each.name == path.name else each for each in manifest.files)
    (folder / "manifest.json").write_text(manifest.model_copy(update={"files": files}).to_json())
    return f"{folder}/evidence.json: is no report of this version of footing: schema_version"


@pytest.mark.parametrize("spoil", [altered, of_another_version])
def test_one_that_cannot_be_compared_with_is_told_in_a_line_and_replaced(project: Path, spoil: Any) -> None:
    before = run(project)
    why = spoil(out(project))
    done = run(project)
    assert done.exit_code == before.exit_code
    (line,) = [each for each in done.output.splitlines() if "ompared with" in each]
    assert line.startswith(f"Not compared with the report that stood in {out(project)}: {why}")
    assert evidence(project)["changes"] is None


def test_one_on_other_stacks_is_told_in_a_line(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text("config: {}\n")
    run(project)
    done = run(project, "--stack", "dev")
    assert "it is on dev (program), prod (program)" in done.output
    assert evidence(project)["changes"] is None


def told(made: Report) -> Changes:
    earlier = report(stack(finding()))
    return changes_since(earlier, "1" * 64, made)


def test_where_nothing_changed_since_what_the_standing_one_told_is_told() -> None:
    worse = report(stack(FAILED))
    standing = worse.model_copy(update={"changes": told(worse)})
    assert changes_since(standing, MANIFEST, worse) == standing.changes
    better = report(stack(finding()))
    assert changes_since(standing, MANIFEST, better).baseline_manifest_sha256 == MANIFEST
    assert changes_since(worse, MANIFEST, worse).baseline_manifest_sha256 == MANIFEST


def test_a_report_on_another_project_is_not_compared_with() -> None:
    other = report(stack(finding())).model_copy(update={"project": "other"})
    with pytest.raises(InputError, match="it is on the project other"):
        changes_since(other, MANIFEST, report(stack(finding())))


CHANGE = Change(direction="worse", kind="rule", id="r", of="u", name="n", was="pass", now="fail")
TOLD: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("nothing", {}, {}, False),
    ("new rules", {"rules_added": ("r",)}, {}, True),
    ("rules that are gone", {"rules_removed": ("r",)}, {}, True),
    ("a judge who was asked once", {"not_compared": "Checkov was asked now and not then"}, {}, True),
    ("a change", {}, {"changes": (CHANGE,)}, True),
    ("new resources", {}, {"resources_added": ("u",)}, True),
    ("resources that are gone", {}, {"resources_removed": ("u",)}, True),
    ("another verdict", {}, {"passed_now": False}, True),
]


@pytest.mark.parametrize(("whole", "of_stack", "tells"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_comparison_tells_something_if_anything_changed(
    whole: dict[str, Any], of_stack: dict[str, Any], *, tells: bool
) -> None:
    nothing = told(report(stack(finding())))
    alike = StackChanges(stack="dev", passed_before=True, passed_now=True)
    changes = nothing.model_copy(update={"stacks": (alike.model_copy(update=of_stack),), **whole})
    assert tells_something(changes) is tells
