"""What one stack provides for another is looked for there, also where nobody asked for that other stack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import main
from policies.rules import RULES
from tests.auditor.projects import change_settings, copy_of_the_project, findings, out, run, small_project

RELEASED = "service-released-by-pipeline"
SINGLETON = "account-encrypts-volumes-by-default"
STACK_FILE = "Pulumi.prod.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_the_project(tmp_path / "project")


def said(project: Path, stack: str, rule: str) -> tuple[str, str]:
    """Return what a written report says of the one thing that a rule judges, and why."""
    (finding,) = findings(project, stack, rule)
    return finding["status"], finding["reason"]


def shown(project: Path) -> list[str]:
    return [each["stack"] for each in json.loads((out(project) / "evidence.json").read_text())["stacks"]]


@pytest.mark.parametrize("stack", ["dev", "stage", "prod"])
def test_each_environment_passes_by_itself(project: Path, stack: str) -> None:
    checked = CliRunner().invoke(main, ["check", "--project", str(project), "--stack", stack])
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (
        0,
        "Passed: nothing stands against the 1 stack judged.",
    )


def test_who_provides_is_judged_along_and_not_shown(project: Path) -> None:
    done = run(project, "-s", "dev", "-s", "stage")
    assert (done.exit_code, shown(project)) == (0, ["dev", "stage"])
    reason = "provided by prod, which was judged along, as the program declares it"
    assert [said(project, stack, RELEASED) for stack in ("dev", "stage")] == [("not applicable", reason)] * 2


def test_what_stands_against_a_stack_that_is_judged_along_blocks_nobody_else(project: Path) -> None:
    change_settings(project, "prod", "safety", deletion_protection=False)
    assert run(project, "--stack", "prod").exit_code == 1
    assert run(project, "--stack", "dev").exit_code == 0


def test_a_claim_that_is_not_true_fails_although_nobody_asked_for_the_other_stack(project: Path) -> None:
    path = project / "stacks" / "release.py"
    source = path.read_text()
    path.write_text(source.replace(" for stack in pipeline.targets]", " for stack in pipeline.targets[1:]]"))
    assert path.read_text() != source
    done = run(project, "--stack", "dev")
    reason = "said to be provided by prod, but prod does not hold it for footing-dev-app"
    assert (done.exit_code, said(project, "dev", RELEASED)) == (1, ("fail", reason))


def test_what_cannot_be_rendered_provides_nothing_that_anybody_knows(project: Path) -> None:
    change_settings(project, "prod", "", colour="red")
    done = run(project, "--stack", "dev")
    status, why = said(project, "dev", RELEASED)
    assert (done.exit_code, status) == (1, "unknown")
    assert why.startswith(
        f"said to be provided by prod, which could not be rendered: stacks/{STACK_FILE}: footing:settings.colour: "
    )


SHARED = """
import pulumi
from pulumi_aws import ebs
if pulumi.get_stack() == "owner":
    {declare}
pulumi.export("accountOwner", "owner")
"""
FILES = [
    ("holds it", "ebs.EncryptionByDefault('volumes', enabled=True)", "small", "not applicable", 0),
    ("does not hold it", "pass", "small", "fail", 1),
    ("breaks", "1 / 0", "small", "unknown", 1),
    ("is of another project", "ebs.EncryptionByDefault('volumes', enabled=True)", "other", "unknown", 1),
]


@pytest.mark.parametrize(
    ("declare", "name", "status", "code"), [each[1:] for each in FILES], ids=[each[0] for each in FILES]
)
@pytest.mark.parametrize("form", ["preview", "state"])
def test_what_a_file_of_the_engine_says_of_another_stack_is_held_against_the_program(
    form: str, declare: str, name: str, status: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.asked.RULES", [rule for rule in RULES if rule.id == SINGLETON])
    monkeypatch.setattr("auditor.asked.load_catalogs", lambda known: ())
    root = {
        "urn": f"urn:pulumi:guest::{name}::pulumi:pulumi:Stack::{name}-guest",
        "type": "pulumi:pulumi:Stack",
        "outputs": {"accountOwner": "owner"},
    }
    documents = {
        "preview": {"steps": [{"op": "create", "newState": root}]},
        "state": {"version": 3, "deployment": {"resources": [root]}},
    }
    (tmp_path / "engine.json").write_text(json.dumps(documents[form]))
    project = small_project(tmp_path / "project", SHARED.format(declare=declare), "guest", "owner")
    done = run(project, "--from", str(tmp_path / "engine.json"))
    assert (done.exit_code, said(project, "guest", SINGLETON)[0]) == (code, status), done.output
    assert shown(project) == ["guest"]


def test_an_owner_whose_second_layer_is_not_open_yet_is_found_and_not_refused(project: Path) -> None:
    """Refused, dev could not be deployed before prod; whoever takes one step at a time would be stuck."""
    change_settings(project, "prod", "", delivery=None)
    assert run(project, "--stack", "dev").exit_code == 1
    reason = "said to be provided by prod, but prod does not hold it for footing-dev-app"
    assert said(project, "dev", RELEASED) == ("fail", reason)
