"""The three roles of a service: to start its tasks, for its tasks, and to shift traffic between them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.account import Account
from components.policy_document import Document
from components.service_policies import (
    execution_policy,
    infrastructure_policy,
    infrastructure_trust,
    task_policy,
    task_trust,
)
from components.task_collector import Apm

SECRET_ARN_PARTS = 7
"""The number of parts of a secret's ARN; further parts name a key or a version."""


@dataclass(frozen=True, kw_only=True)
class ServiceRolesArgs:
    """The resources that the service uses."""

    account: Account
    boundary_arn: pulumi.Input[str]
    repository_arns: Sequence[pulumi.Input[str]]
    """The repositories of the first image, and of the released ones."""
    log_group: str
    secrets: Mapping[str, pulumi.Input[str]]
    """ARNs of secrets in Secrets Manager, or of a key within one (`<ARN>:<key>::`), by variable."""
    secrets_key_arn: pulumi.Input[str]
    connect_arns: Sequence[pulumi.Input[str]]
    """Caches and their users, to which the application connects by IAM."""
    apm: Apm
    target_group_arns: Sequence[pulumi.Input[str]]
    rule_arns: Sequence[pulumi.Input[str]]


class ServiceRoles(pulumi.ComponentResource):
    """Roles of an ECS service, each for one purpose, all within the permissions boundary.

    Creates the execution role, with which ECS pulls the image, creates log streams and reads secrets before the
    application runs; the task role, which is the application's own and can do none of that; and the infrastructure
    role, with which ECS moves traffic from blue to green. Their permissions are in components/service_policies.py.
    """

    execution: iam.Role
    task: iam.Role
    infrastructure: iam.Role

    def __init__(self, name: str, args: ServiceRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ServiceRoles", name, None, opts)
        self._name, self._args = name, args
        trust = task_trust(args.account)
        self.execution = self._role("execution", "Lets ECS start tasks: image, log streams, secrets", trust)
        self.task = self._role("task", "What the application may do in AWS", trust)
        self.infrastructure = self._role(
            "infrastructure", "Lets ECS move traffic between blue and green", infrastructure_trust()
        )
        self._allow(
            "execution",
            self.execution,
            execution_policy(
                args.account,
                repository_arns=args.repository_arns,
                log_group=args.log_group,
                secret_arns=[pulumi.Output.from_input(arn).apply(secret_of) for arn in args.secrets.values()],
                secrets_key_arn=args.secrets_key_arn,
            ),
        )
        if own := task_policy(args.account, connect_arns=args.connect_arns, apm=args.apm):
            self._allow("task", self.task, own)
        self._allow(
            "infrastructure", self.infrastructure, infrastructure_policy(args.target_group_arns, args.rule_arns)
        )
        self.register_outputs({"execution": self.execution.arn, "task": self.task.arn})

    def _role(self, purpose: str, description: str, trust: Document) -> iam.Role:
        return iam.Role(
            f"{self._name}-{purpose}",
            description=description,
            assume_role_policy=json.dumps(trust),
            permissions_boundary=self._args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _allow(self, purpose: str, role: iam.Role, document: Document) -> None:
        iam.RolePolicy(
            f"{self._name}-{purpose}",
            role=role.name,
            policy=pulumi.Output.json_dumps(document),
            opts=pulumi.ResourceOptions(parent=self),
        )


def secret_of(arn: str) -> str:
    """Return the ARN of the secret in a container's `valueFrom`, without key and version."""
    return ":".join(arn.split(":")[:SECRET_ARN_PARTS])
