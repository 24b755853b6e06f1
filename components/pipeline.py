"""The pipeline: the only way in which application images reach the environments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import codepipeline

from components.account import Account
from components.architecture import DOCKER_PLATFORMS, Architecture
from components.archive_bucket import ArchiveBucket
from components.event_alerts import EventAlerts, EventAlertsArgs
from components.identity_trust import Trusted
from components.image_signing import ImageSigning, ImageSigningArgs
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.pipeline_artifacts import PipelineArtifacts, PipelineArtifactsArgs
from components.pipeline_builds import PipelineBuilds, PipelineBuildsArgs, build_log_group, variables_of
from components.pipeline_plan import DEPLOY, Severity, Target, stages
from components.pipeline_policies import PipelineResources
from components.pipeline_roles import PipelineRoles, PipelineRolesArgs
from components.registry import Registry

CONTEXT = "app"
"""The folder of the repository with the Dockerfile."""
TEST_COMMAND = "dnf --assumeyes --quiet install valkey && make test-app"
"""Tests the application, on Amazon Linux 2023, before its image is built. GitHub's workflows run all other tests,
before a change is merged."""


@dataclass(frozen=True, kw_only=True)
class PipelineArgs:
    """What is released, from where, to which targets, who approves and who is notified."""

    account: Account
    registry: Registry
    connection_arn: str
    """A connection of AWS CodeConnections, created and confirmed by hand: only a person can authorize it."""
    repository: str
    """As `organisation/name`."""
    branch: str
    targets: Sequence[Target]
    severity: Severity
    """An image with a finding of this severity or higher is not released."""
    approvers: Trusted
    """Who may approve. If nobody is named, only administrators of the account can."""
    architecture: Architecture
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    notifications_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    logs: LogKeeping
    access_logs: ArchiveBucket
    retention_days: int
    """Days for which artifacts and records of releases are retained, as evidence that changes were approved."""
    team: str
    protect: bool

    def __post_init__(self) -> None:
        names = [target.environment for target in self.targets]
        if not names or len(set(names)) != len(names):
            raise ValueError("targets: name at least one environment, and each once")


class Pipeline(pulumi.ComponentResource):
    """Releases commits of one branch to each environment in turn, with a gate before each step (SOC 2, CC8.1).

    Creates a pipeline that starts on pushes to the branch; build projects for tests, image, release and each
    deployment, with their roles; a bucket with a key for artifacts and records of releases; the signing of images; and
    an alert for each failed release.

    An image is built once. It is released if it is signed, if Inspector has scanned it and found nothing of `severity`
    or higher, and if its bill of materials was written; then it is deployed to one environment after the other by its
    digest, after a person's approval where a target requires it. Executions are queued and do not overtake, so what was
    reviewed is what is approved.
    """

    pipeline: codepipeline.Pipeline
    artifacts: PipelineArtifacts
    builds: PipelineBuilds
    roles: PipelineRoles

    def __init__(self, name: str, args: PipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Pipeline", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._signing = ImageSigning(f"{name}-signing", ImageSigningArgs(repository=args.registry.name), self._below)
        self.artifacts = self._artifacts()
        self.roles = self._roles()
        self.builds = self._builds()
        self.pipeline = self._pipeline()
        EventAlerts(
            name,
            EventAlertsArgs(
                account=args.account,
                patterns={"failed": failed_executions(physical_name())},
                topic_arn=args.topic_arn,
                key_arn=args.notifications_key_arn,
            ),
            self._below,
        )
        self.register_outputs({"pipeline": self.pipeline.arn, "bucket": self.artifacts.bucket_name})

    @property
    def _names(self) -> list[str]:
        return ["test", "build", "release", *(f"{DEPLOY}-{target.environment}" for target in self._args.targets)]

    def _artifacts(self) -> PipelineArtifacts:
        args, account = self._args, self._args.account
        roles = {each: account.iam_arn(f"role/{physical_name(each)}") for each in ("pipeline", *self._names)}
        return PipelineArtifacts(
            f"{self._name}-artifacts",
            PipelineArtifactsArgs(
                account=account,
                roles=list(roles.values()),
                recorder=roles["release"],
                targets=[target.role_arn for target in args.targets],
                access_logs=args.access_logs,
                retention_days=args.retention_days,
                protect=args.protect,
            ),
            self._below,
        )

    def _roles(self) -> PipelineRoles:
        args, account = self._args, self._args.account
        resources = PipelineResources(
            account=account,
            bucket_arn=account.bucket_arn(self.artifacts.bucket_name),
            key_arn=self.artifacts.key.arn,
            repository_arn=args.registry.arn,
            signing_profile_arn=self._signing.profile.arn,
            topic_arn=args.topic_arn,
            notifications_key_arn=args.notifications_key_arn,
            subnet_arns=[pulumi.Output.concat(account.arn("ec2", "subnet/"), each) for each in args.subnet_ids],
        )
        return PipelineRoles(
            f"{self._name}-roles",
            PipelineRolesArgs(
                resources=resources,
                connection_arn=args.connection_arn,
                repository=args.repository,
                targets=args.targets,
                log_groups={each: build_log_group(each) for each in self._names},
                approvers=args.approvers,
                boundary_arn=args.boundary_arn,
            ),
            self._below,
        )

    def _builds(self) -> PipelineBuilds:
        args = self._args
        common: dict[str, pulumi.Input[str]] = {
            "BUCKET": self.artifacts.bucket_name,
            "REPOSITORY": args.registry.name,
            "REPOSITORY_URL": args.registry.url,
        }
        return PipelineBuilds(
            f"{self._name}-builds",
            PipelineBuildsArgs(
                roles=self.roles.builds,
                variables=variables_of(
                    args.targets,
                    common,
                    test={"TEST_COMMAND": TEST_COMMAND},
                    build={"CONTEXT": CONTEXT, "PLATFORM": DOCKER_PLATFORMS[args.architecture]},
                    release={
                        "SEVERITY": args.severity,
                        "SIGNING_PROFILE": self._signing.profile.arn,
                        "KEY": self.artifacts.key.arn,
                    },
                ),
                architecture=args.architecture,
                key=self.artifacts.key,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                logs=args.logs,
                team=args.team,
                protect=args.protect,
                after=[self.roles],
            ),
            self._below,
        )

    def _pipeline(self) -> codepipeline.Pipeline:
        args = self._args
        planned: Any = stages(
            prefix=physical_name(),
            connection_arn=args.connection_arn,
            repository=args.repository,
            branch=args.branch,
            targets=args.targets,
            topic_arn=args.topic_arn,
        )
        return codepipeline.Pipeline(
            self._name,
            name=physical_name(),
            pipeline_type="V2",
            execution_mode="QUEUED",
            role_arn=self.roles.pipeline.arn,
            artifact_stores=[
                {
                    "location": self.artifacts.bucket.bucket,
                    "type": "S3",
                    "encryption_key": {"id": self.artifacts.key.arn, "type": "KMS"},
                }
            ],
            stages=planned,
            triggers=[
                {
                    "provider_type": "CodeStarSourceConnection",
                    "git_configuration": {
                        "source_action_name": "Source",
                        "pushes": [{"branches": {"includes": [args.branch]}}],
                    },
                }
            ],
            tags={"Owner": args.team, "Part": "pipeline"},
            # CodePipeline checks at its creation whether it may use them.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.roles, self.builds]),
        )


def failed_executions(pipeline: str) -> dict[str, Any]:
    """Return the event pattern of failed executions of a pipeline (EventBridge, "AWS CodePipeline events")."""
    return {
        "source": ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        "detail": {"pipeline": [pipeline], "state": ["FAILED"]},
    }
