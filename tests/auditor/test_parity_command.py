"""`footing parity`, on the real program and on changed copies of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from tests.auditor.projects import change_settings, copy_of_the_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_the_project(tmp_path / "project")


def parity(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["parity", "--project", str(project), *arguments])


def test_environments_as_they_come_pass(project: Path) -> None:
    result = parity(project)
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "Passed: dev, stage, prod differ in nothing that is not declared.",
    )


def test_a_safeguard_that_one_environment_lacks_is_a_failure(project: Path) -> None:
    change_settings(project, "stage", "audit", data_events=False)
    result = parity(project)
    assert result.exit_code == 1
    differing = [line for line in result.output.splitlines() if line.startswith("differs")]
    assert any("aws:cloudtrail/trail:Trail audit-trail" in line for line in differing)


def test_a_declaration_that_nothing_needs_is_a_failure_where_all_stacks_are_compared(project: Path) -> None:
    path = project / "stacks" / "parity.yaml"
    path.write_text(
        path.read_text() + "  - {kind: size, resource: 'aws:x::y', property: z, stacks: [dev], reason: none}\n"
    )
    whole, part = parity(project), parity(project, "--stack", "stage", "--stack", "prod")
    assert (whole.exit_code, part.exit_code) == (1, 0)
    assert "not needed  size: aws:x::y, z (dev): nothing differs there; remove it" in whole.output


def test_what_one_stack_may_lack_another_may_not(project: Path) -> None:
    change_settings(project, "prod", "network", endpoints=["secretsmanager", "kms"])
    result = parity(project)
    assert result.exit_code == 1
    assert "network-endpoints-sts: dev has absent; stage has present; prod has absent" in result.output


def test_an_edge_is_declared_for_whoever_turns_it_on(project: Path) -> None:
    for stack in ("stage", "prod"):
        change_settings(project, stack, "delivery", edge={"static_paths": ["/static/*"]})
    result = parity(project)
    assert result.exit_code == 0, result.output


def test_a_declaration_for_more_stacks_than_differ_is_a_failure(project: Path) -> None:
    path = project / "stacks" / "parity.yaml"
    path.write_text(path.read_text().replace("stacks: [dev]", "stacks: [dev, stage]", 1))
    whole, part = parity(project), parity(project, "--stack", "dev", "--stack", "prod")
    assert (whole.exit_code, part.exit_code) == (1, 0)
    told = "too broad  protection: *::*, protect (dev, stage): stage has what prod has there; name only those that have"
    assert told in whole.output


def test_a_declaration_for_a_stack_that_there_is_not_is_refused(project: Path) -> None:
    path = project / "stacks" / "parity.yaml"
    path.write_text(path.read_text().replace("stacks: [dev]", "stacks: [dve]", 1))
    result = parity(project)
    assert (result.exit_code, result.output) == (
        2,
        f"footing: {path}: protection: *::*, protect (dve): there is no stack 'dve'; mend its spelling or remove it\n",
    )


def test_one_stack_is_refused(project: Path) -> None:
    result = parity(project, "--stack", "prod")
    assert (result.exit_code, result.output) == (
        2,
        "footing: there is nothing to compare with one stack; name at least two, or none for all\n",
    )
