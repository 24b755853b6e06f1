"""Whatever a startup sets, what comes out is judged well, or the setting is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditor.cli import main
from tests.auditor.projects import change_settings, copy_of_the_project, run

PAYER_CYCLE = {"name": "january", "start": "0 5 1 1 ? *", "end": "0 6 20 1 ? *", "multiplier": 4}
KEY = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"
CONNECTION = "arn:aws:codeconnections:us-east-1:111122223333:connection/00000000-0000-0000-0000-000000000000"
MONEY = {"team": "money", "email": "money@example.com"}
APPROVERS = {"permission_sets": ["Approver"]}
VARIANTS: list[tuple[str, dict[str, dict[str, Any]]]] = [
    ("read replicas", {"database": {"replicas": 2}}),
    ("somebody may break the glass", {"access": {"break_glass": ["111122223333"]}}),
    ("nobody may take any role", {"access": {"auditor": {}, "operator": {}, "developer": {}}}),
    ("four zones", {"network": {"zones": 4}}),
    ("zones by name", {"network": {"zones": ["us-east-1b", "us-east-1d"]}}),
    ("one NAT gateway and no interface endpoints", {"network": {"nat": "single", "endpoints": []}}),
    ("the smallest network", {"network": {"cidr": "10.99.0.0/22"}}),
    (
        "compliance locks and a second region",
        {"audit": {"object_lock": "compliance"}, "backup": {"lock": "compliance", "copy_region": "us-west-2"}},
    ),
    ("an account of one's own", {"": {"account": "444455556666"}}),
    ("another region", {"": {"region": "eu-central-1"}}),
    ("layer 1 alone", {"": {"delivery": None}}),
    ("an edge", {"delivery": {"edge": {"static_paths": ["/static/*", "/favicon.ico"]}}}),
    ("no plain HTTP between zones", {"delivery": {"plain_between_zones": "forbidden"}}),
    (
        "sessions without nodes, tasks on Intel",
        {"delivery": {"sessions": {"mode": "serverless"}, "task": {"architecture": "x86_64"}}},
    ),
    (
        "traces by Application Signals",
        {"delivery": {"apm": "application signals", "collector_image": f"public.ecr.aws/agent@sha256:{'0' * 64}"}},
    ),
    (
        "traces by OpenTelemetry",
        {"delivery": {"apm": "adot", "collector_image": f"public.ecr.aws/collector@sha256:{'0' * 64}"}},
    ),
    (
        "teams that answer for their domains",
        {"delivery": {"teams": {"billing": MONEY, "auth": MONEY, "clinical": {**MONEY, "team": "Health Records"}}}},
    ),
    (
        "payer cycles",
        {"delivery": {"capacity": {"payer_cycles": [PAYER_CYCLE]}}},
    ),
    (
        "workflows of GitHub",
        {
            "delivery": {
                "github": {"state_bucket": "our-state", "state_key": KEY, "subject": "repo:example@1/footing@2"}
            }
        },
    ),
    (
        "a pipeline to one environment, which somebody may approve",
        {"delivery": {"pipeline": {"connection": CONNECTION, "targets": ["prod"], "approvers": APPROVERS}}},
    ),
]


@pytest.mark.parametrize("settings", [each for _, each in VARIANTS], ids=[name for name, _ in VARIANTS])
def test_a_variant_of_prod_passes(tmp_path: Path, settings: dict[str, dict[str, Any]]) -> None:
    project = copy_of_the_project(tmp_path / "project")
    for section, changes in settings.items():
        change_settings(project, "prod", section, **changes)
    result = run(project, "--stack", "prod")
    assert result.exit_code == 0, result.output


def test_a_pipeline_reaches_the_accounts_that_the_files_of_its_targets_name(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    accounts = {"dev": "222233334444", "stage": "333344445555", "prod": "444455556666"}
    for stack, account in accounts.items():
        change_settings(project, stack, "", account=account)
    result = run(project, "--stack", "prod", "--stack", "stage")
    assert result.exit_code == 0, result.output
    graph = CliRunner().invoke(main, ["graph", "--project", str(project), "--stack", "prod"]).output
    for stack in ("dev", "stage"):
        assert f"arn:aws:iam::{accounts[stack]}:role/footing-{stack}-deployment" in graph
    assert "arn:aws:iam::444455556666:role/footing-dev-deployment" not in graph


@pytest.mark.parametrize("break_glass", [[], ["111122223333"]], ids=["as it is", "with a role for emergencies"])
def test_dev_may_be_a_guest_in_the_account_of_stage_which_has_no_repository(
    tmp_path: Path, break_glass: list[str]
) -> None:
    project = copy_of_the_project(tmp_path / "project")
    change_settings(project, "dev", "", account_owner="stage")
    change_settings(project, "dev", "access", break_glass=break_glass)
    result = run(project, "--stack", "dev")
    assert result.exit_code == 0, result.output
