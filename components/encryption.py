"""Encryption keys of our own, one for each purpose, so that access to one kind of data opens no other."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import ebs, kms

from components.account import Account
from components.customer_key import customer_key
from components.key_policy import used_by_logs, used_by_service, used_through, used_to_publish
from components.policy_document import Statement


@dataclass(frozen=True, kw_only=True)
class EncryptionArgs:
    """What the keys are made for."""

    account: Account
    owns_account: bool
    """Whether this stack sets the account's defaults; only one stack of an account may."""
    protect: bool


class Encryption(pulumi.ComponentResource):
    """Customer-managed keys by purpose, and encryption of every new EBS volume by default.

    Creates a KMS key with yearly rotation and an alias for each purpose, each with a policy that names the services
    it serves; and, where the stack owns its account, turns on EBS encryption by default with the data key, so that
    a volume made by hand is encrypted too (Amazon EBS User Guide, "Enable Amazon EBS encryption by default").
    """

    data: kms.Key
    logs: kms.Key
    secrets: kms.Key
    audit: kms.Key
    backup: kms.Key
    notifications: kms.Key

    def __init__(self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Encryption", name, None, opts)
        account = args.account
        self._name, self._args = name, args
        self.data = self._key("data", "stored data", *used_through(account, "rds", "ec2"))
        self.logs = self._key("logs", "log groups", used_by_logs(account))
        self.secrets = self._key("secrets", "credentials", *used_through(account, "secretsmanager", "rds"))
        # Not by encryption context, of which none comes with DescribeKey, and S3's own with a bucket key.
        trails = {"aws:SourceArn": account.arn("cloudtrail", "trail/*")}
        self.audit = self._key(
            "audit",
            "the audit trail and the history of configuration",
            *used_through(account, "s3"),
            used_by_service(account, "cloudtrail", ArnLike=trails),
            used_by_service(account, "config"),
        )
        self.backup = self._key("backup", "backups", *used_through(account, "backup"))
        self.notifications = self._key(
            "notifications",
            "alarms and findings",
            *used_through(account, "sns", "sqs"),
            *used_to_publish(account, "cloudwatch", "events"),
        )
        if args.owns_account:
            self._encrypt_new_volumes()
        keys = ("data", "logs", "secrets", "audit", "backup", "notifications")
        self.register_outputs({purpose: getattr(self, purpose).arn for purpose in keys})

    def _key(self, purpose: str, holds: str, *uses: Statement) -> kms.Key:
        return customer_key(
            f"{self._name}-{purpose}",
            purpose,
            holds,
            *uses,
            account=self._args.account,
            protect=self._args.protect,
            parent=self,
        )

    def _encrypt_new_volumes(self) -> None:
        opts = pulumi.ResourceOptions(parent=self)
        ebs.DefaultKmsKey(f"{self._name}-volumes", key_arn=self.data.arn, opts=opts)
        ebs.EncryptionByDefault(f"{self._name}-volumes", enabled=True, opts=opts)
