"""The ECS cluster of the services, with Container Insights and logged commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs

from components.kept import kept
from components.log_keeping import LogKeeping


@dataclass(frozen=True, kw_only=True)
class ServiceClusterArgs:
    """The cluster's name, and how its logs are retained."""

    cluster_name: str
    logs: LogKeeping
    tags: Mapping[str, str]
    protect: bool


class ServiceCluster(pulumi.ComponentResource):
    """An ECS cluster for Fargate.

    Creates the cluster, with Container Insights on clusters, services, tasks and containers; a log group for Container
    Insights, which ECS would otherwise create without a key or a retention (Amazon CloudWatch User Guide, "Container
    Insights performance log reference"); and one for ECS Exec. It is off in all services; if someone turns it on by
    hand, sessions are encrypted with the key of the logs, to which the caller needs access, and logged (45 CFR
    164.312(b)).
    """

    cluster: ecs.Cluster

    def __init__(self, name: str, args: ServiceClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ServiceCluster", name, None, opts)
        self._name, self._args = name, args
        measured = self._logs("insights", f"/aws/ecs/containerinsights/{args.cluster_name}/performance")
        commands = self._logs("commands", f"/ecs/{args.cluster_name}/commands")
        recorded = ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
            kms_key_id=args.logs.key_arn,
            logging="OVERRIDE",
            log_configuration=ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
                cloud_watch_log_group_name=commands.name, cloud_watch_encryption_enabled=True
            ),
        )
        self.cluster = ecs.Cluster(
            name,
            name=args.cluster_name,
            settings=[ecs.ClusterSettingArgs(name="containerInsights", value="enhanced")],
            configuration=ecs.ClusterConfigurationArgs(execute_command_configuration=recorded),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[measured]),
        )
        self.register_outputs({"cluster": self.cluster.arn})

    def _logs(self, what: str, group: str) -> cloudwatch.LogGroup:
        args = self._args
        return cloudwatch.LogGroup(f"{self._name}-{what}", args.logs.group(group), kept(self, protect=args.protect))
