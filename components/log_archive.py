"""Where the records of an account are kept for years: those of its trail, and those of AWS Config."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.access_logs import AccessLogs
from components.account import Account
from components.archive_bucket import ArchiveBucket, ArchiveBucketArgs, LockMode, archive_name
from components.bucket_policies import delivered_by_config, delivered_by_trail
from components.names import physical_name


@dataclass(frozen=True, kw_only=True)
class LogArchiveArgs:
    """How the records of an account are kept."""

    account: Account
    access_logs: AccessLogs
    key_arn: pulumi.Input[str]
    object_lock: LockMode
    retention_days: int
    """Six years are our policy choice, in line with the documentation rule of 45 CFR 164.316(b)(2)(i)."""
    protect: bool


class LogArchive(pulumi.ComponentResource):
    """The archive of an account's records. Belongs to the stack that owns the account.

    Creates a bucket for each source, because what they support differs:

    - trail: locked, so that nobody removes a record before its time, and open to the one trail that it is made for
    - configuration: versioned but not locked, because AWS Config does not deliver to a bucket with a default
      retention (AWS Config Developer Guide, "Managing the Delivery Channel")

    Both are encrypted with the customer's key by default, and log who accesses them.
    """

    trail: ArchiveBucket
    configuration: ArchiveBucket
    trail_name: str
    """The name of the only trail that may deliver."""
    arns: tuple[str, ...]
    """All buckets of logs, that of access logs included."""

    def __init__(self, name: str, args: LogArchiveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:LogArchive", name, None, opts)
        account = args.account
        self.trail_name = physical_name()
        trail, configuration = archive_name(account, "trail"), archive_name(account, "configuration")
        self.trail = ArchiveBucket(
            f"{name}-trail",
            ArchiveBucketArgs(
                account=account,
                bucket=trail,
                deliveries=delivered_by_trail(account, trail, self.trail_name),
                key_arn=args.key_arn,
                lock=args.object_lock,
                access_logs=args.access_logs.archive,
                retention_days=args.retention_days,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.configuration = ArchiveBucket(
            f"{name}-configuration",
            ArchiveBucketArgs(
                account=account,
                bucket=configuration,
                deliveries=delivered_by_config(account, configuration),
                key_arn=args.key_arn,
                access_logs=args.access_logs.archive,
                retention_days=args.retention_days,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.arns = (self.trail.arn, self.configuration.arn, args.access_logs.arn)
        self.register_outputs({"trail": self.trail.arn, "configuration": self.configuration.arn})
