"""The roles of the pipeline, of each of its builds, and of approvers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components.identity_trust import Trusted, role_trust
from components.names import physical_name
from components.pipeline_plan import DEPLOY, Target
from components.pipeline_policies import (
    PipelineResources,
    approver_policy,
    build_policy,
    checks_policy,
    deployer_policy,
    pipeline_policy,
    release_policy,
)
from components.policy_document import service_trust

APPROVER_SECONDS = 60 * 60
"""The maximum session duration of approvers, and the maximum age of their MFA at its start."""


@dataclass(frozen=True, kw_only=True)
class PipelineRolesArgs:
    """The resources that the roles may use, and who approves."""

    resources: PipelineResources
    connection_arn: str
    repository: str
    targets: Sequence[Target]
    log_groups: Mapping[str, str]
    """The name of each build's log group, by the build's short name."""
    approvers: Trusted
    boundary_arn: pulumi.Input[str]


class PipelineRoles(pulumi.ComponentResource):
    """The roles of a pipeline, each with least privilege (components/pipeline_policies.py).

    Creates a role for the pipeline, one for each build, which only that build can assume, and, if approvers are named,
    one for them, which can only see the pipeline and approve. All have the permissions boundary. Names are set here, so
    that other accounts can refer to the roles before they exist.
    """

    pipeline: iam.Role
    builds: dict[str, iam.Role]

    def __init__(self, name: str, args: PipelineRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:PipelineRoles", name, None, opts)
        self._name, self._args = name, args
        account, resources = args.resources.account, args.resources
        projects = {build: physical_name(build) for build in args.log_groups}
        self.pipeline = self._role(
            "pipeline",
            "Runs the pipeline",
            # AWS documents no source condition for it (CodePipeline User Guide, "Create the CodePipeline service role")
            service_trust("codepipeline.amazonaws.com"),
            pipeline_policy(
                resources,
                connection_arn=args.connection_arn,
                repository=args.repository,
                projects=list(projects.values()),
            ),
        )
        policies = {
            "test": checks_policy(resources, args.log_groups["test"]),
            "build": build_policy(resources, args.log_groups["build"]),
            "release": release_policy(resources, args.log_groups["release"]),
            **{
                build: deployer_policy(resources, args.log_groups[build], target.role_arn)
                for target in args.targets
                if (build := f"{DEPLOY}-{target.environment}")
            },
        }
        self.builds = {
            build: self._role(
                build,
                f"Runs the build {build} of the pipeline",
                service_trust(
                    "codebuild.amazonaws.com",
                    account,
                    ArnEquals=account.arn("codebuild", f"project/{projects[build]}"),
                ),
                document,
            )
            for build, document in policies.items()
        }
        if args.approvers:
            self._approver()
        self.register_outputs({"pipeline": self.pipeline.arn})

    def _approver(self) -> None:
        stages = [f"Deploy-{each.environment}" for each in self._args.targets if each.approval]
        account = self._args.resources.account
        self._role(
            "approver",
            "Approves releases, and can neither start nor change them",
            role_trust(account, self._args.approvers, APPROVER_SECONDS),
            approver_policy(account, physical_name(), stages),
        )

    def _role(self, purpose: str, description: str, trust: dict[str, Any], document: dict[str, Any]) -> iam.Role:
        role = iam.Role(
            f"{self._name}-{purpose}",
            name=physical_name(purpose),
            description=description,
            assume_role_policy=pulumi.Output.json_dumps(trust),
            permissions_boundary=self._args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        iam.RolePolicy(
            f"{self._name}-{purpose}",
            role=role.name,
            policy=pulumi.Output.json_dumps(document),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role
