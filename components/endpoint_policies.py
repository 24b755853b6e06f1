"""What may pass through a VPC endpoint: endpoint policies as plain data.

An endpoint policy grants nothing, it bounds: only principals of the account get through, and only for the actions
that the private tier takes. Credentials of somebody else's account, brought into the network, carry no data out.
"""

from __future__ import annotations

from typing import Any

from components.account import Account
from components.key_policy import USE
from components.policy_document import Document, policy

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Reached by a route rather than by a network interface, and free of charge."""

_PULL_IMAGES = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
)
_PUSH_IMAGES = (
    *_PULL_IMAGES,
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
"""Builds push; the application's role lacks the permission, whatever the endpoint lets through."""
ACTIONS: dict[str, tuple[str, ...]] = {
    "s3": (
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "s3:PutObjectTagging",
    ),
    "dynamodb": (
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:UpdateItem",
    ),
    "ecr.api": (
        *_PUSH_IMAGES,
        "ecr:DescribeImages",
        "ecr:DescribeImageScanFindings",
        "ecr:DescribeImageSigningStatus",
    ),
    "ecr.dkr": _PUSH_IMAGES,
    "logs": ("logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"),
    "secretsmanager": (
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetRandomPassword",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    ),
    "kms": USE,
    "sts": ("sts:AssumeRole", "sts:GetCallerIdentity", "sts:TagSession"),
    "ssmmessages": (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
}
"""The services that the private tier reaches without the internet, and what it does there."""


def endpoint_policy(account: Account, service: str, guests: tuple[str, ...] = ()) -> Document:
    """Return the policy of the endpoint for one of the services in `ACTIONS`.

    `guests` are ARNs of roles of other accounts which, used from within the network, read this account's buckets.
    """
    condition = {"aws:PrincipalAccount": account.id}
    if service in GATEWAY_SERVICES:  # where whole data sets can be carried off to: only what is the account's own
        condition["aws:ResourceAccount"] = account.id
    statements: list[dict[str, Any]] = [
        {
            "Sid": "OnlyThisAccount",
            "Effect": "Allow",
            "Principal": "*",
            "Action": list(ACTIONS[service]),
            "Resource": "*",
            "Condition": {"StringEquals": condition},
        }
    ]
    if service == "s3":
        statements.append(_image_layers(account))
        if guests:
            statements.append(_read_by_guests(account, guests))
    return policy(*statements)


def _image_layers(account: Account) -> dict[str, Any]:
    """Let image layers through: ECR hands out links, signed as itself, into a bucket that is AWS's own.

    See the Amazon ECR User Guide, "Minimum Amazon S3 bucket permissions for Amazon ECR".
    """
    return {
        "Sid": "ImageLayersOfEcr",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": account.bucket_arn(f"prod-{account.region}-starport-layer-bucket/*"),
    }


def _read_by_guests(account: Account, guests: tuple[str, ...]) -> dict[str, Any]:
    """Let the pipeline read releases in the roles of its targets: data comes in by this, and none goes out."""
    return {
        "Sid": "GuestsReadWhatIsOurs",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:ResourceAccount": account.id},
            "ArnEquals": {"aws:PrincipalArn": list(guests)},
        },
    }
