"""The application: an ECS service with blue/green deployments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs, iam

from components.account import Account
from components.architecture import Architecture
from components.deployment_symptoms import deployment_symptoms
from components.load_balancer import LoadBalancer
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.service_cluster import ServiceCluster, ServiceClusterArgs
from components.service_roles import ServiceRoles, ServiceRolesArgs
from components.service_task import ServiceTask, ServiceTaskArgs
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs
from components.task_collector import Apm
from components.task_definition import PLATFORM_VERSION

START_SECONDS = 60
"""Seconds for which a new task may fail the load balancer's health checks."""
DEPLOYMENT_MINUTES = 30
"""How long a release may take, in addition to its bake time, before Pulumi reports it as failed."""


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """What runs, where, how large, and how it is released."""

    account: Account
    image: pulumi.Input[str]
    """The image of the first deployment, by digest. From then on the pipeline decides which image runs."""
    repository_arns: Sequence[pulumi.Input[str]]
    """The repositories that it may pull from: that of `image`, and that of the pipeline's images."""
    architecture: Architecture
    cpu: int
    """CPU units; 1024 are one vCPU."""
    memory_mib: int
    environment: Mapping[str, pulumi.Input[str]]
    """Plain text: never put a secret here."""
    secrets: Mapping[str, pulumi.Input[str]]
    """The ARN of a secret, or of a key within one (`<ARN>:<key>::`), by variable."""
    secrets_key_arn: pulumi.Input[str]
    connect_arns: Sequence[pulumi.Input[str]]
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
    """The team that owns it: the tag `Owner`."""
    bake_minutes: int
    latency_ms: int
    """The latency that requests should meet; a slower release is rolled back."""
    apm: Apm
    collector_image: pulumi.Input[str] | None
    """By digest; required unless `apm` is `none`."""
    topic_arn: pulumi.Input[str]
    waits: bool
    """Whether Pulumi waits until the service is stable. Not if the pipeline may not have released `image` yet: ECS
    then stops trying, and starts again with the first release."""
    protect: bool


class Service(pulumi.ComponentResource):
    """The modular monolith on Fargate: no root user, no writable disk, reached only through the load balancer.

    Creates a cluster (components/service_cluster.py); three roles (components/service_roles.py); a task definition and
    its log group (components/service_task.py); alarms (components/deployment_symptoms.py); and the service.

    A release is a blue/green deployment of ECS: new tasks start next to the old ones, the test listener reaches them
    first, then all traffic moves at once, and the old tasks stay for the bake time. A task that does not start (the
    circuit breaker) or an alarm rolls the release back. The Amazon ECS Developer Guide ("Amazon ECS deployment failure
    detection") documents that both work with blue/green, and the acceptance tests of the AWS provider show it
    (`TestAccECSService_BlueGreenDeployment_circuitBreakerRollback`); the API reference still mentions rolling updates
    only.

    Ownership: Pulumi owns the task definition's size, variables, secrets and roles. It registers a revision when they
    change, and keeps earlier ones, since one of them is running. The pipeline owns the image: it takes the *latest*
    revision of the family, changes only the image's digest, registers the result and updates the service. So neither
    overwrites the other's changes: a new variable is released with the next image, tested and with a rollback, and the
    first image never returns. Hence `ignore_changes` for `taskDefinition`, and for `desiredCount`, which autoscaling
    owns. ECS owns the weights of the listener rules (components/load_balancer.py).

    ECS Exec is off: its agent needs a writable root file system (Amazon ECS Developer Guide, "Monitor Amazon ECS
    containers with ECS Exec", considerations).
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

    def _alarms(self) -> SymptomAlarms:
        args, balancer = self._args, self._args.load_balancer
        symptoms = deployment_symptoms(self._name, balancer.arn_suffix, balancer.target_group_suffixes, args.latency_ms)
        return SymptomAlarms(
            f"{self._name}-deployment",
            SymptomAlarmsArgs(symptoms=[*symptoms], topic_arn=args.topic_arn, team=args.team),
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
