"""What is said of a bucket, which stands in resources of its own that refer to it."""

from __future__ import annotations

from policies.documents import statements
from policies.joined import joined
from policies.view import Resource, Stack

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_LOGGINGS = ("aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2")
ACCESS_LOG_WRITERS = ("logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com")
"""Services that deliver access logs, of buckets and of load balancers. Both write with S3's own keys only."""


def said_of(bucket: Resource, stack: Stack, *types: str) -> list[Resource]:
    """Return the resources of these types that say something of a bucket."""
    return [found for type_ in types for found in joined(stack, bucket, type_, "bucket")]


def policy_holders(bucket: Resource, stack: Stack) -> list[Resource]:
    """Return the resources whose property `policy` is a policy of the bucket, itself included."""
    return said_of(bucket, stack, BUCKET_POLICY) + ([bucket] if bucket.has("policy") else [])


def receives_access_logs(bucket: Resource, stack: Stack) -> bool:
    """Tell whether access logs go to a bucket: another bucket's by reference, or whose writers its policy admits."""
    if any(stack.referring(bucket, type_, "targetBucket") for type_ in BUCKET_LOGGINGS):
        return True
    return any(
        service in ACCESS_LOG_WRITERS
        for holder in policy_holders(bucket, stack)
        for statement in statements(holder.document("policy"))
        for service in statement.services
        if not statement.is_deny
    )
