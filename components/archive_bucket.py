"""A bucket that keeps logs: all safeguards of such a bucket, written once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import s3

from components.account import Account
from components.bucket_policies import BUCKETS_PREFIX, bucket_policy
from components.kept import kept
from components.names import physical_name
from components.policy_document import Statement

LockMode = Literal["governance", "compliance"]

COLD_AFTER_DAYS = 90
"""When a log is moved to cold storage, from where it is still read at once."""
RECOVERY_DAYS = 90
"""How long what was deleted or overwritten can be brought back, where no lock forbids deleting it."""
ABANDONED_AFTER_DAYS = 7
"""When the parts of an upload that nobody finished are thrown away."""


@dataclass(frozen=True, kw_only=True)
class ArchiveBucketArgs:
    """What a bucket keeps, and how safely."""

    account: Account
    bucket: str
    """The name in S3, chosen by the caller so that policies which name it are known before it exists."""
    deliveries: Sequence[Statement]
    """The statements of its policy that admit who delivers."""
    key_arn: pulumi.Input[str] | None = None
    """The key that encrypts by default. Without one S3 does it with its own, which is all that access logs allow."""
    lock: LockMode | None = None
    """How deleting is forbidden: but for those with a permission of their own, or for everybody, root included."""
    access_logs: ArchiveBucket | None = None
    """Gets the log of who accessed this one, from when its policy admits that."""
    retention_days: int
    protect: bool


class ArchiveBucket(pulumi.ComponentResource):
    """A bucket for logs: closed, encrypted, versioned, TLS-only, with a lifecycle, and perhaps locked.

    Creates the bucket; a public access block; ownership of all objects by the bucket's owner, which turns ACLs off;
    encryption by default; versioning; a default retention that forbids deleting, if asked for; a lifecycle that
    moves logs to cold storage and removes them after their retention; a policy that admits who delivers; and access
    logging of the bucket itself, if it is told where to.
    """

    bucket: s3.Bucket
    arn: str

    def __init__(self, name: str, args: ArchiveBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ArchiveBucket", name, None, opts)
        self._name, self._args = name, args
        self._opts = pulumi.ResourceOptions(parent=self)
        self.arn = args.account.bucket_arn(args.bucket)
        self.bucket = s3.Bucket(
            name,
            bucket=args.bucket,
            object_lock_enabled=args.lock is not None,  # possible only from the beginning
            force_destroy=not args.protect,
            opts=kept(self, protect=args.protect),
        )
        self._close()
        self._encrypt()
        versioning = s3.BucketVersioning(
            name, bucket=self.bucket.id, versioning_configuration={"status": "Enabled"}, opts=self._opts
        )
        after_versioning = pulumi.ResourceOptions(parent=self, depends_on=[versioning])
        self._lock(after_versioning)
        self._age(after_versioning)
        if args.access_logs is not None:
            s3.BucketLogging(
                name,
                bucket=self.bucket.id,
                target_bucket=args.access_logs.bucket.id,
                target_prefix=f"{BUCKETS_PREFIX}{args.bucket}/",
                opts=pulumi.ResourceOptions(parent=self, depends_on=[args.access_logs]),
            )
        self.register_outputs({"bucket": args.bucket, "arn": self.arn})

    def _close(self) -> None:
        block = s3.BucketPublicAccessBlock(
            self._name,
            bucket=self.bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._opts,
        )
        s3.BucketOwnershipControls(
            self._name, bucket=self.bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=self._opts
        )
        policy = bucket_policy(self._args.account, self._args.bucket, *self._args.deliveries)
        s3.BucketPolicy(
            self._name,
            bucket=self.bucket.id,
            policy=json.dumps(policy),
            # S3 refuses to change both at the same time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[block]),
        )

    def _encrypt(self) -> None:
        key = self._args.key_arn
        algorithm = "AES256" if key is None else "aws:kms"
        s3.BucketServerSideEncryptionConfiguration(
            self._name,
            bucket=self.bucket.id,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {"sse_algorithm": algorithm, "kms_master_key_id": key},
                    "bucket_key_enabled": key is not None,
                }
            ],
            opts=self._opts,
        )

    def _lock(self, opts: pulumi.ResourceOptions) -> None:
        if self._args.lock is None:
            return
        s3.BucketObjectLockConfiguration(
            self._name,
            bucket=self.bucket.id,
            rule={"default_retention": {"mode": self._args.lock.upper(), "days": self._args.retention_days}},
            opts=opts,
        )

    def _age(self, opts: pulumi.ResourceOptions) -> None:
        s3.BucketLifecycleConfiguration(
            self._name,
            bucket=self.bucket.id,
            rules=[
                {
                    "id": "keep",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "transitions": [{"days": COLD_AFTER_DAYS, "storage_class": "GLACIER_IR"}],
                    "expiration": {"days": self._args.retention_days},
                },
                {
                    "id": "tidy",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrent_version_expiration": {"noncurrent_days": RECOVERY_DAYS},
                    "expiration": {"expired_object_delete_marker": True},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": ABANDONED_AFTER_DAYS},
                },
            ],
            opts=opts,
        )


def archive_name(account: Account, holds: str) -> str:
    """Return the name of a bucket of this stack; the account's id makes it unique among everybody's."""
    return physical_name(holds, account.id)
