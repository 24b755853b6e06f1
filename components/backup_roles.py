"""Who takes backups, and who restores them: two roles, so that neither can do the other's work."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.account import Account
from components.names import physical_name
from components.policy_document import service_trust

TAKES = ("service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup")
RESTORES = ("service-role/AWSBackupServiceRolePolicyForRestores", "AWSBackupServiceRolePolicyForS3Restore")
"""AWS's own policies: AWS Backup checks for what they allow, and they follow when it learns to back up more."""

RESTORING = "backup-restoring"
"""What the role that restores is called, behind the name of the stack: it is passed on by hand in an emergency."""
BACKUP_TRUST = service_trust("backup.amazonaws.com")
"""Without a condition: AWS documents none that AWS Backup would meet, and a role is passed within its account only."""


@dataclass(frozen=True, kw_only=True)
class BackupRolesArgs:
    """Where the roles serve, and what they can never do."""

    account: Account
    boundary_arn: pulumi.Input[str]
    """A permissions boundary for both; it has to leave room for AWS's policies for AWS Backup."""


class BackupRoles(pulumi.ComponentResource):
    """The roles of AWS Backup, which only AWS Backup can take on, each named after the stack and what it does.

    Creates one role that takes backups and copies them, and one that restores them (AWS Backup Developer Guide, "IAM
    service roles").
    """

    backup: iam.Role
    restore: iam.Role

    def __init__(self, name: str, args: BackupRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:BackupRoles", name, None, opts)
        self._args = args
        self.backup = self._role(f"{name}-taking", "Lets AWS Backup take and copy backups", TAKES)
        self.restore = self._role(f"{name}-restoring", "Lets AWS Backup restore backups", RESTORES)
        self.register_outputs({"backup": self.backup.arn, "restore": self.restore.arn})

    def _role(self, name: str, description: str, policies: tuple[str, ...]) -> iam.Role:
        role = iam.Role(
            name,
            name=physical_name(name),
            description=description,
            assume_role_policy=json.dumps(BACKUP_TRUST),
            permissions_boundary=self._args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        for policy in policies:
            iam.RolePolicyAttachment(
                f"{name}-{policy.rpartition('PolicyFor')[2].lower()}",
                role=role.name,
                policy_arn=self._args.account.managed_policy_arn(policy),
                opts=pulumi.ResourceOptions(parent=self),
            )
        return role
