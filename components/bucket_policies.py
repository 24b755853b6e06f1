"""Who may put what into the buckets that keep logs: bucket policies as plain data.

Every policy denies requests without TLS, and admits the service that delivers, to the keys that it writes, on behalf
of this account only. None asks for an ACL or for an encryption header: the buckets have no ACLs, and encrypt by
default whatever comes.
"""

from __future__ import annotations

from components.account import Account
from components.policy_document import Document, Statement, policy

BUCKETS_PREFIX = "buckets/"
"""Where the access logs of buckets go, each bucket's under its name."""
LOAD_BALANCERS_PREFIX = "load-balancers"
"""What a load balancer must be given as its prefix."""


def bucket_policy(account: Account, bucket: str, *statements: Statement) -> Document:
    """Return the policy of a bucket, which begins with denying what comes without TLS."""
    arn = account.bucket_arn(bucket)
    tls_only = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return policy(tls_only, *statements)


def delivered_by_trail(account: Account, bucket: str, trail: str) -> list[Statement]:
    """Let one trail deliver (AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail")."""
    arn = account.bucket_arn(bucket)
    condition = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnEquals": {"aws:SourceArn": account.arn("cloudtrail", f"trail/{trail}")},
    }
    service = "cloudtrail.amazonaws.com"
    return [
        _admit("TrailChecksTheBucket", service, ["s3:GetBucketAcl"], arn, condition),
        _admit("TrailDelivers", service, ["s3:PutObject"], f"{arn}/AWSLogs/{account.id}/*", condition),
    ]


def delivered_by_config(account: Account, bucket: str) -> list[Statement]:
    """Let AWS Config deliver by itself, as it does for its service-linked role.

    Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel", which also says that
    the source's ARN ends in `*`.
    """
    arn = account.bucket_arn(bucket)
    condition = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": account.arn("config", "*")},
    }
    service = "config.amazonaws.com"
    return [
        _admit("ConfigChecksTheBucket", service, ["s3:GetBucketAcl", "s3:ListBucket"], arn, condition),
        _admit("ConfigDelivers", service, ["s3:PutObject"], f"{arn}/AWSLogs/{account.id}/Config/*", condition),
    ]


def access_logs_of_buckets(account: Account, bucket: str) -> Statement:
    """Let S3 deliver access logs of the account's buckets, whose ARNs name no account themselves.

    Amazon S3 User Guide, "Enabling Amazon S3 server access logging", permissions for log delivery.
    """
    condition = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": account.bucket_arn("*")},
    }
    resource = f"{account.bucket_arn(bucket)}/{BUCKETS_PREFIX}*"
    return _admit("AccessLogsOfBuckets", "logging.s3.amazonaws.com", ["s3:PutObject"], resource, condition)


def access_logs_of_load_balancers(account: Account, bucket: str) -> Statement:
    """Let load balancers of the account deliver access logs.

    The source's ARN, which names the account, is the one condition that is documented (User Guide for Application
    Load Balancers, "Enable access logs for your Application Load Balancer").
    """
    condition = {"ArnLike": {"aws:SourceArn": account.arn("elasticloadbalancing", "loadbalancer/*")}}
    resource = f"{account.bucket_arn(bucket)}/{LOAD_BALANCERS_PREFIX}/AWSLogs/{account.id}/*"
    service = "logdelivery.elasticloadbalancing.amazonaws.com"
    return _admit("AccessLogsOfLoadBalancers", service, ["s3:PutObject"], resource, condition)


def _admit(
    sid: str, service: str, actions: list[str], resource: str, condition: dict[str, dict[str, str]]
) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Resource": resource,
        "Condition": condition,
    }
