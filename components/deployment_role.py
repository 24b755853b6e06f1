"""The role that the pipeline assumes in an environment's account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components.account import Account
from components.pipeline_plan import deployment_role_arn, external_id
from components.pipeline_policies import RELEASES
from components.policy_document import Document, allow, policy


@dataclass(frozen=True, kw_only=True)
class DeploymentRoleArgs:
    """Who assumes the role, and what it may change. All names are known before deployment."""

    account: Account
    pipeline_role_arn: str
    """The pipeline's role that deploys to this environment only (`pipeline_plan.deployer_role_arn`)."""
    releases_bucket: str
    """The pipeline's bucket (`pipeline_plan.artifacts_bucket`)."""
    releases_key_alias: str
    """The alias of the bucket's key (`pipeline_plan.artifacts_alias`)."""
    pipeline_region: str
    cluster_name: str
    service_name: str
    family: str
    passed_role_arns: Sequence[pulumi.Input[str]]
    """The task role and the execution role."""
    boundary_arn: pulumi.Input[str]


class DeploymentRole(pulumi.ComponentResource):
    """A role that may change the image of one service, and nothing else.

    Creates the role. It registers revisions of one task definition family, updates one service to them, passes only the
    named roles, and reads the records of releases. It can neither read data nor change the network.
    """

    role: iam.Role
    arn: str
    """Plain text."""

    def __init__(self, name: str, args: DeploymentRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DeploymentRole", name, None, opts)
        account = args.account
        self.arn = deployment_role_arn(account.partition, account.id, pulumi.get_project(), pulumi.get_stack())
        self.role = iam.Role(
            name,
            name=external_id(self.arn),
            description="Lets the pipeline release images to the service of this stack",
            assume_role_policy=pulumi.Output.json_dumps(deployment_trust(args.pipeline_role_arn, self.arn)),
            permissions_boundary=args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        iam.RolePolicy(
            name,
            role=self.role.name,
            policy=pulumi.Output.json_dumps(deployment_policy(args)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"arn": self.arn})


def deployment_trust(deployer_arn: str, role_arn: str) -> Document:
    """Return the trust policy for one role of the pipeline's account.

    The role is matched by a condition, because a principal must exist, and either account may be deployed first.
    """
    return policy(
        {
            "Sid": "ThePipelinesDeployer",
            "Effect": "Allow",
            "Principal": {"AWS": deployer_arn.split(":role/")[0] + ":root"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnEquals": {"aws:PrincipalArn": deployer_arn},
                "StringEquals": {"sts:ExternalId": external_id(role_arn)},
            },
        }
    )


def deployment_policy(args: DeploymentRoleArgs) -> Document:
    """Return the policy of a release in an environment.

    Describing a task definition takes no resource (Service Authorization Reference, Amazon ECS). The service cannot get
    ECS Exec, another network or a revision of another family.
    """
    account = args.account
    family = account.arn("ecs", f"task-definition/{args.family}:*")
    service = account.arn("ecs", f"service/{args.cluster_name}/{args.service_name}")
    pipeline_account = args.pipeline_role_arn.split(":")[4]
    passed: Any = list(args.passed_role_arns)
    through_s3 = f"s3.{args.pipeline_region}.{account.dns_suffix}"
    return policy(
        allow("ReadTaskDefinitions", ("ecs:DescribeTaskDefinition",), ["*"]),
        allow("RegisterRevisions", ("ecs:RegisterTaskDefinition",), [family], BoolIfExists={"ecs:privileged": "false"}),
        allow(
            "TagRevisions", ("ecs:TagResource",), [family], StringEquals={"ecs:CreateAction": "RegisterTaskDefinition"}
        ),
        allow("WatchTheService", ("ecs:DescribeServices", "ecs:ListServiceDeployments"), [service]),
        allow(
            "MoveTheService",
            ("ecs:UpdateService",),
            [service],
            ArnLike={"ecs:task-definition": family},
            Null={"ecs:subnet": "true"},
            StringEqualsIfExists={"ecs:enable-execute-command": "false", "ecs:auto-assign-public-ip": "false"},
        ),
        allow(
            "GiveTasksTheirRoles",
            ("iam:PassRole",),
            passed,
            StringEquals={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
        ),
        allow(
            "ReadReleases",
            ("s3:GetObject",),
            [account.bucket_arn(f"{args.releases_bucket}/{RELEASES}/*")],
        ),
        {
            "Sid": "DecryptReleases",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [f"arn:{account.partition}:kms:{args.pipeline_region}:{pipeline_account}:key/*"],
            "Condition": {
                "StringEquals": {"kms:ViaService": through_s3},
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": args.releases_key_alias},
            },
        },
    )
