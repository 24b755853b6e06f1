"""Who may take the roles of a service, and what each may do, as plain data.

Resources may be Pulumi outputs; the rest is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.account import Account
from components.policy_document import Document, allow, policy, service_trust
from components.task_collector import SIGNALS_LOG_GROUP, Apm

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
WRITE_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""Without `logs:CreateLogGroup`: the log groups are there, and one made on the way would not be encrypted."""
TRACE = (
    "xray:GetSamplingRules",
    "xray:GetSamplingStatisticSummaries",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
)
LOAD_BALANCER_READS = (
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
)


def task_trust(account: Account) -> Document:
    """Return who may take a task's roles: ECS, for tasks of this account and region.

    The conditions are those of the Amazon ECS Developer Guide, "Amazon ECS task IAM role".
    """
    return service_trust("ecs-tasks.amazonaws.com", account, ArnLike=account.arn("ecs", "*"))


def infrastructure_trust() -> Document:
    """Return who may take the role that shifts traffic: ECS itself.

    Without a condition: AWS documents none that ECS would meet here (Amazon ECS Developer Guide, "Amazon ECS
    infrastructure IAM role for load balancers"), and a role is passed within its account only.
    """
    return service_trust("ecs.amazonaws.com")


def execution_policy(
    account: Account,
    *,
    repository_arns: Sequence[object],
    log_group: str,
    secret_arns: Sequence[object],
    secrets_key_arn: object,
) -> Document:
    """Return what ECS may do to start a task: pull its images, open its log streams, read its secrets.

    The key of a repository is not among it: ECR decrypts with a grant of its own (Amazon ECR User Guide, "Encryption
    at rest"). Nor is anything that the application does.
    """
    secrets = [
        allow("ReadSecrets", ["secretsmanager:GetSecretValue"], list(secret_arns)),
        allow(
            "DecryptSecrets",
            ["kms:Decrypt"],
            secrets_key_arn,
            StringEquals={"kms:ViaService": f"secretsmanager.{account.region}.{account.dns_suffix}"},
        ),
    ]
    return policy(
        allow("AskForRegistryToken", ["ecr:GetAuthorizationToken"], "*"),  # of no repository in particular
        allow("PullImages", PULL, list(repository_arns)),
        allow("WriteLogs", WRITE_LOGS, account.arn("logs", f"log-group:{log_group}:*")),
        *(secrets if secret_arns else []),
    )


def task_policy(account: Account, *, connect_arns: Sequence[object], apm: Apm) -> Document | None:
    """Return what the application itself may do, or None if that is nothing.

    It connects to its cache by IAM, and hands traces to X-Ray, which knows no resources. Metrics need no permission:
    they are lines of the log.
    """
    statements = []
    if connect_arns:
        statements.append(allow("ConnectToCache", ["elasticache:Connect"], list(connect_arns)))
    if apm != "none":
        statements.append(allow("Trace", TRACE, "*"))
    if apm == "application signals":
        signals = account.arn("logs", f"log-group:{SIGNALS_LOG_GROUP}:*")
        statements.append(allow("WriteSignals", WRITE_LOGS, signals))
    return policy(*statements) if statements else None


def infrastructure_policy(target_group_arns: Sequence[object], rule_arns: Sequence[object]) -> Document:
    """Return what ECS may do to shift traffic, on these target groups and listener rules alone.

    It is what `AmazonECSInfrastructureRolePolicyForLoadBalancers` allows on all of them (as of its version 6), but for
    listeners, which are changed only where no rule stands before the target groups.
    """
    targets = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    return policy(
        allow("SeeLoadBalancers", LOAD_BALANCER_READS, "*"),  # which know no resources
        allow("RegisterTasks", targets, list(target_group_arns)),
        allow("ShiftTraffic", ["elasticloadbalancing:ModifyRule"], list(rule_arns)),
    )
