"""`footing report` as people meet it: what it prints, what it writes, and the status with which it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.report.writer import FORMS
from policies.rules import RULES
from tests.auditor.projects import (
    change_settings,
    copy_of_the_project,
    findings,
    out,
    run,
    run_as_process,
    small_project,
)

SINGLETON = "account-encrypts-volumes-by-default"
KEY = "aws:kms/key:Key"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_the_project(tmp_path / "project")


def test_a_newcomers_first_report_passes_and_is_written_in_every_form(project: Path) -> None:
    done = run_as_process(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Passed" in done.stdout
    assert str(out(project) / "index.html") in done.stdout
    folders = {"controls", "data-flow", "inventory", "network", "oscal", "stacks"}
    pages = {"index.html", "duties.html", "exceptions.html", "parity.html", "rules.html"}
    assert {path.name for path in out(project).iterdir()} == {*FORMS, *pages, *folders, "manifest.json"}


def test_what_differs_between_all_stacks_and_nobody_declared_stands_against_them(project: Path) -> None:
    change_settings(project, "stage", "delivery", bake_minutes=5)
    whole, part = run(project), run(project, "-s", "stage", "-s", "prod")
    assert (whole.exit_code, part.exit_code) == (1, 0)
    assert "differs  aws:ecs/service:Service  app" in whole.output
    assert "Not passed: the stacks differ in 1 way that nobody declared." in whole.output


def test_a_violation_is_told_with_its_rule_resource_line_and_remedy(project: Path) -> None:
    change_settings(project, "dev", "safety", deletion_protection=False)
    done = run_as_process(project, "--stack", "dev")
    line = (project / "components" / "database.py").read_text().split("        return rds.Instance(\n")[0].count("\n")
    fix = next(rule.fix for rule in RULES if rule.id == "database-deletion-protected")
    told = [
        "database-deletion-protected",
        "aws:rds/instance:Instance  database",
        f"components/database.py:{line + 1}",
        fix,
    ]
    assert [each for each in told if each not in done.stdout] == []
    assert (done.returncode, done.stderr) == (1, "")


def test_a_violation_does_not_keep_the_report_from_being_written(project: Path) -> None:
    change_settings(project, "dev", "safety", deletion_protection=False)
    assert run(project, "--stack", "dev").exit_code == 1
    (finding,) = findings(project, "dev", "database-deletion-protected")
    assert finding["status"] == "fail"


def test_a_stack_that_crashes_is_reported_and_the_others_are_judged(tmp_path: Path) -> None:
    program = "import pulumi\nfrom pulumi_aws import kms\nkms.Key('k')\nif pulumi.get_stack() == 'a': 1 / 0\n"
    project = small_project(tmp_path / "project", program, "a", "b")
    done = run_as_process(project)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "ZeroDivisionError: division by zero (__main__.py:4)" in done.stdout
    assert findings(project, "a", "key-rotates") == []
    assert [each["status"] for each in findings(project, "b", "key-rotates")] == ["fail"]


@pytest.mark.parametrize("end", ["sys.exit(0)", "sys.exit('no')", "raise RuntimeError('no')", "os._exit(0)"])
def test_a_program_cannot_end_the_tool(end: str, tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", f"import os, sys\n{end}\n", "a", "b")
    done = run(project)
    assert done.exit_code == 1
    assert "a could not be rendered" in done.output
    assert "b could not be rendered" in done.output


def test_a_stack_that_is_named_twice_is_judged_once(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", "import pulumi\n", "a")
    run(project, "-s", "a", "-s", "a")
    assert len(json.loads((out(project) / "evidence.json").read_text())["stacks"]) == 1


def state(type_: str, **inputs: Any) -> dict[str, Any]:
    urn = f"urn:pulumi:live::small::{type_}::it"
    return {"urn": urn, "type": type_, "custom": True, "inputs": inputs, "sourcePosition": "project:///keys.py#7,1"}


KEYS = [({"enableKeyRotation": True}, "pass", 0), ({"enableKeyRotation": False}, "fail", 1), ({}, "fail", 1)]


@pytest.mark.parametrize(("inputs", "status", "code"), KEYS, ids=["rotating", "not rotating", "silent"])
@pytest.mark.parametrize("form", ["preview", "state"])
def test_what_the_engine_wrote_is_judged(
    form: str, inputs: dict[str, Any], status: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.asked.RULES", [rule for rule in RULES if rule.id == "key-rotates"])
    monkeypatch.setattr("auditor.asked.load_catalogs", lambda known: ())
    key = state(KEY, **inputs)
    document: dict[str, Any] = {"preview": {"steps": [{"op": "create", "newState": key}]}}.get(
        form, {"version": 3, "deployment": {"resources": [key]}}
    )
    (tmp_path / "engine.json").write_text(json.dumps(document))
    project = small_project(tmp_path / "project", "")
    assert run(project, "--from", str(tmp_path / "engine.json")).exit_code == code
    (finding,) = findings(project, "live", "key-rotates")
    assert (finding["status"], finding["source"]) == (status, "keys.py:7")


def test_a_report_names_the_commit_of_a_program_and_none_for_a_file_that_does_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.cli.commit_of", lambda _: "abcdef")
    document = {"version": 3, "deployment": {"resources": [state(KEY)]}}
    (tmp_path / "engine.json").write_text(json.dumps(document))
    project = small_project(tmp_path / "project", "", "live")
    told = {}
    for source in ("program", str(tmp_path / "engine.json")):
        run(project, "--from", source)
        told[source == "program"] = json.loads((out(project) / "evidence.json").read_text())["commit"]
    assert told == {True: "abcdef", False: "unknown"}


def test_a_value_that_a_preview_does_not_know_yet_is_unknown_and_fails(tmp_path: Path) -> None:
    key = state(KEY, enableKeyRotation="1c4a061d-8072-4f0a-a4cb-0ff528b18fe7")
    (tmp_path / "preview.json").write_text(json.dumps({"steps": [{"op": "create", "newState": key}]}))
    project = small_project(tmp_path / "project", "")
    assert run(project, "--from", str(tmp_path / "preview.json")).exit_code == 1
    assert [each["status"] for each in findings(project, "live", "key-rotates")] == ["unknown"]


@pytest.fixture
def sharing(project: Path) -> Path:
    """The project, with stage in the account of dev, which holds its singletons."""
    change_settings(project, "stage", "", account_owner="dev")
    (project / "stacks" / "parity.yaml").unlink()  # stage now lacks what dev holds for it
    return project


def test_a_singleton_of_the_account_is_provided_by_the_stack_that_owns_it(sharing: Path) -> None:
    done = run(sharing)
    (finding,) = findings(sharing, "stage", SINGLETON)
    assert (finding["status"], finding["provided_by"]) == ("not applicable", "dev")
    assert "provided by dev" in "".join(path.read_text() for path in (out(sharing) / "stacks").iterdir())
    assert done.exit_code == 0, done.output


def test_a_singleton_that_its_owner_lacks_is_a_violation_of_both(sharing: Path) -> None:
    settings = sharing / "stacks" / "settings.py"
    owns = "return self.account_owner is None"
    assert owns in settings.read_text()
    settings.write_text(settings.read_text().replace(owns, "return False"))
    done = run(sharing, "-s", "dev", "-s", "stage")
    statuses = [each["status"] for stack in ("dev", "stage") for each in findings(sharing, stack, SINGLETON)]
    assert statuses == ["fail", "fail"]
    assert "said to be provided by dev, but dev does not hold it" in done.output
    assert done.exit_code == 1


def test_a_claim_about_an_owner_that_the_project_does_not_have_is_not_believed(sharing: Path) -> None:
    baseline = sharing / "stacks" / "baseline.py"
    says = "settings.account_owner or pulumi.get_stack()"
    assert says in baseline.read_text()
    baseline.write_text(baseline.read_text().replace(says, "'another-projects'"))
    assert run(sharing, "-s", "stage").exit_code == 1
    assert [each["status"] for each in findings(sharing, "stage", SINGLETON)] == ["unknown"]
