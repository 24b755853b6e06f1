from __future__ import annotations

import pytest

from components import github_policies as policies
from components.github_change_policies import services_policy, stores_policy
from components.github_release_policies import releasing_policy
from components.identity_policies import Scope
from tests.components.evaluation import allows
from tests.components.released import ACCOUNT

STATE = policies.State(
    bucket="acme-state", key_arn="arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab"
)
SCOPE = Scope(account=ACCOUNT, project="footing", stack="test")
GIVEN = [services_policy(SCOPE), stores_policy(SCOPE), policies.state_policy(SCOPE, STATE), releasing_policy(SCOPE)]
ALL = {"Statement": [statement for document in GIVEN for statement in document["Statement"]]}


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ("codebuild:UpdateProject", "codebuild:us-east-1:111122223333:project/footing-{}-deploy-prod"),
        ("codepipeline:UpdatePipeline", "codepipeline:us-east-1:111122223333:footing-{}"),
        ("ecs:CreateService", "ecs:us-east-1:111122223333:service/footing-{}-app/footing-{}-app"),
        ("ecs:UpdateService", "ecs:us-east-1:111122223333:service/footing-{}-app/footing-{}-app"),
        ("ecs:RegisterTaskDefinition", "ecs:us-east-1:111122223333:task-definition/footing-{}-app:*"),
        ("ecs:UpdateCluster", "ecs:us-east-1:111122223333:cluster/footing-{}-app"),
    ],
)
def test_a_deployment_changes_what_releases_and_runs_its_own_stack_and_no_other(action: str, place: str) -> None:
    assert allows(ALL, action, "arn:aws:" + place.format("test", "test"))
    assert not allows(ALL, action, "arn:aws:" + place.format("prod", "prod"))
    assert allows(policies.deployment_boundary(SCOPE), action)


@pytest.mark.parametrize("action", ["codebuild:StartBuild", "ecs:RunTask", "ecs:DeregisterTaskDefinition"])
def test_a_deployment_runs_no_build_and_no_task_and_leaves_what_a_release_falls_back_to(action: str) -> None:
    assert not allows(ALL, action)


def test_a_deployment_moves_no_service_to_another_revision() -> None:
    conditions = {
        action: statement.get("Condition")
        for statement in releasing_policy(SCOPE)["Statement"]
        for action in statement["Action"]
    }
    assert conditions["ecs:UpdateService"] == {"Null": {"ecs:task-definition": "true"}}
    own = "arn:aws:ecs:us-east-1:111122223333:task-definition/footing-test-*"
    assert conditions["ecs:CreateService"] == {"ArnLike": {"ecs:task-definition": [own]}}
