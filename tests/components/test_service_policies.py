from __future__ import annotations

from typing import Any

import pytest

from components.account import Account
from components.service_policies import execution_policy, infrastructure_policy, task_policy, task_trust
from components.service_roles import secret_of
from tests.components.evaluation import allows

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
REPOSITORY = "arn:aws:ecr:us-east-1:111122223333:repository/footing-test-app"
PIPELINES = "arn:aws:ecr:us-east-1:444455556666:repository/footing-prod-app"
AGENT = "arn:aws:ecr:us-east-1:593207742271:repository/aws-guardduty-agent-fargate"
CACHE = "arn:aws:elasticache:us-east-1:111122223333:serverlesscache:footing-test-sessions"
GROUP = "arn:aws:logs:us-east-1:111122223333:log-group"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-AbCdEf"
READ = "secretsmanager:GetSecretValue"
EXECUTION = execution_policy(
    ACCOUNT, repository_arns=[REPOSITORY, PIPELINES], log_group="/ecs/app", secret_arns=[SECRET], secrets_key_arn="key"
)
TASK = task_policy(ACCOUNT, connect_arns=[CACHE], apm="application signals") or {}
INFRASTRUCTURE = infrastructure_policy(["blue", "green"], ["production", "test"])


@pytest.mark.parametrize(
    ("document", "action", "resource", "expected"),
    [
        (EXECUTION, "ecr:BatchGetImage", REPOSITORY, True),
        (EXECUTION, "ecr:BatchGetImage", PIPELINES, True),
        (EXECUTION, "ecr:BatchGetImage", f"{REPOSITORY}-of-another", False),
        (EXECUTION, "ecr:BatchGetImage", AGENT, True),
        (EXECUTION, "elasticache:Connect", CACHE, False),
        (EXECUTION, "logs:PutLogEvents", f"{GROUP}:/ecs/app:log-stream:1", True),
        (EXECUTION, "logs:PutLogEvents", f"{GROUP}:/ecs/other:log-stream:1", False),
        (EXECUTION, "logs:CreateLogGroup", f"{GROUP}:/ecs/app:", False),
        (EXECUTION, READ, SECRET, True),
        (EXECUTION, READ, f"{SECRET}-of-another", False),
        (TASK, READ, SECRET, False),
        (TASK, "elasticache:Connect", CACHE, True),
        (TASK, "elasticache:Connect", f"{CACHE}-of-another", False),
        (TASK, "ecr:BatchGetImage", REPOSITORY, False),
        (TASK, "xray:PutTraceSegments", "*", True),
        (TASK, "logs:PutLogEvents", f"{GROUP}:/aws/application-signals/data:log-stream:1", True),
        (TASK, "logs:PutLogEvents", f"{GROUP}:/ecs/app:log-stream:1", False),
        (INFRASTRUCTURE, "elasticloadbalancing:ModifyRule", "production", True),
        (INFRASTRUCTURE, "elasticloadbalancing:ModifyRule", "of-another", False),
        (INFRASTRUCTURE, "elasticloadbalancing:RegisterTargets", "green", True),
        (INFRASTRUCTURE, "elasticloadbalancing:RegisterTargets", "of-another", False),
        (INFRASTRUCTURE, "elasticloadbalancing:ModifyListener", "*", False),
    ],
)
def test_each_role_does_its_own_work(document: dict[str, Any], action: str, resource: str, expected: bool) -> None:
    assert allows(document, action, resource) is expected


def test_a_task_that_needs_nothing_is_given_nothing() -> None:
    assert task_policy(ACCOUNT, connect_arns=(), apm="none") is None


def test_a_task_without_secrets_reads_none() -> None:
    document = execution_policy(
        ACCOUNT, repository_arns=[REPOSITORY], log_group="l", secret_arns=(), secrets_key_arn="k"
    )
    assert not allows(document, READ, SECRET)
    assert not allows(document, "kms:Decrypt", "k")


def test_only_tasks_of_this_account_and_region_take_the_roles() -> None:
    (statement,) = task_trust(ACCOUNT)["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT.id},
        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:111122223333:*"},
    }


@pytest.mark.parametrize("value", [SECRET, f"{SECRET}:password::", f"{SECRET}::AWSPREVIOUS:"])
def test_a_key_or_version_within_a_secret_is_read_with_the_secret(value: str) -> None:
    assert secret_of(value) == SECRET
