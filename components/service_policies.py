"""The trust and permissions of a service's roles, as plain data.

Resources may be Pulumi outputs; the rest is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.account import Account
from components.policy_document import Document, allow, policy, service_trust
from components.repository_policies import PULL
from components.task_collector import SIGNALS_LOG_GROUP, Apm

WRITE_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""Without `logs:CreateLogGroup`: the log groups exist, and one created at run time would not be encrypted."""
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
    """Return the trust policy of a task's roles: ECS, for tasks of this account and region.

    The conditions are those of the Amazon ECS Developer Guide, "Amazon ECS task IAM role".
    """
    return service_trust("ecs-tasks.amazonaws.com", account, ArnLike=account.arn("ecs", "*"))


def infrastructure_trust() -> Document:
    """Return the trust policy of the role that shifts traffic: ECS itself.

    It has no condition: AWS documents none that ECS would meet here (Amazon ECS Developer Guide, "Amazon ECS
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
    """Return what ECS may do to start a task: pull its images, create its log streams, read its secrets.

    It needs no key of a repository: ECR decrypts with a grant of its own (Amazon ECR User Guide, "Encryption at rest").
    It may do nothing that the application does.
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
        allow("AskForRegistryToken", ["ecr:GetAuthorizationToken"], "*"),  # takes no resource
        allow("PullImages", PULL, [*repository_arns, _runtime_monitoring_agent(account)]),
        allow("WriteLogs", WRITE_LOGS, account.arn("logs", f"log-group:{log_group}:*")),
        *(secrets if secret_arns else []),
    )


def _runtime_monitoring_agent(account: Account) -> str:
    """Return the ARN of the repository of GuardDuty's agent, a sidecar that the execution role of each task pulls.

    AWS's account that holds it differs by region (Amazon GuardDuty User Guide, "Prerequisites for AWS Fargate (Amazon
    ECS only) support"). Without it, runtime monitoring sees nothing and reports nothing.
    """
    return f"arn:{account.partition}:ecr:{account.region}:*:repository/aws-guardduty-agent-fargate"


def task_policy(account: Account, *, connect_arns: Sequence[object], apm: Apm) -> Document | None:
    """Return the application's own permissions, or None if it needs none.

    It connects to its cache by IAM, and sends traces to X-Ray, whose actions take no resource. Metrics need no
    permission: they are log lines.
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
    """Return what ECS may do to shift traffic, on these target groups and listener rules only.

    It equals version 6 of `AmazonECSInfrastructureRolePolicyForLoadBalancers`, limited to these resources and without
    listeners, which ECS changes only if no rule forwards to the target groups.
    """
    targets = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    return policy(
        allow("SeeLoadBalancers", LOAD_BALANCER_READS, "*"),  # these take no resource
        allow("RegisterTasks", targets, list(target_group_arns)),
        allow("ShiftTraffic", ["elasticloadbalancing:ModifyRule"], list(rule_arns)),
    )
