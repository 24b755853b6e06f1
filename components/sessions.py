"""The cache of users' sessions, outside the containers, so that any task can answer any request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, elasticache

from components import session_access as access
from components.account import Account
from components.customer_key import customer_key
from components.kept import kept
from components.key_policy import used_through
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.security_groups import connect
from components.session_nodes import SessionNodes, SessionNodesArgs

SNAPSHOT_TIME = "03:00"
"""In UTC."""


@dataclass(frozen=True, kw_only=True)
class SessionsArgs:
    """Form, size and network of the cache, and who may connect."""

    account: Account
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Isolated subnets, in at least two zones."""
    application_group: ec2.SecurityGroup
    mode: access.Mode
    node_type: str
    replicas: int
    """Of a replication group, like `node_type`. Without replicas there is no failover."""
    logs: LogKeeping
    snapshot_retention_days: int
    team: str
    protect: bool


class Sessions(pulumi.ComponentResource):
    """ElastiCache for Valkey that only the application can reach, as one user, over TLS.

    Creates a KMS key of its own; a user that authenticates by IAM, so that there is no password, and that may access
    only the cache's session keys; a user group; a security group that lets the application in; and the cache, in one of
    two forms:

    - serverless: scales by itself in at least two zones, and costs little while unused. Clients use the cluster
      protocol, as `app/` does for such an address (app/sessions.py)
    - replication group: nodes of a fixed size (components/session_nodes.py)

    The user group has no user named `default`: only groups for Redis OSS need one, and a group for Valkey accepts none
    without authentication (Amazon ElastiCache User Guide, "Role-Based Access Control (RBAC)").
    """

    host: pulumi.Output[str]
    port: int
    user_name: str
    cache_name: str
    connect_arns: tuple[str, str]
    """The ARNs on which the application's role needs `elasticache:Connect`."""

    def __init__(self, name: str, args: SessionsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Sessions", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        stack = physical_name()
        self.cache_name, self.user_name = f"{stack}-cache", f"{stack}-app"
        self.port = access.PORT
        cache, user = access.connect_resources(args.mode, self.cache_name, self.user_name)
        self.connect_arns = args.account.arn("elasticache", cache), args.account.arn("elasticache", user)
        self._tags = {"Owner": args.team, "Part": "sessions"}
        self._key = customer_key(
            f"{name}-key",
            "sessions",
            "sessions",
            *used_through(args.account, "elasticache"),
            account=args.account,
            protect=args.protect,
            parent=self,
        )
        self._group = self._security_group()
        self._users = self._user_group()
        self.host = self._serverless() if args.mode == "serverless" else self._replication_group()
        self.register_outputs({"host": self.host, "port": self.port, "cache": self.cache_name})

    def _security_group(self) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self._name,
            vpc_id=self._args.vpc_id,
            description="Sessions: reached by the application only",
            revoke_rules_on_delete=True,
            tags={"Name": physical_name("sessions"), **self._tags},
            opts=self._below,
        )
        for port in access.ports(self._args.mode):
            connect(f"{self._name}-{port}", self._args.application_group, group, port, parent=self)
        return group

    def _user_group(self) -> elasticache.UserGroup:
        user = elasticache.User(
            self._name,
            engine=access.ENGINE,
            user_id=self.user_name,
            user_name=self.user_name,  # IAM authentication requires the same value as the id
            authentication_mode={"type": "iam"},
            access_string=access.access_string(self._args.mode),
            tags=self._tags,
            opts=self._below,
        )
        return elasticache.UserGroup(
            self._name,
            engine=access.ENGINE,
            user_group_id=self.cache_name,
            user_ids=[user.user_id],
            tags=self._tags,
            opts=self._below,
        )

    def _serverless(self) -> pulumi.Output[str]:
        args = self._args
        cache = elasticache.ServerlessCache(
            self._name,
            name=self.cache_name,
            description="Sessions",
            engine=access.ENGINE,
            major_engine_version=access.MAJOR_VERSION,
            cache_usage_limits={
                "data_storage": {"maximum": access.MOST_STORAGE_GB, "unit": "GB"},
                "ecpu_per_seconds": [{"maximum": access.MOST_UNITS_PER_SECOND}],
            },
            kms_key_id=self._key.arn,
            user_group_id=self._users.user_group_id,
            subnet_ids=args.subnet_ids,
            security_group_ids=[self._group.id],
            daily_snapshot_time=SNAPSHOT_TIME if args.snapshot_retention_days else None,
            snapshot_retention_limit=args.snapshot_retention_days,
            tags=self._tags,
            opts=kept(
                self,
                protect=args.protect,
                # Its subnets cannot change, as for a further zone: it is replaced, under the same name.
                delete_before_replace=True,
            ),
        )
        return cache.endpoints[0].address

    def _replication_group(self) -> pulumi.Output[str]:
        args = self._args
        nodes = SessionNodes(
            f"{self._name}-nodes",
            SessionNodesArgs(
                account=args.account,
                cache_name=self.cache_name,
                subnet_ids=args.subnet_ids,
                security_group_id=self._group.id,
                user_group_id=self._users.user_group_id,
                key_arn=self._key.arn,
                node_type=args.node_type,
                replicas=args.replicas,
                logs=args.logs,
                snapshot_retention_days=args.snapshot_retention_days,
                tags=self._tags,
                protect=args.protect,
            ),
            self._below,
        )
        return nodes.group.primary_endpoint_address
