"""Where backups are kept: out of reach of whoever made them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import backup

from components.backup_plan import Lock
from components.kept import kept
from components.policy_document import Document, policy

WAYS_TO_LOSE = ("backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint", "backup:UpdateRecoveryPointLifecycle")


@dataclass(frozen=True, kw_only=True)
class BackupVaultArgs:
    """Where the vault is, and what its lock allows."""

    vault_name: str
    key_arn: pulumi.Input[str]
    least_days: int
    most_days: int
    lock: Lock
    lock_cooling_off_days: int
    """In compliance mode, for how many days the lock can still be taken off."""
    region: str | None = None
    """Another region than that of the provider."""
    protect: bool
    outlived_by: Sequence[pulumi.Resource] = ()
    """The roles by which backups came in: without them AWS Backup may delete none (API reference,
    DeleteRecoveryPoint)."""


class BackupVault(pulumi.ComponentResource):
    """A vault with a key of our own, a lock, and a policy by which nobody deletes a backup.

    Creates the vault; its lock (AWS Backup Developer Guide, "AWS Backup Vault Lock"); and a policy that denies to
    everybody what would end a backup before its time. Backups expire all the same, as their plan says.

    A governance lock yields to whoever may remove it in IAM: with `protect` off, `pulumi destroy` removes lock and
    policy, then the backups, then the vault. A COMPLIANCE LOCK CANNOT BE UNDONE once its cooling-off time is over: not
    by an administrator, not by the root user, not by AWS. The vault, and all in it, then stays until the last backup
    has expired, and is paid for until then.
    """

    vault: backup.Vault

    def __init__(self, name: str, args: BackupVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:BackupVault", name, None, opts)
        self.vault = backup.Vault(
            name,
            name=args.vault_name,
            kms_key_arn=args.key_arn,
            force_destroy=not args.protect,
            region=args.region,
            opts=kept(self, protect=args.protect, depends_on=list(args.outlived_by)),
        )
        below = pulumi.ResourceOptions(parent=self)
        backup.VaultLockConfiguration(
            name,
            backup_vault_name=self.vault.name,
            min_retention_days=args.least_days,
            max_retention_days=args.most_days,
            changeable_for_days=args.lock_cooling_off_days if args.lock == "compliance" else None,
            region=args.region,
            opts=below,
        )
        backup.VaultPolicy(
            name,
            backup_vault_name=self.vault.name,
            policy=json.dumps(vault_policy()),
            region=args.region,
            opts=below,
        )
        self.register_outputs({"vault": self.vault.arn})


def vault_policy() -> Document:
    """Return a policy that lets nobody end a backup, and lets nobody in."""
    return policy(
        {
            "Sid": "NobodyEndsABackup",
            "Effect": "Deny",
            "Principal": "*",
            "Action": list(WAYS_TO_LOSE),
            "Resource": "*",
        }
    )
