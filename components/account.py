"""Where a stack lives: the account, partition and region that names, policies and rules are written for."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class Account:
    """An AWS account as seen from one region. All plain text, known before anything is deployed."""

    id: str
    partition: str
    region: str
    dns_suffix: str

    @property
    def root(self) -> str:
        """The ARN that stands for the account in a resource policy, and so delegates to its IAM policies."""
        return self.iam_arn("root")

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of this account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    def iam_arn(self, resource: str) -> str:
        """The ARN of something of this account in IAM, which has no regions."""
        return f"arn:{self.partition}:iam::{self.id}:{resource}"

    def managed_policy_arn(self, policy: str) -> str:
        """The ARN of a policy that AWS itself writes, for all accounts."""
        return f"arn:{self.partition}:iam::aws:policy/{policy}"

    def bucket_arn(self, bucket: str) -> str:
        """The ARN of a bucket, of any account: no two have the same name."""
        return f"arn:{self.partition}:s3:::{bucket}"


def current_account(opts: pulumi.InvokeOptions) -> Account:
    """Ask AWS for the account, partition and region that the provider in `opts` works in."""
    partition = aws.get_partition(opts=opts)
    return Account(
        id=aws.get_caller_identity(opts=opts).account_id,
        partition=partition.partition,
        region=aws.get_region(opts=opts).region,
        dns_suffix=partition.dns_suffix,
    )
