"""Nodes of a fixed size for the cache of sessions: a primary, and its replicas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import elasticache

from components import session_access as access
from components.account import Account
from components.delivered_logs import DeliveredLogs, DeliveredLogsArgs
from components.kept import kept
from components.log_keeping import LogKeeping
from components.names import log_group_name

MINOR_VERSION = "2"
"""The initial minor version: ElastiCache upgrades it by itself."""
SNAPSHOT_WINDOW = "03:00-04:00"
MAINTENANCE_WINDOW = "sun:05:00-sun:06:00"
"""Both in UTC; ElastiCache requires that they do not overlap."""
LOGS = ("slow-log", "engine-log")


@dataclass(frozen=True, kw_only=True)
class SessionNodesArgs:
    """Size and network of the nodes, and who may connect."""

    account: Account
    cache_name: str
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    user_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    node_type: str
    replicas: int
    logs: LogKeeping
    snapshot_retention_days: int
    tags: Mapping[str, str]
    protect: bool


class SessionNodes(pulumi.ComponentResource):
    """A replication group of ElastiCache for Valkey, with cluster mode off.

    Creates a subnet group; a parameter group that closes idle connections and sets the eviction policy; an encrypted
    log group for each of its logs, since slow commands are logged with their arguments; and the replication group,
    which requires TLS and is encrypted at rest. With at least one replica it fails over to another zone by itself
    (Amazon ElastiCache User Guide, "Minimizing downtime in ElastiCache by using Multi-AZ").
    """

    group: elasticache.ReplicationGroup

    def __init__(self, name: str, args: SessionNodesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:SessionNodes", name, None, opts)
        self._name, self._args = name, args
        below = pulumi.ResourceOptions(parent=self)
        subnets = elasticache.SubnetGroup(
            name,
            description="Isolated subnets, with no route out",
            subnet_ids=args.subnet_ids,
            tags=args.tags,
            opts=below,
        )
        parameters = elasticache.ParameterGroup(
            name,
            description="Idle connections end, and so do the sessions that nobody used for longest",
            family=f"{access.ENGINE}{access.MAJOR_VERSION}",
            parameters=[{"name": each, "value": value} for each, value in access.PARAMETERS.items()],
            tags=args.tags,
            opts=below,
        )
        logs = {log: self._logs(log) for log in LOGS}
        self.group = elasticache.ReplicationGroup(
            name,
            replication_group_id=args.cache_name,
            description="Sessions",
            engine=access.ENGINE,
            engine_version=f"{access.MAJOR_VERSION}.{MINOR_VERSION}",
            parameter_group_name=parameters.name,
            node_type=args.node_type,
            num_cache_clusters=1 + args.replicas,
            automatic_failover_enabled=args.replicas > 0,
            multi_az_enabled=args.replicas > 0,
            cluster_mode="disabled",
            port=access.PORT,
            network_type="ipv4",
            ip_discovery="ipv4",
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            user_group_ids=[args.user_group_id],
            subnet_group_name=subnets.name,
            security_group_ids=[args.security_group_id],
            auto_minor_version_upgrade=True,
            maintenance_window=MAINTENANCE_WINDOW,
            snapshot_retention_limit=args.snapshot_retention_days,
            snapshot_window=SNAPSHOT_WINDOW,
            log_delivery_configurations=[
                {
                    "log_type": log,
                    "log_format": "json",
                    "destination_type": "cloudwatch-logs",
                    "destination": delivered.group.name,
                }
                for log, delivered in logs.items()
            ],
            tags=args.tags,
            opts=kept(
                self,
                protect=args.protect,
                depends_on=list(logs.values()),
                # Otherwise Pulumi would undo an upgrade by ElastiCache, with a new and empty cache.
                ignore_changes=["engineVersion"],
                delete_before_replace=True,  # the replacement has the same name
            ),
        )
        self.register_outputs({"group": self.group.arn})

    def _logs(self, log: str) -> DeliveredLogs:
        args = self._args
        return DeliveredLogs(
            f"{self._name}-{log}",
            DeliveredLogsArgs(
                account=args.account,
                log_group=log_group_name("sessions", log),
                logs=args.logs,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
