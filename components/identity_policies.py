"""What the people who look after a stack may do in it: policies by role, as plain data.

Every action is named. A statement speaks of every resource (`*`) only where its actions take none (AWS Service
Authorization Reference). What a stack names after itself is told from other stacks' by its name; so layers above
must begin the names of clusters with `<project>-<stack>-`, or operators cannot restart what runs in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.account import Account
from components.database_parameters import database_identifier, log_group_name
from components.policy_document import Document, allow, policy

AUDIT_POLICY = "SecurityAudit"
"""AWS's own list of what configuration can be read, of every service. A list of ours would fall behind the first new
service and hide it from the auditor; should AWS's list come to include data, `data_denied` still keeps it shut."""
SIGHT = (
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingActivities",
    "backup:ListBackupJobs",
    "backup:ListRestoreJobs",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListDashboards",
    "cloudwatch:ListMetrics",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ecs:DescribeTaskDefinition",
    "ecs:ListClusters",
    "ecs:ListServices",
    "ecs:ListTaskDefinitions",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:DescribeLogGroups",
    "rds:DescribeEvents",
)
"""Looks at what runs and how it fares, with actions that take no resource."""
DATA_READS = (
    "aoss:APIAccessAll",
    "athena:GetQueryResults",
    "athena:StartQueryExecution",
    "cassandra:Select",
    "dynamodb:BatchGetItem",
    "dynamodb:ExportTableToPointInTime",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "ebs:GetSnapshotBlock",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecs:ExecuteCommand",
    "elasticache:Connect",
    "elasticfilesystem:ClientMount",
    "es:ESHttpGet",
    "es:ESHttpPost",
    "healthlake:ReadResource",
    "healthlake:SearchWithGet",
    "healthlake:SearchWithPost",
    "kafka-cluster:ReadData",
    "kinesis:GetRecords",
    "kinesis:SubscribeToShard",
    "kms:Decrypt",
    "lambda:GetFunction",
    "lambda:InvokeFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "logs:Unmask",
    "medical-imaging:Get*",
    "rds-data:*",
    "rds-db:connect",
    "rds:DownloadCompleteDBLogFile",
    "rds:DownloadDBLogFilePortion",
    "redshift-data:*",
    "s3-object-lambda:GetObject*",
    "s3:GetObject",
    "s3:GetObjectTorrent",
    "s3:GetObjectVersion",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sns:Subscribe",
    "sqs:ReceiveMessage",
    "ssm:GetParameter*",
    "ssm:StartSession",
)
"""Ways to what is stored rather than to how it is stored: records, secrets, messages, logs, code, shells."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What of an account is a stack's own."""

    account: Account
    project: str
    stack: str

    @property
    def prefix(self) -> str:
        """How the names begin that the stack gives."""
        return f"{self.project}-{self.stack}"

    @property
    def database(self) -> str:
        """How the identifiers of its databases look."""
        return f"{database_identifier(self.project, self.stack)}-*"

    @property
    def logs(self) -> list[str]:
        """The log groups that it writes, with their streams."""
        names = (f"/{self.project}/{self.stack}/*", log_group_name(self.database, "*"))
        return [self.account.arn("logs", f"log-group:{name}") for name in names]

    def running(self, *kinds: str) -> list[str]:
        """What runs in its clusters, by kinds of ECS."""
        return [self.account.arn("ecs", f"{kind}/{self.prefix}-*") for kind in kinds]


def developer_policy(scope: Scope, *, reads_logs: bool) -> Document:
    """Return what developers may do: look, and read logs where these hold nobody's health records."""
    return policy(*_sight(scope), *([_logs(scope)] if reads_logs else []))


def operator_policy(scope: Scope) -> Document:
    """Return what operators may do: look, read logs, restart and scale. What they may not is changed by deployment.

    A service is updated without being given a shell, another network or another revision of its task definition, which
    is for the pipeline and whoever approves: conditions on what the request says of them (Amazon ECS Developer Guide,
    "How Amazon Elastic Container Service works with IAM"; Service Authorization Reference, Amazon ECS, UpdateService).
    A request that names no task definition keeps the one that runs.
    """
    return policy(
        *_sight(scope),
        _logs(scope),
        allow(
            "ScaleAndRedeploy",
            ("ecs:UpdateService",),
            scope.running("service"),
            Null={"ecs:subnet": "true", "ecs:task-definition": "true"},
            StringEqualsIfExists={"ecs:enable-execute-command": "false", "ecs:auto-assign-public-ip": "false"},
        ),
        allow("RestartTasks", ("ecs:StopTask",), scope.running("task")),
        allow(
            "RestartDatabases",
            ("rds:RebootDBInstance", "rds:StartDBInstance"),
            [scope.account.arn("rds", f"db:{scope.database}")],
        ),
    )


def data_denied() -> Document:
    """Return what keeps an auditor, who sees all configuration, from all data."""
    return policy({"Sid": "NoData", "Effect": "Deny", "Action": list(DATA_READS), "Resource": "*"})


def _sight(scope: Scope) -> list[dict[str, Any]]:
    account = scope.account
    alarms = account.arn("cloudwatch", "alarm:*")
    boards = f"arn:{account.partition}:cloudwatch::{account.id}:dashboard/*"
    databases = [account.arn("rds", f"{kind}:*") for kind in ("db", "snapshot")]
    return [
        allow("SeeWhatRuns", SIGHT, ["*"]),
        allow("SeeAlarms", ("cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"), [alarms]),
        allow("SeeDashboards", ("cloudwatch:GetDashboard",), [boards]),
        allow("SeeDatabases", ("rds:DescribeDBInstances", "rds:DescribeDBSnapshots"), databases),
        allow(
            "SeeServices",
            ("ecs:DescribeClusters", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListTasks"),
            scope.running("cluster", "container-instance", "service", "task"),
        ),
    ]


def _logs(scope: Scope) -> dict[str, Any]:
    actions = ("DescribeLogStreams", "FilterLogEvents", "GetLogEvents", "GetQueryResults", "StartQuery")
    return allow("ReadLogs", tuple(f"logs:{action}" for action in actions), scope.logs)
