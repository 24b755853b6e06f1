"""What the break-glass role may do: the emergency access procedure of 45 CFR 164.312(a)(2)(ii), as plain data.

In an emergency somebody must be able to reach the records, and to bring them back, when the ordinary ways are down.
So this is what an operator may do, and besides: read objects and secrets, and restore. Into a database it opens no way:
databases answer in the private network alone, into which no person comes (docs/access.md, "In an emergency"). It does
not administer identities and turns off no safeguard: the permissions boundary sees to that, and whoever breaks the
glass is seen.
"""

from __future__ import annotations

from typing import Any

from components.identity_policies import Scope, operator_policy
from components.policy_document import Document, allow, policy

FACTOR_SECONDS = 15 * 60
"""How old the second factor may be: shown for this, not for this morning's work."""
SESSION_SECONDS = 60 * 60
"""The shortest longest session that IAM offers."""


def emergency_policy(scope: Scope) -> Document:
    """Return what may be done once the glass is broken."""
    return policy(*operator_policy(scope)["Statement"], *_reading(scope), *_restoring(scope))


def _reading(scope: Scope) -> list[dict[str, Any]]:
    account = scope.account
    own = {"aws:ResourceAccount": account.id}
    buckets = account.bucket_arn("*")
    keys = [account.arn("kms", "key/*")]
    services = [f"{service}.{account.region}.{account.dns_suffix}" for service in ("rds", "s3", "secretsmanager")]
    return [
        allow("ListBuckets", ("s3:ListBucket", "s3:ListBucketVersions"), [buckets], StringEquals=own),
        allow("ReadObjects", ("s3:GetObject", "s3:GetObjectVersion"), [f"{buckets}/*"], StringEquals=own),
        allow(
            "ReadSecrets",
            ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
            [account.arn("secretsmanager", "secret:*")],
        ),
        allow(
            "DecryptThroughServices",
            ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
            keys,
            StringEquals={"kms:ViaService": services},
        ),
        allow(
            "GrantToAwsResources",
            ("kms:CreateGrant",),
            keys,
            StringEquals={"kms:ViaService": services},
            Bool={"kms:GrantIsForAWSResource": "true"},
        ),
    ]


def _restoring(scope: Scope) -> list[dict[str, Any]]:
    account = scope.account
    kinds = ("auto-backup", "db", "og", "pg", "snapshot", "subgrp")
    points = [account.arn("backup", "recovery-point:*"), account.arn("rds", "snapshot:*")]
    return [
        allow(
            "RestoreDatabases",
            (
                "rds:AddTagsToResource",
                "rds:CreateDBSnapshot",
                "rds:ModifyDBInstance",
                "rds:RestoreDBInstanceFromDBSnapshot",
                "rds:RestoreDBInstanceToPointInTime",
            ),
            [account.arn("rds", f"{kind}:*") for kind in kinds],
        ),
        allow("SeeVaults", ("backup:ListBackupVaults", "backup:DescribeRestoreJob"), ["*"]),
        allow(
            "FindRecoveryPoints",
            ("backup:ListRecoveryPointsByBackupVault",),
            [account.arn("backup", "backup-vault:*")],
        ),
        allow(
            "RestoreRecoveryPoints",
            ("backup:DescribeRecoveryPoint", "backup:GetRecoveryPointRestoreMetadata", "backup:StartRestoreJob"),
            points,
        ),
        allow(
            "HandRoleToBackup",
            ("iam:PassRole",),
            [account.iam_arn("role/*")],
            StringEquals={"iam:PassedToService": f"backup.{account.dns_suffix}"},
        ),
    ]
