"""What is said of a bucket, which stands in resources of its own that refer to it."""

from __future__ import annotations

from policies.documents import statements
from policies.joined import joined
from policies.view import Resource, Stack

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
ENCRYPTIONS = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_LOGGINGS = ("aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2")
ACCESS_LOG_WRITERS = ("logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com")
"""Services that deliver access logs, of buckets and of load balancers. Both write with S3's own keys only."""


def said_of(bucket: Resource, stack: Stack, *types: str) -> list[Resource]:
    """Return the resources of these types that say something of a bucket, by reference or by its name."""
    return [found for type_ in types for found in _naming(bucket, stack, type_)]


def buckets_named(resource: Resource, stack: Stack, by: str) -> list[Resource]:
    """Return the buckets of the stack that a property of a resource names, by reference or by name."""
    referred = [bucket for bucket in resource.refers_to(by.split(".")[0]) if bucket.type in BUCKETS]
    if referred:
        return referred
    name = resource.get(by, "")
    return [bucket for bucket in stack.of(*BUCKETS) if name and bucket.properties.get("bucket") == name]


def log_sources(bucket: Resource, stack: Stack, *types: str) -> list[Resource]:
    """Return the resources of these types that deliver to a bucket."""
    return [each for each in stack.of(*types) if bucket in buckets_named(each, stack, "s3BucketName")]


def _naming(bucket: Resource, stack: Stack, type_: str) -> list[Resource]:
    name = bucket.properties.get("bucket")
    nameless = [each for each in stack.of(type_) if not each.references.get("bucket")]
    by_name = [each for each in nameless if isinstance(name, str) and each.properties.get("bucket") == name]
    return [*by_name, *joined(stack, bucket, type_, "bucket")]


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
