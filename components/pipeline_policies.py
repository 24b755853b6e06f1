"""What the pipeline and each of its builds may do: policies by role, as plain data.

No role both makes an image and judges it, and none but a person's approves. The build that runs what a commit says,
with root's rights over its own docker, may push one repository's images and nothing else; whether an image is released
is decided by another role, which runs nothing of the commit; and each deployer can take one environment's role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.account import Account
from components.key_policy import USE
from components.policy_document import Document, allow, policy

RELEASES = "releases"
"""Where the records of releases are, each under its commit: what is not there is not deployed."""
BILLS = "sbom"
PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
SEE_NETWORK = (
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)


@dataclass(frozen=True, kw_only=True)
class Means:
    """What the roles work with; the ARNs of what AWS has yet to make may be outputs."""

    account: Account
    bucket_arn: str
    key_arn: Any
    repository_arn: str
    signing_profile_arn: Any
    topic_arn: Any
    notifications_key_arn: Any
    subnet_arns: Sequence[Any]
    """Of the subnets in which builds run."""


def pipeline_policy(means: Means, *, connection_arn: str, repository: str, projects: Sequence[str]) -> Document:
    """Return what the pipeline may do: fetch one repository, hand artifacts on, start its builds, ask for approval."""
    account, service = means.account, connection_arn.split(":")[2]
    return policy(
        allow(
            "FetchTheRepository",
            (f"{service}:UseConnection",),
            [connection_arn],
            StringEqualsIfExists={f"{service}:FullRepositoryId": repository},
        ),
        allow("SeeTheBucket", ("s3:GetBucketVersioning", "s3:GetBucketLocation"), [means.bucket_arn]),
        allow("HandArtifactsOn", ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"), [f"{means.bucket_arn}/*"]),
        _use_key(means),
        allow(
            "RunBuilds",
            ("codebuild:BatchGetBuilds", "codebuild:StartBuild"),
            [account.arn("codebuild", f"project/{each}") for each in projects],
        ),
        allow("AskForApproval", ("sns:Publish",), [means.topic_arn]),
        allow(
            "AskInSecret",  # the topic is encrypted
            ("kms:Decrypt", "kms:GenerateDataKey"),
            [means.notifications_key_arn],
            StringEquals={"kms:ViaService": f"sns.{account.region}.{account.dns_suffix}"},
        ),
    )


def checks_policy(means: Means, log_group: str) -> Document:
    """Return what tests may do: read the source, and write their log."""
    return policy(*_any_build(means, log_group))


def build_policy(means: Means, log_group: str) -> Document:
    """Return what the build of the image may do: push it, and have it signed as pushed by this build.

    ECR signs on behalf of whoever pushes (Amazon ECR User Guide, "Managed signing").
    """
    return policy(
        *_any_build(means, log_group),
        allow("LogInToRegistry", ("ecr:GetAuthorizationToken",), ["*"]),
        allow("PushImages", PUSH, [means.repository_arn]),
        allow("HaveImagesSigned", ("signer:SignPayload",), [means.signing_profile_arn]),
    )


def release_policy(means: Means, log_group: str) -> Document:
    """Return what the release may do: see what was found in an image and who signed it, and write the record."""
    return policy(
        *_any_build(means, log_group),
        allow(
            "JudgeImages",
            ("ecr:DescribeImageScanFindings", "ecr:DescribeImageSigningStatus", "ecr:DescribeImages"),
            [means.repository_arn],
        ),
        allow(
            "ListWhatImagesContain",
            (
                "inspector2:CreateSbomExport",
                "inspector2:GetSbomExport",
                "inspector2:ListCoverage",
                "inspector2:ListFindings",
            ),
            ["*"],
        ),
        allow("RecordReleases", ("s3:PutObject",), [f"{means.bucket_arn}/{RELEASES}/*"]),
    )


def deployer_policy(means: Means, log_group: str, role_arn: str) -> Document:
    """Return what the deployer of one environment may do: take that environment's deployment role."""
    return policy(*_any_build(means, log_group), allow("TakeTheDeploymentRole", ("sts:AssumeRole",), [role_arn]))


def approver_policy(account: Account, pipeline: str, stages: Sequence[str]) -> Document:
    """Return what approvers may do: see the pipeline, and approve before the stages named. Not start nor change it."""
    arn = account.arn("codepipeline", pipeline)
    see = ("GetPipeline", "GetPipelineExecution", "GetPipelineState", "ListActionExecutions", "ListPipelineExecutions")
    return policy(
        allow("ListPipelines", ("codepipeline:ListPipelines",), ["*"]),
        allow("SeeThePipeline", tuple(f"codepipeline:{each}" for each in see), [arn]),
        allow("ApproveReleases", ("codepipeline:PutApprovalResult",), [f"{arn}/{stage}/Approve" for stage in stages]),
    )


def _any_build(means: Means, log_group: str) -> list[dict[str, Any]]:
    """Return what every build may do: read the source, write its log, and run in the network.

    See the AWS CodeBuild User Guide, "Allow CodeBuild access to AWS services required to create a VPC network
    interface", for the last four statements. It lets a build enter every subnet of the account; here it enters its own,
    by the resources and condition keys of these actions in the Service Authorization Reference.
    """
    interfaces = means.account.arn("ec2", "network-interface/*")
    groups = means.account.arn("ec2", "security-group/*")
    within = {"ec2:Subnet": list(means.subnet_arns)}
    group = means.account.arn("logs", f"log-group:{log_group}")
    return [
        allow("ReadArtifacts", ("s3:GetObject", "s3:GetObjectVersion"), [f"{means.bucket_arn}/*"]),
        _use_key(means),
        allow("WriteLog", ("logs:CreateLogStream", "logs:PutLogEvents"), [group, f"{group}:*"]),
        allow("SeeNetwork", SEE_NETWORK, ["*"]),
        allow("EnterNetwork", ("ec2:CreateNetworkInterface",), [interfaces, groups, *means.subnet_arns]),
        allow("LeaveNetwork", ("ec2:DeleteNetworkInterface",), [interfaces], ArnEquals=within),
        allow(
            "RunInNetwork",
            ("ec2:CreateNetworkInterfacePermission",),
            [interfaces],
            StringEquals={"ec2:AuthorizedService": "codebuild.amazonaws.com"},
            ArnEquals=within,
        ),
    ]


def _use_key(means: Means) -> dict[str, Any]:
    return allow("UseTheKey", USE, [means.key_arn])
