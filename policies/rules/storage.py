"""Rules for buckets and volumes, which a fork adds sooner than anything else.

What is said of a bucket stands in resources of its own that refer to it, or, in the older form, inside it.
"""

from __future__ import annotations

from functools import partial

from policies.backups import VOLUME as VOLUME
from policies.buckets import BUCKETS, ENCRYPTIONS, policy_holders, receives_access_logs, said_of
from policies.default_encryption import unless_by_default
from policies.denials import ANYTHING, speaks_of
from policies.documents import statements
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some, unless_one_will_do
from policies.transport import denies_plain_requests
from policies.view import Resource, Stack

ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACCOUNT_ACCESS_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
VERSIONINGS = (
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
)
INLINE_V2 = "serverSideEncryptionConfigurations.0.rules.0.applyServerSideEncryptionByDefaults.0"
ACCESS_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


@stack_rule(
    *BUCKETS,
    severity=Severity.CRITICAL,
    fix="Add a BucketPublicAccessBlock for the bucket with all four of its settings on.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
)
def bucket_not_public(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket cannot be made public, neither by an ACL nor by a policy."""

    def problem(block: Resource) -> str | None:
        off = [name for name in ACCESS_BLOCKS if not block.get(name, False)]
        return f"{block.name} leaves {', '.join(off)} off" if off else None

    blocks = [*said_of(bucket, stack, ACCESS_BLOCK), *stack.of(ACCOUNT_ACCESS_BLOCK)]
    if not blocks:
        return "no BucketPublicAccessBlock refers to it"
    return unless_one_will_do(problem, blocks)


@stack_rule(
    *BUCKETS,
    severity=Severity.HIGH,
    fix="Add a BucketServerSideEncryptionConfiguration with `aws:kms` and `kms_master_key_id` set to the data key.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
)
def bucket_encrypted_with_own_key(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket encrypts every object with a key of our own unless told otherwise."""

    def problem(place: tuple[Resource, str]) -> str | None:
        said, path = place
        algorithm = said.get(f"{path}.sseAlgorithm")
        if not str(algorithm).startswith("aws:kms"):
            return f"objects are encrypted by {algorithm}, with a key that belongs to S3"
        return not_own_key(said, f"{path}.kmsMasterKeyId")

    default = "applyServerSideEncryptionByDefault"
    inline = f"serverSideEncryptionConfiguration.rule.{default}" if bucket.type == BUCKETS[0] else INLINE_V2
    separate = said_of(bucket, stack, *ENCRYPTIONS)
    places = [(said, f"{rule.path}.{default}") for said in separate for rule in said.items("rules")]
    if bucket.has(inline):
        places.append((bucket, inline))
    found = first_problem(problem, places) if places else "no default encryption with a key of our own is set"
    if found and receives_access_logs(bucket, stack):
        return NotApplicable("it receives access logs, which S3 and load balancers write with S3's own keys only")
    return found


@stack_rule(
    *BUCKETS,
    severity=Severity.MEDIUM,
    fix='Add a BucketVersioning for the bucket with the status "Enabled".',
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
)
def bucket_versioned(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket keeps earlier versions of what is overwritten or deleted."""
    said = said_of(bucket, stack, *VERSIONINGS)
    if bucket.get("versioning.enabled" if bucket.type == BUCKETS[0] else "versionings.0.enabled", False):
        return None
    if any(versioning.get("versioningConfiguration.status", "") == "Enabled" for versioning in said):
        return None
    return "versioning is not enabled"


@stack_rule(
    *BUCKETS,
    severity=Severity.HIGH,
    fix="Add a BucketPolicy that denies `s3:*` to everybody where `aws:SecureTransport` is false,"
    " on the bucket's ARN and on that with `/*`.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
)
def bucket_forces_tls(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket refuses requests without TLS, whether for the bucket itself or for an object in it."""
    holders = policy_holders(bucket, stack)

    def problem(holder: Resource) -> str | None:
        said = [each for each in statements(holder.document("policy")) if denies_plain_requests(each, "s3:*")]
        if not said:
            return f"{holder.name} does not deny requests without TLS"
        for what, inside in (("the bucket", ("",)), ("all objects in it", ANYTHING)):
            if not some(partial(speaks_of, resource=bucket, by="bucket", inside=inside), said):
                return f"{holder.name} does not deny requests for {what} without TLS"
        return None

    return unless_one_will_do(problem, holders) if holders else "no BucketPolicy refers to it"


@stack_rule(
    VOLUME,
    severity=Severity.HIGH,
    fix="Set `encrypted=True`, and `kms_key_id` to the data key.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
)
def volume_encrypted(volume: Resource, stack: Stack) -> Verdict:
    """A volume, and with it every snapshot, is encrypted."""
    return unless_by_default(volume, stack, _volume_by_itself)


def _volume_by_itself(volume: Resource) -> Verdict:
    return None if volume.get("encrypted", False) else "the volume is not encrypted"
