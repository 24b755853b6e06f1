"""The roles of the pipeline: one for itself, one for each of its builds, and one for the people who approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components.identity_trust import NOBODY, Trusted, role_trust
from components.names import physical_name
from components.pipeline_plan import DEPLOY, Target
from components.pipeline_policies import (
    Means,
    approver_policy,
    build_policy,
    checks_policy,
    deployer_policy,
    pipeline_policy,
    release_policy,
)
from components.policy_document import service_trust

APPROVER_SECONDS = 60 * 60
"""How long a session for approving lasts, and how old its second factor may be at its start."""


@dataclass(frozen=True, kw_only=True)
class PipelineRolesArgs:
    """What the roles may reach."""

    means: Means
    connection_arn: str
    repository: str
    targets: Sequence[Target]
    log_groups: Mapping[str, str]
    """The log group of each build, by the short name of the build."""
    approvers: Trusted = NOBODY
    boundary_arn: pulumi.Input[str]


class PipelineRoles(pulumi.ComponentResource):
    """Who does what in the pipeline, each with no more than its part (components/pipeline_policies.py).

    Creates a role for the pipeline, one for each build, which only that build can take, and, if somebody is named,
    one for approvers: with it a person sees the pipeline and approves, and does nothing else. All within the boundary.
    Names are chosen here, so that other accounts can name the roles before they exist.
    """

    pipeline: iam.Role
    builds: dict[str, iam.Role]

    def __init__(self, name: str, args: PipelineRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:PipelineRoles", name, None, opts)
        self._name, self._args = name, args
        account, means = args.means.account, args.means
        projects = {build: physical_name(build) for build in args.log_groups}
        self.pipeline = self._role(
            "pipeline",
            "Runs the pipeline",
            # No source that it tells is documented (CodePipeline User Guide, "Create the CodePipeline service role")
            service_trust("codepipeline.amazonaws.com"),
            pipeline_policy(
                means,
                connection_arn=args.connection_arn,
                repository=args.repository,
                projects=list(projects.values()),
            ),
        )
        policies = {
            "test": checks_policy(means, args.log_groups["test"]),
            "build": build_policy(means, args.log_groups["build"]),
            "release": release_policy(means, args.log_groups["release"]),
            **{
                build: deployer_policy(means, args.log_groups[build], target.role_arn)
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
        account = self._args.means.account
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
