"""The repository policy and lifecycle policy of an ECR repository, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.account import Account
from components.policy_document import Document, Statement, policy

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
"""The actions that pull an image by digest, and neither list, push nor delete."""
KEPT_IMAGES = 100
"""An image that still runs expires like the others: keep more than are built between two releases."""
UNTAGGED_DAYS = 30


def repository_policy(account: Account, readers: Iterable[str]) -> Document:
    """Return the policy of a repository that lets other accounts, by their ids, pull from it.

    The IAM policies of each account decide who pulls. The repository's own account needs no statement.
    """
    return policy(
        {
            "Sid": "PullFromNamedAccounts",
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:{account.partition}:iam::{reader}:root" for reader in readers]},
            "Action": list(PULL),
        }
    )


def lifecycle_policy() -> dict[str, Any]:
    """Return a policy that retains the newest tagged images, and untagged ones for a month.

    The images of an index, and signatures, have no tag; ECR retains the former with their index, and removes the latter
    with their image (Amazon ECR User Guide, "Sign images in Amazon ECR").
    """
    newest = {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan"}
    untagged = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days"}
    return {
        "rules": [
            _expiring(1, f"Keep the newest {KEPT_IMAGES} images", {**newest, "countNumber": KEPT_IMAGES}),
            _expiring(2, "Tidy what has no tag", {**untagged, "countNumber": UNTAGGED_DAYS}),
        ]
    }


def grants_retired_through_registry(account: Account) -> Statement:
    """Let principals of the account retire the grants that ECR has on a key, as deleting a repository does.

    ECR requires this besides the permission to create them (Amazon ECR User Guide, "Encryption at rest", under
    "Required IAM permissions"). It decrypts with its grant, so accounts that pull need no permission on the key.
    """
    through = {
        "kms:CallerAccount": account.id,
        "kms:ViaService": f"ecr.{account.region}.{account.dns_suffix}",
    }
    return {
        "Sid": "RetireGrantsThroughRegistry",
        "Effect": "Allow",
        "Principal": {"AWS": account.root},
        "Action": "kms:RetireGrant",
        "Resource": "*",
        "Condition": {"StringEquals": through},
    }


def _expiring(priority: int, description: str, selection: dict[str, Any]) -> dict[str, Any]:
    return {
        "rulePriority": priority,
        "description": description,
        "selection": selection,
        "action": {"type": "expire"},
    }
