from __future__ import annotations

from typing import Any

import pytest

from auditor.graph import ResourceGraph
from auditor.judges.view import view
from components.deployment_role import DeploymentRole, DeploymentRoleArgs, deployment_policy, deployment_trust
from components.identity import Identity, IdentityArgs
from components.pipeline_plan import artifacts_alias, artifacts_bucket, deployer_role_arn, deployment_role_arn
from policies.rule import Status
from policies.rules import RULES
from tests.components.evaluation import allows
from tests.components.released import ACCOUNT, PROD
from tests.conftest import Record

DEPLOYER = deployer_role_arn("aws", PROD, "footing", "prod", "dev")
PASSED = "arn:aws:iam::111122223333:role/footing-test-task"
ECS = "arn:aws:ecs:us-east-1:111122223333"


def args(**changes: Any) -> DeploymentRoleArgs:
    given = {
        "account": ACCOUNT,
        "pipeline_role_arn": DEPLOYER,
        "releases_bucket": artifacts_bucket("footing", "prod", PROD),
        "releases_key_alias": artifacts_alias("footing", "prod"),
        "pipeline_region": "us-east-1",
        "cluster_name": "apps",
        "service_name": "app",
        "family": "app",
        "passed_role_arns": [PASSED],
        "boundary_arn": "arn:aws:iam::111122223333:policy/footing-test-boundary",
    }
    return DeploymentRoleArgs(**{**given, **changes})


def declare() -> DeploymentRole:
    boundary = Identity("identity", IdentityArgs(account=ACCOUNT)).boundary_arn
    return DeploymentRole("deployment", args(boundary_arn=boundary))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def test_no_rule_fails_on_it_and_none_is_left_in_doubt(graph: ResourceGraph) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(graph))]
    bad = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert [(each.rule.id, each.reason) for each in bad if each.resource.name == "deployment"] == []


def test_it_is_called_as_the_pipeline_expects(recorded: Record) -> None:
    known: list[str] = []
    recorded(lambda: known.append(declare().arn))
    assert known == [deployment_role_arn("aws", ACCOUNT.id, "footing", "test")]


def test_the_deployer_of_this_environment_comes_in_and_nobody_else() -> None:
    (statement,) = deployment_trust(DEPLOYER, "arn:aws:iam::111122223333:role/footing-test-deployment")["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{PROD}:root"}
    assert statement["Condition"]["ArnEquals"] == {"aws:PrincipalArn": DEPLOYER}
    assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": "footing-test-deployment"}


@pytest.mark.parametrize(
    ("action", "resource", "may"),
    [
        ("ecs:UpdateService", f"{ECS}:service/apps/app", True),
        ("ecs:UpdateService", f"{ECS}:service/apps/other", False),
        ("ecs:RegisterTaskDefinition", f"{ECS}:task-definition/app:7", True),
        ("ecs:RegisterTaskDefinition", f"{ECS}:task-definition/other:7", False),
        ("ecs:RunTask", f"{ECS}:task-definition/app:7", False),
        ("ecs:ExecuteCommand", f"{ECS}:task/apps/1", False),
        ("iam:PassRole", PASSED, True),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/admin", False),
        ("s3:GetObject", f"arn:aws:s3:::footing-prod-artifacts-{PROD}/releases/1.json", True),
        ("s3:GetObject", f"arn:aws:s3:::footing-prod-artifacts-{PROD}/source.zip", False),
        ("s3:PutObject", f"arn:aws:s3:::footing-prod-artifacts-{PROD}/releases/1.json", False),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:x", False),
    ],
)
def test_it_changes_one_service_and_nothing_else(action: str, resource: str, may: bool) -> None:
    assert allows(deployment_policy(args()), action, resource) is may


def test_it_gives_roles_to_tasks_only() -> None:
    (statement,) = [each for each in deployment_policy(args())["Statement"] if each["Action"] == ["iam:PassRole"]]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
