"""The IAM policies of the pipeline and each of its builds, as plain data.

No role both builds an image and decides on its release, and only people's role approves. The build that runs the
commit's own code, with a Docker daemon, may push to one repository and nothing else; another role, which runs no code
of the commit, decides on the release; and each deployer can assume the role of one environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.account import Account
from components.key_policy import USE
from components.policy_document import Document, allow, policy

RELEASES = "releases"
"""The prefix of the records of releases, one for each commit: an image without a record is not deployed."""
SBOM_PREFIX = "sbom"
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
class PipelineResources:
    """The resources that the roles use; ARNs that AWS has yet to assign may be outputs."""

    account: Account
    bucket_arn: str
    key_arn: Any
    repository_arn: str
    signing_profile_arn: Any
    topic_arn: Any
    notifications_key_arn: Any
    subnet_arns: Sequence[Any]
    """The subnets in which builds run."""


def pipeline_policy(
    resources: PipelineResources, *, connection_arn: str, repository: str, projects: Sequence[str]
) -> Document:
    """Return the pipeline's policy: fetch one repository, store artifacts, start its builds, request approvals."""
    account, service = resources.account, connection_arn.split(":")[2]
    return policy(
        allow(
            "FetchTheRepository",
            (f"{service}:UseConnection",),
            [connection_arn],
            StringEqualsIfExists={f"{service}:FullRepositoryId": repository},
        ),
        allow("SeeTheBucket", ("s3:GetBucketVersioning", "s3:GetBucketLocation"), [resources.bucket_arn]),
        allow(
            "HandArtifactsOn", ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"), [f"{resources.bucket_arn}/*"]
        ),
        _use_key(resources),
        allow(
            "RunBuilds",
            ("codebuild:BatchGetBuilds", "codebuild:StartBuild"),
            [account.arn("codebuild", f"project/{each}") for each in projects],
        ),
        allow("AskForApproval", ("sns:Publish",), [resources.topic_arn]),
        allow(
            "AskInSecret",  # the topic is encrypted
            ("kms:Decrypt", "kms:GenerateDataKey"),
            [resources.notifications_key_arn],
            StringEquals={"kms:ViaService": f"sns.{account.region}.{account.dns_suffix}"},
        ),
    )


def checks_policy(resources: PipelineResources, log_group: str) -> Document:
    """Return the policy of the tests: read the source, and write their log."""
    return policy(*_any_build(resources, log_group))


def build_policy(resources: PipelineResources, log_group: str) -> Document:
    """Return the policy of the image build: push the image, and have it signed.

    ECR signs on behalf of the principal that pushes (Amazon ECR User Guide, "Managed signing").
    """
    return policy(
        *_any_build(resources, log_group),
        allow("LogInToRegistry", ("ecr:GetAuthorizationToken",), ["*"]),
        allow("PushImages", PUSH, [resources.repository_arn]),
        allow("HaveImagesSigned", ("signer:SignPayload",), [resources.signing_profile_arn]),
    )


def release_policy(resources: PipelineResources, log_group: str) -> Document:
    """Return the policy of the release: read an image's findings and signature, and write the record."""
    return policy(
        *_any_build(resources, log_group),
        allow(
            "JudgeImages",
            ("ecr:DescribeImageScanFindings", "ecr:DescribeImageSigningStatus", "ecr:DescribeImages"),
            [resources.repository_arn],
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
        allow("RecordReleases", ("s3:PutObject",), [f"{resources.bucket_arn}/{RELEASES}/*"]),
    )


def deployer_policy(resources: PipelineResources, log_group: str, role_arn: str) -> Document:
    """Return the policy of one environment's deployer: assume that environment's deployment role."""
    return policy(*_any_build(resources, log_group), allow("TakeTheDeploymentRole", ("sts:AssumeRole",), [role_arn]))


def approver_policy(account: Account, pipeline: str, stages: Sequence[str]) -> Document:
    """Return the policy of approvers: see the pipeline and approve before these stages, but not start or change it."""
    arn = account.arn("codepipeline", pipeline)
    see = ("GetPipeline", "GetPipelineExecution", "GetPipelineState", "ListActionExecutions", "ListPipelineExecutions")
    return policy(
        allow("ListPipelines", ("codepipeline:ListPipelines",), ["*"]),
        allow("SeeThePipeline", tuple(f"codepipeline:{each}" for each in see), [arn]),
        allow("ApproveReleases", ("codepipeline:PutApprovalResult",), [f"{arn}/{stage}/Approve" for stage in stages]),
    )


def _any_build(resources: PipelineResources, log_group: str) -> list[dict[str, Any]]:
    """Return the statements of every build: read the source, write its log, and run in the network.

    See the AWS CodeBuild User Guide, "Allow CodeBuild access to AWS services required to create a VPC network
    interface", for the last four statements. That policy allows every subnet of the account; this one allows the
    builds' subnets, by the resources and condition keys of these actions in the Service Authorization Reference.
    """
    interfaces = resources.account.arn("ec2", "network-interface/*")
    groups = resources.account.arn("ec2", "security-group/*")
    within = {"ec2:Subnet": list(resources.subnet_arns)}
    group = resources.account.arn("logs", f"log-group:{log_group}")
    return [
        allow("ReadArtifacts", ("s3:GetObject", "s3:GetObjectVersion"), [f"{resources.bucket_arn}/*"]),
        _use_key(resources),
        allow("WriteLog", ("logs:CreateLogStream", "logs:PutLogEvents"), [group, f"{group}:*"]),
        allow("SeeNetwork", SEE_NETWORK, ["*"]),
        allow("EnterNetwork", ("ec2:CreateNetworkInterface",), [interfaces, groups, *resources.subnet_arns]),
        allow("LeaveNetwork", ("ec2:DeleteNetworkInterface",), [interfaces], ArnEquals=within),
        allow(
            "RunInNetwork",
            ("ec2:CreateNetworkInterfacePermission",),
            [interfaces],
            StringEquals={"ec2:AuthorizedService": "codebuild.amazonaws.com"},
            ArnEquals=within,
        ),
    ]


def _use_key(resources: PipelineResources) -> dict[str, Any]:
    return allow("UseTheKey", USE, [resources.key_arn])
