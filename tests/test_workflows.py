"""What GitHub runs for a fork: only what is pinned, and with no more rights than it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"uses: (?:\./|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)")
CLOUD = "aws-actions/configure-aws-credentials"


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield f"{path.name}:{name}", job


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job.get("steps", [])
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned_by_its_commit_and_says_its_version(path: Path) -> None:
    used = [
        line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line) and not line.startswith("uses: ./")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_starts_with_no_rights(path: Path) -> None:
    assert read(path)["permissions"] == {}


def test_no_job_writes_to_the_repository() -> None:
    allowed = {"contents": "read", "id-token": "write"}
    assert [name for name, job in jobs() if not job["permissions"].items() <= allowed.items()] == []


def test_a_token_is_asked_for_only_where_a_role_is_taken() -> None:
    for name, job in jobs():
        takes = "uses" in job or any(CLOUD in step.get("uses", "") for step in steps(job))
        assert ("id-token" in job["permissions"]) is takes, name


def test_no_key_is_kept_as_a_secret() -> None:
    assert [path.name for path in WORKFLOWS if "secrets." in path.read_text(encoding="utf-8")] == []


def test_no_expression_is_written_into_a_script() -> None:
    assert [name for name, job in jobs() for step in steps(job) if "${{" in step.get("run", "")] == []


def test_the_checkout_keeps_no_credentials() -> None:
    checkouts = [step for _, job in jobs() for step in steps(job) if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    assert {step["with"]["persist-credentials"] for step in checkouts} == {False}


def test_every_environment_waits_for_the_one_before() -> None:
    deployed = read(ROOT / ".github/workflows/deploy.yml")["jobs"]
    assert [(job["with"]["stack"], job.get("needs")) for job in deployed.values()] == [
        ("dev", None),
        ("stage", "dev"),
        ("prod", "stage"),
    ]


def test_the_rules_judge_what_is_deployed_and_the_preview_is_never_skipped() -> None:
    runs = [
        step["run"]
        for _, job in jobs()
        for step in steps(job)
        if re.search(r"pulumi (up|preview)", step.get("run", ""))
    ]
    assert len(runs) == 2
    assert all("--policy-pack policies" in run and "--skip-preview" not in run for run in runs)


def test_what_builds_the_image_of_dev_is_a_machine_of_its_kind() -> None:
    machines = {name: job["runs-on"] for name, job in jobs() if re.search(r"pulumi (up|preview)", str(job))}
    assert machines == {
        "check.yml:preview": "${{ matrix.stack == 'dev' && 'ubuntu-24.04-arm' || 'ubuntu-24.04' }}",
        "up.yml:up": "${{ inputs.stack == 'dev' && 'ubuntu-24.04-arm' || 'ubuntu-24.04' }}",
    }


def test_what_make_is_asked_for_exists() -> None:
    targets = re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    asked = [name for path in WORKFLOWS for name in re.findall(r"\bmake ([\w./-]+)", path.read_text(encoding="utf-8"))]
    assert set(asked) <= set(targets)


def test_what_codeowners_names_exists() -> None:
    lines = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owned = [line.split() for line in lines if line and not line.startswith("#")]
    optional = ("*", "/stacks/exceptions.yaml")  # there may be no exceptions
    assert [path for path, *_ in owned if path not in optional and not list(ROOT.glob(path.strip("/")))] == []
    assert [path for path, *teams in owned if not teams or not all(team.startswith("@") for team in teams)] == []
