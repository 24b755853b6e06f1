"""The task definition of a service, and its log group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ecs

from components.architecture import ECS_CPU_ARCHITECTURES, Architecture
from components.kept import kept
from components.log_keeping import LogKeeping
from components.task_collector import Apm, traced
from components.task_definition import application_container


@dataclass(frozen=True, kw_only=True)
class ServiceTaskArgs:
    """What runs, its size and its roles; components/service.py documents the fields that it passes on."""

    region: str
    family: str
    container: str
    image: pulumi.Input[str]
    architecture: Architecture
    cpu: int
    memory_mib: int
    port: int
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    apm: Apm
    collector_image: pulumi.Input[str] | None
    execution_role_arn: pulumi.Input[str]
    task_role_arn: pulumi.Input[str]
    log_group_name: str
    logs: LogKeeping
    tags: Mapping[str, str]
    protect: bool


class ServiceTask(pulumi.ComponentResource):
    """A task definition for Fargate, and its encrypted log group.

    Creates both; the containers are defined in components/task_definition.py and task_collector.py. A replaced revision
    stays registered (`skip_destroy`): a service may run it, and a release may roll back to it. Pulumi ignores revisions
    that others register (no `track_latest`). Raises `ValueError` if `apm` is set without `collector_image`.
    """

    definition: ecs.TaskDefinition
    log_group: cloudwatch.LogGroup

    def __init__(self, name: str, args: ServiceTaskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ServiceTask", name, None, opts)
        if args.apm != "none" and args.collector_image is None:
            raise ValueError(f"apm is {args.apm!r}: give collector_image, by digest, or set apm to 'none'")
        self.log_group = cloudwatch.LogGroup(
            name, args.logs.group(args.log_group_name), kept(self, protect=args.protect)
        )
        application = application_container(
            name=args.container,
            image=args.image,
            port=args.port,
            environment=args.environment,
            secrets=args.secrets,
            log_group=args.log_group_name,
            region=args.region,
        )
        containers = traced(
            args.apm,
            application,
            image=args.collector_image,
            service=args.family,
            environment=pulumi.get_stack(),
            log_group=args.log_group_name,
            region=args.region,
        )
        self.definition = ecs.TaskDefinition(
            name,
            family=args.family,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(args.cpu),
            memory=str(args.memory_mib),
            runtime_platform=ecs.TaskDefinitionRuntimePlatformArgs(
                operating_system_family="LINUX", cpu_architecture=ECS_CPU_ARCHITECTURES[args.architecture]
            ),
            execution_role_arn=args.execution_role_arn,
            task_role_arn=args.task_role_arn,
            container_definitions=pulumi.Output.json_dumps(containers),
            skip_destroy=True,
            track_latest=False,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.log_group]),
        )
        self.register_outputs({"definition": self.definition.arn})
