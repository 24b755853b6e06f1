"""Who may pull from a repository, and how long it keeps its images: policies as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.account import Account
from components.policy_document import Document, Statement, policy

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
"""What it takes to pull an image whose digest is known, and nothing that lists, pushes or deletes."""
UNTAGGED_DAYS = 30


def repository_policy(account: Account, readers: Iterable[str]) -> Document:
    """Return the policy of a repository that lets other accounts, by their ids, pull from it.

    In each of them its own IAM policies decide who pulls. The account of the repository needs no statement.
    """
    return policy(
        {
            "Sid": "PullFromNamedAccounts",
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:{account.partition}:iam::{reader}:root" for reader in readers]},
            "Action": list(PULL),
        }
    )


def lifecycle_policy(kept_images: int) -> dict[str, Any]:
    """Return a policy that keeps so many of the newest images that were given a tag, and those without for a month.

    What an image index refers to, and the signatures of an image, have no tag; ECR keeps the former as long as the
    index, and removes the latter with their image (Amazon ECR User Guide, "Sign images in Amazon ECR").
    """
    newest = {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan"}
    untagged = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days"}
    return {
        "rules": [
            _expiring(1, f"Keep the newest {kept_images} images", {**newest, "countNumber": kept_images}),
            _expiring(2, "Tidy what has no tag", {**untagged, "countNumber": UNTAGGED_DAYS}),
        ]
    }


def grants_retired_through_registry(account: Account) -> Statement:
    """Let principals of the account retire the grants that ECR has on a key, as deleting a repository does.

    ECR asks for this beside the right to create them (Amazon ECR User Guide, "Encryption at rest", under "Required IAM
    permissions"). It decrypts for whoever pulls by its grant, so accounts that pull need nothing of the key.
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
