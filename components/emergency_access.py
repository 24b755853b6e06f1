"""What the break-glass role may do: the emergency access procedure of 45 CFR 164.312(a)(2)(ii), as plain data.

In an emergency somebody must be able to reach the records, and to bring them back, when the ordinary ways are down.
So this is what an operator may do, and besides: read objects and secrets, and restore, all of it the stack's own. Into
a database it opens no way: databases answer in the private network alone, into which no person comes (docs/access.md,
"In an emergency"). It does not administer identities, and what is there it sets up no differently, so it turns off no
safeguard; and whoever breaks the glass is seen.
"""

from __future__ import annotations

from typing import Any

from components.backup_roles import RESTORING
from components.identity_policies import Scope, operator_policy
from components.policy_document import Document, allow, policy

FACTOR_SECONDS = 15 * 60
"""How old the second factor may be: shown for this, not for this morning's work."""
SESSION_SECONDS = 60 * 60
"""The shortest longest session that IAM offers."""


def emergency_policy(scope: Scope) -> Document:
    """Return what may be done once the glass is broken."""
    return policy(*operator_policy(scope)["Statement"], *_reading(scope), *_decrypting(scope), *_restoring(scope))


def _reading(scope: Scope) -> list[dict[str, Any]]:
    """RDS names the secrets that it keeps at random, and tags them with the instance that each is for."""
    account = scope.account
    own = {"aws:ResourceAccount": account.id}
    buckets = account.bucket_arn(f"{scope.prefix}-*")
    secrets = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
    instance = {"aws:ResourceTag/aws:rds:primaryDBInstanceArn": account.arn("rds", f"db:{scope.database}")}
    return [
        allow("ListBuckets", ("s3:ListBucket", "s3:ListBucketVersions"), [buckets], StringEquals=own),
        allow("ReadObjects", ("s3:GetObject", "s3:GetObjectVersion"), [f"{buckets}/*"], StringEquals=own),
        allow("ReadSecrets", secrets, [account.arn("secretsmanager", f"secret:{scope.prefix}-*")]),
        allow("ReadTaggedSecrets", secrets, [account.arn("secretsmanager", "secret:*")], StringEquals=_tags(scope)),
        allow("ReadMasterPasswords", secrets, [account.arn("secretsmanager", "secret:rds!db-*")], StringLike=instance),
    ]


def _decrypting(scope: Scope) -> list[dict[str, Any]]:
    """What another stack has encrypted stays shut: a snapshot of its database cannot be restored either."""
    account = scope.account
    keys = [account.arn("kms", "key/*")]
    services = [f"{service}.{account.region}.{account.dns_suffix}" for service in ("rds", "s3", "secretsmanager")]
    through = {"kms:ViaService": services}
    own = {"ForAnyValue:StringLike": {"kms:ResourceAliases": f"alias/{scope.prefix}-*"}}
    uses = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
    return [
        allow("DecryptThroughServices", uses, keys, StringEquals=through, **own),
        allow(
            "GrantToAwsResources",
            ("kms:CreateGrant",),
            keys,
            StringEquals=through,
            Bool={"kms:GrantIsForAWSResource": "true"},
            **own,
        ),
    ]


def _restoring(scope: Scope) -> list[dict[str, Any]]:
    """What a restored database is to be like, its subnets, groups and parameters, is said as it is restored.

    AWS gives automated backups, and the snapshots that AWS Backup takes, names of its own: whose they are is told by
    the key that they are encrypted with. AWS Backup restores everything else, with a role of its own, and so is told
    by tags. Tags of what it backs up are on its recovery points, too (AWS Backup Developer Guide, "Copying tags onto
    backups").
    """
    account = scope.account
    made = [account.arn("rds", f"{kind}:{scope.database}") for kind in ("db", "snapshot")]
    kinds = ("auto-backup:*", f"snapshot:rds:{scope.database}", "snapshot:awsbackup:*", "og:*", "pg:*", "subgrp:*")
    points = [account.arn("backup", "recovery-point:*")]
    return [
        allow("CopyDatabases", ("rds:AddTagsToResource", "rds:CreateDBSnapshot"), made),
        allow(
            "RestoreDatabases",
            ("rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime"),
            [*made, *(account.arn("rds", kind) for kind in kinds)],
        ),
        allow("SeeVaults", ("backup:ListBackupVaults", "backup:DescribeRestoreJob"), ["*"]),
        allow(
            "FindRecoveryPoints",
            ("backup:ListRecoveryPointsByBackupVault",),
            [account.arn("backup", f"backup-vault:{scope.prefix}-*")],
        ),
        allow(
            "RestoreRecoveryPoints",
            ("backup:DescribeRecoveryPoint", "backup:GetRecoveryPointRestoreMetadata", "backup:StartRestoreJob"),
            points,
            StringEquals=_tags(scope),
        ),
        allow(
            "HandRoleToBackup",
            ("iam:PassRole",),
            [account.iam_arn(f"role/{scope.prefix}-{RESTORING}")],
            StringEquals={"iam:PassedToService": f"backup.{account.dns_suffix}"},
        ),
    ]


def _tags(scope: Scope) -> dict[str, str]:
    """What tells the stack's own by the tags that all of it carries, as the role for emergencies does itself."""
    return {
        "aws:ResourceTag/Project": scope.project,
        "aws:ResourceTag/Environment": "${aws:PrincipalTag/Environment}",
    }
