"""A pipeline with two targets, one of another account, as the tests of its parts declare it."""

from __future__ import annotations

from typing import Any

from pulumi_aws import ec2

from components.access_logs import AccessLogs, AccessLogsArgs
from components.account import Account
from components.build_network import BuildNetwork, BuildNetworkArgs
from components.encryption import Encryption, EncryptionArgs
from components.identity import Identity, IdentityArgs
from components.identity_trust import NOBODY
from components.log_keeping import LogKeeping
from components.notifications import Notifications, NotificationsArgs
from components.pipeline import Pipeline, PipelineArgs
from components.pipeline_plan import Target, deployment_role_arn
from components.registry import Registry, RegistryArgs

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
PROD = "444455556666"
CONNECTION = "arn:aws:codeconnections:us-east-1:111122223333:connection/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"


def target(environment: str, account_id: str, **changes: Any) -> Target:
    given = {
        "environment": environment,
        "account_id": account_id,
        "region": "us-east-1",
        "role_arn": deployment_role_arn("aws", account_id, "footing", environment),
        "cluster": f"footing-{environment}-app",
        "service": f"footing-{environment}-app",
        "family": f"footing-{environment}-app",
    }
    return Target(**{**given, **changes})


TARGETS = (target("dev", ACCOUNT.id, approval=False), target("prod", PROD))


def declare(**changes: Any) -> Pipeline:
    accessed = AccessLogs("access-logs", AccessLogsArgs(account=ACCOUNT, retention_days=365, protect=True))
    keys = Encryption("keys", EncryptionArgs(account=ACCOUNT, owns_account=True, protect=True))
    identity = Identity("identity", IdentityArgs(account=ACCOUNT))
    told = Notifications(
        "told", NotificationsArgs(account=ACCOUNT, key_arn=keys.notifications.arn, email="platform@example.com")
    )
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    given: dict[str, Any] = {
        "account": ACCOUNT,
        "registry": Registry(
            "registry",
            RegistryArgs(account=ACCOUNT, readers=(PROD,), team="platform", protect=True),
        ),
        "connection_arn": CONNECTION,
        "repository": "acme/health",
        "branch": "main",
        "targets": TARGETS,
        "severity": "HIGH",
        "approvers": NOBODY,
        "architecture": "arm64",
        "retention_days": 2192,
        "vpc_id": vpc.id,
        "subnet_ids": [ec2.Subnet("private", vpc_id=vpc.id, cidr_block="10.0.1.0/24").id],
        "security_group_id": BuildNetwork(
            "pipeline-network",
            BuildNetworkArgs(
                vpc_id=vpc.id, endpoints_group=ec2.SecurityGroup("endpoints", vpc_id=vpc.id, description="Endpoints")
            ),
        ).group.id,
        "topic_arn": told.topic.arn,
        "notifications_key_arn": keys.notifications.arn,
        "boundary_arn": identity.boundary_arn,
        "logs": LogKeeping(key_arn=keys.logs.arn, retention_days=365),
        "access_logs": accessed.archive,
        "team": "platform",
        "protect": True,
    }
    return Pipeline("pipeline", PipelineArgs(**{**given, **changes}))
