"""The roles of GitHub's workflows, which authenticate by OpenID Connect, without long-lived keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components.account import Account
from components.github_change_policies import services_policy, stores_policy
from components.github_policies import (
    AUDIENCE,
    ISSUER,
    State,
    deployment_boundary,
    github_trust,
    identities_policy,
    preview_policy,
    state_policy,
)
from components.github_release_policies import releasing_policy
from components.identity_policies import Scope

READER_POLICY = "ReadOnlyAccess"
"""AWS's managed policy of read actions of every service, to compare actual with declared resources."""
PREVIEW_SECONDS = 60 * 60
DEPLOY_SECONDS = 2 * 60 * 60
"""The first deployment waits long for the database."""


@dataclass(frozen=True, kw_only=True)
class GithubAccessArgs:
    """Which workflows may assume the roles."""

    account: Account
    repository: str
    """As `organisation/name`."""
    subject: str
    """The prefix of the token's subject claim: `repo:organisation@id/name@id`, or without the ids."""
    branch: str
    environment: str
    """GitHub's environment of this stack, whose protection rules decide who must approve a deployment."""
    owns_account: bool
    state: State
    boundary_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repository):
            raise ValueError(f"{self.repository!r} is not a repository: write it as organisation/name")
        if re.sub(r"@\d+(?=/|$)", "", self.subject) != f"repo:{self.repository}":
            raise ValueError(f"subject: {self.subject!r} is not one of the repository {self.repository}")
        for what, value in (("branch", self.branch), ("environment", self.environment)):
            if not re.fullmatch(r"[\w./-]+", value):
                raise ValueError(f"{what}: {value!r} must be one name, without wildcards")


class GithubAccess(pulumi.ComponentResource):
    """Two roles for the workflows of one repository: one that previews, and one that deploys.

    Creates GitHub's OpenID Connect provider, if the stack owns its account, which can have only one; and

    - preview: for pull requests. Reads all configuration and the state, but no data, and changes nothing. It runs code
      of the pull request, so everybody who may open one from within the repository can read the state
    - deploy: for one environment of GitHub and one branch. Manages the stack's resources, and roles only within the
      stack's boundary; a boundary of its own denies it data, changes of audit records, and changes of either boundary,
      which take an administrator
    """

    preview: iam.Role
    deploy: iam.Role

    def __init__(self, name: str, args: GithubAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:GithubAccess", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._scope = Scope(account=args.account, project=pulumi.get_project(), stack=pulumi.get_stack())
        if args.owns_account:
            iam.OpenIdConnectProvider(name, url=f"https://{ISSUER}", client_id_lists=[AUDIENCE], opts=self._below)
        self.preview = self._preview()
        self.deploy = self._deploy()
        self.register_outputs({"preview": self.preview.arn, "deploy": self.deploy.arn})

    def _preview(self) -> iam.Role:
        args = self._args
        role = self._role(
            "preview",
            "Previews the stack for pull requests, and changes nothing",
            github_trust(args.account, args.repository, f"{args.subject}:pull_request"),
            args.boundary_arn,
            PREVIEW_SECONDS,
        )
        self._allow(role, "preview", preview_policy(self._scope, args.state))
        return role

    def _deploy(self) -> iam.Role:
        args = self._args
        boundary = iam.Policy(
            f"{self._name}-boundary",
            name=self._called("boundary"),
            description="What a deployment never does, whatever is merged",
            policy=pulumi.Output.json_dumps(deployment_boundary(self._scope)),
            opts=self._below,
        )
        role = self._role(
            "deploy",
            "Deploys the stack from one branch",
            github_trust(
                args.account,
                args.repository,
                f"{args.subject}:environment:{args.environment}",
                ref=f"refs/heads/{args.branch}",
                environment=args.environment,
            ),
            boundary.arn,
            DEPLOY_SECONDS,
        )
        self._allow(role, "state", state_policy(self._scope, args.state))
        for purpose, document in {
            "services": services_policy(self._scope),
            "stores": stores_policy(self._scope),
            "releasing": releasing_policy(self._scope),
            "identities": identities_policy(self._scope, args.boundary_arn),
        }.items():
            attached = iam.Policy(
                f"{self._name}-{purpose}",
                name=self._called(purpose),
                description=f"What a deployment may do: {purpose}",
                policy=pulumi.Output.json_dumps(document),
                opts=self._below,
            )
            iam.RolePolicyAttachment(
                f"{self._name}-{purpose}", role=role.name, policy_arn=attached.arn, opts=self._below
            )
        return role

    def _called(self, purpose: str) -> str:
        return f"{self._scope.prefix}-github-{purpose}"

    def _role(
        self, purpose: str, description: str, trust: dict[str, Any], boundary_arn: pulumi.Input[str], seconds: int
    ) -> iam.Role:
        role = iam.Role(
            f"{self._name}-{purpose}",
            name=self._called(purpose),
            description=description,
            assume_role_policy=pulumi.Output.json_dumps(trust),
            permissions_boundary=boundary_arn,
            max_session_duration=seconds,
            opts=self._below,
        )
        iam.RolePolicyAttachment(
            f"{self._name}-{purpose}",
            role=role.name,
            policy_arn=self._args.account.managed_policy_arn(READER_POLICY),
            opts=self._below,
        )
        return role

    def _allow(self, role: iam.Role, purpose: str, document: dict[str, Any]) -> None:
        iam.RolePolicy(
            f"{self._name}-{purpose}",
            role=role.name,
            policy=pulumi.Output.json_dumps(document),
            opts=self._below,
        )
