"""Where access logs go: who asked a bucket or a load balancer for what."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from components.account import Account
from components.archive_bucket import ArchiveBucket, ArchiveBucketArgs, archive_name
from components.bucket_policies import access_logs_of_buckets, access_logs_of_load_balancers


@dataclass(frozen=True, kw_only=True)
class AccessLogsArgs:
    """How access logs are kept."""

    account: Account
    retention_days: int
    protect: bool


class AccessLogs(pulumi.ComponentResource):
    """The bucket for access logs of the stack's buckets and load balancers.

    A bucket apart from other logs, for what delivers into it supports neither a customer-managed key nor object lock
    (Amazon S3 User Guide, "Enabling Amazon S3 server access logging"; User Guide for Application Load Balancers,
    "Enable access logs for your Application Load Balancer"). Its own accesses are not logged: that would never end.
    """

    archive: ArchiveBucket
    bucket: s3.Bucket
    arn: str

    def __init__(self, name: str, args: AccessLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:AccessLogs", name, None, opts)
        bucket = archive_name(args.account, "access")
        self.archive = ArchiveBucket(
            name,
            ArchiveBucketArgs(
                account=args.account,
                bucket=bucket,
                deliveries=[
                    access_logs_of_buckets(args.account, bucket),
                    access_logs_of_load_balancers(args.account, bucket),
                ],
                retention_days=args.retention_days,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.bucket, self.arn = self.archive.bucket, self.archive.arn
        self.register_outputs({"bucket": bucket, "arn": self.arn})
