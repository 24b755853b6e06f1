"""Rules for buckets that keep logs: whether logs get in, and whether they stay."""

from __future__ import annotations

import math
from functools import partial

from policies.buckets import (
    BUCKET_LOGGINGS,
    BUCKET_POLICY,
    BUCKETS,
    ENCRYPTIONS,
    buckets_named,
    log_sources,
    receives_access_logs,
    said_of,
)
from policies.confinement import let_in_by_policy
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.trail_alarms import TRAIL
from policies.types import DELIVERY_CHANNEL
from policies.view import Item, Resource, Stack

LOCKS = (
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
)
LIFECYCLES = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
SIX_YEARS = 2192
"""In days. Our policy choice for the trail, in line with the documentation rule of 45 CFR 164.316(b)(2)(i)."""
RETENTION = "rule.defaultRetention"


@stack_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Create the bucket with object lock, and a BucketObjectLockConfiguration with a default retention.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
)
def trail_files_cannot_be_removed(trail: Resource, stack: Stack) -> Verdict:
    """What a trail has recorded cannot be removed or overwritten before its time."""

    def problem(bucket: Resource) -> str | None:
        locked = some(_locks, _retentions(bucket, stack))
        return None if locked else f"{bucket.name} has no default retention that forbids it"

    buckets = buckets_named(trail, stack, "s3BucketName")
    return first_problem(problem, buckets) if buckets else _elsewhere(trail)


@stack_rule(
    TRAIL,
    severity=Severity.MEDIUM,
    fix="Set the lock's retention, and the lifecycle's expiration, to 2192 days or more.",
    url="https://www.ecfr.gov/current/title-45/section-164.316",
)
def trail_files_kept_six_years(trail: Resource, stack: Stack) -> Verdict:
    """What a trail has recorded is kept for six years."""
    buckets = buckets_named(trail, stack, "s3BucketName")
    return first_problem(partial(_gone_too_soon, stack), buckets) if buckets else _elsewhere(trail)


@stack_rule(
    DELIVERY_CHANNEL,
    severity=Severity.MEDIUM,
    fix="Set the expiration of the bucket's lifecycle to 2192 days or more.",
    url="https://www.ecfr.gov/current/title-45/section-164.316",
)
def configuration_history_kept_six_years(channel: Resource, stack: Stack) -> Verdict:
    """What AWS Config has recorded is kept for six years."""
    buckets = buckets_named(channel, stack, "s3BucketName")
    return first_problem(partial(_gone_too_soon, stack), buckets) if buckets else _elsewhere(channel)


@stack_rule(
    *BUCKETS,
    severity=Severity.HIGH,
    fix="For access logs, encrypt by default with `AES256`; for AWS Config and access logs, set no default retention.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
)
def log_bucket_takes_deliveries(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket for logs has nothing that the service which delivers them cannot do with."""
    access = receives_access_logs(bucket, stack)
    if not access and not log_sources(bucket, stack, DELIVERY_CHANNEL):
        return NotApplicable("neither access logs nor AWS Config deliver there")
    if _retentions(bucket, stack):
        return "objects are locked by default, and deliveries are refused"
    rules = [rule for said in said_of(bucket, stack, *ENCRYPTIONS) for rule in said.items("rules")]
    algorithms = [rule.get("applyServerSideEncryptionByDefault.sseAlgorithm", "AES256") for rule in rules]
    if access and any(algorithm != "AES256" for algorithm in algorithms):
        return "objects are encrypted with a KMS key by default, and access logs are lost"
    return None


@stack_rule(
    *BUCKETS,
    severity=Severity.LOW,
    fix="Add a BucketLogging with the bucket for access logs as its `target_bucket`.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
)
def bucket_accesses_logged(bucket: Resource, stack: Stack) -> Verdict:
    """Who asked a bucket for what is logged."""
    if said_of(bucket, stack, *BUCKET_LOGGINGS) or bucket.has("loggings") or bucket.has("logging"):
        return None
    if receives_access_logs(bucket, stack):
        return NotApplicable("it receives access logs, and would log its own deliveries without end")
    return "no BucketLogging refers to it"


@resource_rule(
    BUCKET_POLICY,
    *BUCKETS,
    severity=Severity.CRITICAL,
    fix="Name the principals, or confine the statement by `aws:SourceAccount` or `aws:SourceArn`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
)
def bucket_policy_confined(holder: Resource) -> Verdict:
    """A bucket's policy lets nobody in whom it does not name, by principal or by account."""
    return let_in_by_policy(holder)


def _gone_too_soon(stack: Stack, bucket: Resource) -> str | None:
    for lock in _retentions(bucket, stack):
        if lock.has("mode") and _retention(lock) < SIX_YEARS:
            return f"{lock.resource.name} forbids removing them for {_retention(lock)} days only"
    rules = [rule for said in said_of(bucket, stack, *LIFECYCLES) for rule in said.items("rules")]
    for rule in [*rules, *bucket.items("lifecycleRules")]:
        expiry = rule.get("expiration.days", 0)
        if expiry and expiry < SIX_YEARS and rule.get("status", "Enabled") == "Enabled":
            return f"{rule.resource.name} removes them after {expiry} days"
    return None


def _elsewhere(trail: Resource) -> NotApplicable:
    return NotApplicable(f"its bucket, {trail.get('s3BucketName', '')}, is not of this stack")


def _retentions(bucket: Resource, stack: Stack) -> list[Item]:
    """Return the default retentions of a bucket, which forbid to remove what is in it."""
    separate = [Item(said, RETENTION) for said in said_of(bucket, stack, *LOCKS)]
    places = [*separate, Item(bucket, f"objectLockConfiguration.{RETENTION}")]
    return [place for place in places if place.resource.has(place.path)]


def _locks(lock: Item) -> bool:
    return lock.get("mode", "") in ("GOVERNANCE", "COMPLIANCE")


def _retention(lock: Item) -> int:
    """Return for how many days a lock holds; of six years, one or two are leap years."""
    days: int = lock.get("days", 0)
    years: int = lock.get("years", 0)
    return days + math.ceil(years * 365.25)
