"""The application, as a service on ECS that is released blue/green."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs, iam

from components.account import Account
from components.deployment_alarms import DeploymentAlarms, DeploymentAlarmsArgs
from components.load_balancer import LoadBalancer
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.service_cluster import ServiceCluster, ServiceClusterArgs
from components.service_roles import ServiceRoles, ServiceRolesArgs
from components.service_task import ServiceTask, ServiceTaskArgs
from components.task_collector import Apm
from components.task_definition import PLATFORM_VERSION, Architecture

START_SECONDS = 60
"""How long a new task may fail the load balancer's health checks."""
DEPLOYMENT_MINUTES = 30
"""How long a release may take, besides its bake time, before Pulumi calls it failed."""


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """What runs, where, how large, and how it is released."""

    account: Account
    image: pulumi.Input[str]
    """The image to begin with, by digest. From then on the pipeline says which runs."""
    repository_arns: Sequence[pulumi.Input[str]]
    """From which it may pull: that of `image`, and that of the images which the pipeline will release."""
    architecture: Architecture = "arm64"
    cpu: int
    """In units of which 1024 are a processor."""
    memory_mib: int
    environment: Mapping[str, pulumi.Input[str]]
    """Plain text: no secret belongs here."""
    secrets: Mapping[str, pulumi.Input[str]]
    """By variable, the ARN of a secret, or of a key within one (`<ARN>:<key>::`)."""
    secrets_key_arn: pulumi.Input[str]
    connect_arns: Sequence[pulumi.Input[str]] = ()
    """Caches and their users, to which the application connects by IAM."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """Private subnets, in at least two zones."""
    security_group_id: pulumi.Input[str]
    load_balancer: LoadBalancer
    boundary_arn: pulumi.Input[str]
    logs: LogKeeping
    minimum_tasks: int
    port: int
    team: str
    """Who answers for it."""
    bake_minutes: int
    latency_ms: int
    """Within which requests should be answered; a release that does not keep to it is taken back."""
    apm: Apm
    collector_image: pulumi.Input[str] | None = None
    """By digest; needed unless `apm` is `none`."""
    topic_arn: pulumi.Input[str]
    waits: bool = True
    """Whether Pulumi waits until tasks answer. Not where `image` may be one that the pipeline has yet to release: ECS
    then gives up on it, and starts again with the first release."""
    protect: bool


class Service(pulumi.ComponentResource):
    """The modular monolith on Fargate: no root, nothing to write to, no way in but the load balancer.

    Creates a cluster (components/service_cluster.py); three roles (components/service_roles.py); a task definition and
    its log group (components/service_task.py); alarms (components/deployment_alarms.py); and the service.

    A release is ECS's own blue/green deployment: new tasks start beside the old ones, the test listener reaches them
    first, then all traffic moves at once, and the old ones stay for the bake time. A task that does not come up (the
    circuit breaker) or an alarm brings the old ones back. That both work with blue/green is said by the Amazon ECS
    Developer Guide, "Amazon ECS deployment failure detection", and shown by the acceptance tests of the AWS provider
    (`TestAccECSService_BlueGreenDeployment_circuitBreakerRollback`); the API reference still speaks of rolling updates.

    Who owns what. Pulumi owns the shape of a task: size, variables, secrets, roles. It registers a revision when that
    changes, and keeps the former ones, since one of them is what runs. The pipeline owns which image runs: it takes
    the *latest* revision of the family, changes nothing but the image's digest, registers that and updates the
    service. So neither strands the other's changes: a new variable goes out with the next release, with its tests and
    its way back, and the image that Pulumi began with never returns. Hence `ignore_changes` for `taskDefinition`, as
    for `desiredCount`, which autoscaling owns. The listener rules' weights are ECS's (components/load_balancer.py).

    Nobody opens a shell in a container: its agent needs a root file system that it can write to (Amazon ECS Developer
    Guide, "Monitor Amazon ECS containers with ECS Exec", considerations).
    """

    cluster_name: str
    service_name: str
    family: str
    container: str
    cluster: ecs.Cluster
    service: ecs.Service
    task_definition: ecs.TaskDefinition
    task_role: iam.Role
    execution_role: iam.Role
    log_group: cloudwatch.LogGroup

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Service", name, None, opts)
        self._name, self._args = name, args
        self.cluster_name = self.service_name = self.family = physical_name(name)
        self.container = name
        self._below = pulumi.ResourceOptions(parent=self)
        self._tags = {"Owner": args.team, "Part": name}
        self._log_group_name = f"/ecs/{self.service_name}/{name}"
        self.cluster = ServiceCluster(
            name,
            ServiceClusterArgs(
                cluster_name=self.cluster_name,
                logs=args.logs,
                tags=self._tags,
                protect=args.protect,
            ),
            self._below,
        ).cluster
        self.roles = self._roles()
        self.task_role, self.execution_role = self.roles.task, self.roles.execution
        self.alarms = self._alarms()
        task = self._task()
        self.task_definition, self.log_group = task.definition, task.log_group
        self.service = self._service()
        self.register_outputs({"cluster": self.cluster_name, "service": self.service_name})

    def _alarms(self) -> DeploymentAlarms:
        args, balancer = self._args, self._args.load_balancer
        return DeploymentAlarms(
            self._name,
            DeploymentAlarmsArgs(
                prefix=self.service_name,
                load_balancer_suffix=balancer.arn_suffix,
                target_group_suffixes=balancer.target_group_suffixes,
                latency_ms=args.latency_ms,
                topic_arn=args.topic_arn,
            ),
            self._below,
        )

    def _roles(self) -> ServiceRoles:
        args, balancer = self._args, self._args.load_balancer
        return ServiceRoles(
            self._name,
            ServiceRolesArgs(
                account=args.account,
                boundary_arn=args.boundary_arn,
                repository_arns=args.repository_arns,
                log_group=self._log_group_name,
                secrets=args.secrets,
                secrets_key_arn=args.secrets_key_arn,
                connect_arns=args.connect_arns,
                apm=args.apm,
                target_group_arns=[balancer.blue.arn, balancer.green.arn],
                rule_arns=[balancer.production_rule.arn, balancer.test_rule.arn],
            ),
            self._below,
        )

    def _task(self) -> ServiceTask:
        args = self._args
        return ServiceTask(
            self._name,
            ServiceTaskArgs(
                region=args.account.region,
                family=self.family,
                container=self.container,
                image=args.image,
                architecture=args.architecture,
                cpu=args.cpu,
                memory_mib=args.memory_mib,
                port=args.port,
                environment=args.environment,
                secrets=args.secrets,
                apm=args.apm,
                collector_image=args.collector_image,
                execution_role_arn=self.execution_role.arn,
                task_role_arn=self.task_role.arn,
                log_group_name=self._log_group_name,
                logs=args.logs,
                tags=self._tags,
                protect=args.protect,
            ),
            self._below,
        )

    def _service(self) -> ecs.Service:
        args, balancer = self._args, self._args.load_balancer
        minutes = f"{DEPLOYMENT_MINUTES + args.bake_minutes}m"
        return ecs.Service(
            self._name,
            name=self.service_name,
            cluster=self.cluster.arn,
            task_definition=self.task_definition.arn,
            launch_type="FARGATE",
            platform_version=PLATFORM_VERSION,
            desired_count=args.minimum_tasks,
            availability_zone_rebalancing="ENABLED",
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                subnets=list(args.subnet_ids), security_groups=[args.security_group_id], assign_public_ip=False
            ),
            load_balancers=[
                ecs.ServiceLoadBalancerArgs(
                    container_name=self.container,
                    container_port=args.port,
                    target_group_arn=balancer.blue.arn,
                    advanced_configuration=ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
                        alternate_target_group_arn=balancer.green.arn,
                        production_listener_rule=balancer.production_rule.arn,
                        test_listener_rule=balancer.test_rule.arn,
                        role_arn=self.roles.infrastructure.arn,
                    ),
                )
            ],
            health_check_grace_period_seconds=START_SECONDS,
            deployment_configuration=ecs.ServiceDeploymentConfigurationArgs(
                strategy="BLUE_GREEN", bake_time_in_minutes=str(args.bake_minutes)
            ),
            deployment_circuit_breaker=ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            alarms=ecs.ServiceAlarmsArgs(enable=True, rollback=True, alarm_names=list(self.alarms.names)),
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=args.waits,
            tags=self._tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[self.roles, self.alarms],
                ignore_changes=["desiredCount", "taskDefinition"],
                custom_timeouts=pulumi.CustomTimeouts(create=minutes, update=minutes),
            ),
        )
