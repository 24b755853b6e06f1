"""The builds of the pipeline: tests, image, release, and the deployment to each target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_aws import cloudwatch, codebuild, iam, kms

from components.architecture import CODEBUILD_MACHINES, Architecture
from components.kept import kept
from components.log_keeping import LogKeeping
from components.names import log_group_name, physical_name
from components.pipeline_plan import DEPLOY, Target, external_id

BUILDSPECS = Path(__file__).parent / "buildspecs"
PRIVILEGED = "build"
"""The one build that runs a Docker daemon, which needs root on its disposable machine. Alternatives: kaniko is no
longer maintained, rootless builders need kernel features that CodeBuild does not give an unprivileged container, and
CodeBuild's Docker servers keep state between builds. So this build has few permissions instead."""
MINUTES = {"test": 30, "build": 30, "release": 120, DEPLOY: 60}
"""The timeout of each build. A release waits for signature, scan and bill of materials, at most 30 minutes each."""
QUEUED_MINUTES = 30


@dataclass(frozen=True, kw_only=True)
class PipelineBuildsArgs:
    """The roles, variables and network of the builds."""

    roles: Mapping[str, iam.Role]
    """The role of each build, by its short name."""
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]]
    """The environment variables of each build, besides the pipeline's. Plain text that everybody who may see the
    build can read."""
    architecture: Architecture
    key: kms.Key
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    logs: LogKeeping
    team: str
    protect: bool
    after: Sequence[pulumi.Resource]
    """Resources to create first: CodeBuild checks whether a role may create network interfaces."""


class PipelineBuilds(pulumi.ComponentResource):
    """CodeBuild projects, in the network, one at a time, each with a role and an encrypted log of its own.

    Creates a log group and a project for each role. The buildspecs in components/buildspecs are fixed when the stack is
    deployed: a commit to the application cannot change how it is tested.
    """

    projects: dict[str, codebuild.Project]

    def __init__(self, name: str, args: PipelineBuildsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:PipelineBuilds", name, None, opts)
        self._name, self._args = name, args
        self.projects = {build: self._project(build, role) for build, role in args.roles.items()}
        self.register_outputs({build: project.arn for build, project in self.projects.items()})

    def _project(self, build: str, role: iam.Role) -> codebuild.Project:
        args = self._args
        kind = build.split("-")[0]
        group = cloudwatch.LogGroup(
            f"{self._name}-{build}",
            args.logs.group(build_log_group(build)),
            kept(self, protect=args.protect),
        )
        return codebuild.Project(
            f"{self._name}-{build}",
            name=physical_name(build),
            description=f"The {build} build of the pipeline",
            service_role=role.arn,
            source={"type": "CODEPIPELINE", "buildspec": buildspec(kind)},
            artifacts={"type": "CODEPIPELINE"},
            encryption_key=args.key.arn,
            environment=self._environment(build),
            vpc_config=codebuild.ProjectVpcConfigArgs(
                vpc_id=args.vpc_id, subnets=args.subnet_ids, security_group_ids=[args.security_group_id]
            ),
            logs_config=codebuild.ProjectLogsConfigArgs(
                cloudwatch_logs=codebuild.ProjectLogsConfigCloudwatchLogsArgs(status="ENABLED", group_name=group.name)
            ),
            build_timeout=MINUTES[kind],
            queued_timeout=QUEUED_MINUTES,
            concurrent_build_limit=1,
            tags={"Owner": args.team, "Part": "pipeline"},
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )

    def _environment(self, build: str) -> codebuild.ProjectEnvironmentArgs:
        machine = CODEBUILD_MACHINES[self._args.architecture]
        told = self._args.variables.get(build, {})
        return codebuild.ProjectEnvironmentArgs(
            type=machine["type"],
            image=machine["image"],
            compute_type="BUILD_GENERAL1_SMALL",
            image_pull_credentials_type="CODEBUILD",
            privileged_mode=build == PRIVILEGED,
            environment_variables=[
                codebuild.ProjectEnvironmentEnvironmentVariableArgs(name=key, value=value, type="PLAINTEXT")
                for key, value in told.items()
            ],
        )


def buildspec(kind: str) -> str:
    """Return the text of a buildspec by the kind of build: test, build, release or deploy."""
    return (BUILDSPECS / f"{kind}.yml").read_text(encoding="utf-8")


def build_log_group(build: str) -> str:
    """Return the name of a build's log group."""
    return log_group_name("builds", build)


def variables_of(
    targets: Sequence[Target], common: Mapping[str, pulumi.Input[str]], **kinds: Mapping[str, pulumi.Input[str]]
) -> dict[str, dict[str, pulumi.Input[str]]]:
    """Return each build's variables: `common` except for the tests, those of its kind, and a deployer's target."""
    told = {kind: {**(common if kind != "test" else {}), **more} for kind, more in kinds.items()}
    for target in targets:
        told[f"{DEPLOY}-{target.environment}"] = {
            **common,
            "TARGET_REGION": target.region,
            "FAMILY": target.family,
            "CONTAINER": target.container,
            "ROLE_ARN": target.role_arn,
            "EXTERNAL_ID": external_id(target.role_arn),
        }
    return told
