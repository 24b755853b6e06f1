from __future__ import annotations

from typing import Any

import pytest

from policies.buckets import BUCKET_LOGGINGS, BUCKET_POLICY, BUCKETS, ENCRYPTIONS
from policies.rules import log_archive as rules
from policies.rules.audit_trail import TRAIL
from policies.types import DELIVERY_CHANNEL
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

DELIVERED = resource(TRAIL, refers={"s3BucketName": ["bucket"]}, s3BucketName=UNKNOWN)
ELSEWHERE = resource(TRAIL, s3BucketName="audit-of-the-organization")
BUCKET = resource(BUCKETS[0], "bucket")
NAMED = resource(BUCKETS[0], "bucket", bucket="ours")
BY_NAME = resource(TRAIL, s3BucketName="ours")
HISTORY = resource(DELIVERY_CHANNEL, refers={"s3BucketName": ["bucket"]}, s3BucketName=UNKNOWN)
LOCKED_INLINE = resource(
    BUCKETS[0], "bucket", objectLockConfiguration={"rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 2192}}}
)
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
OF_CONFIG = resource(DELIVERY_CHANNEL, "channel", refers={"s3BucketName": ["bucket"]}, s3BucketName=UNKNOWN)
LOGGED_HERE = resource(BUCKET_LOGGINGS[0], "logging", refers={"targetBucket": ["bucket"]}, targetBucket=UNKNOWN)


def of_bucket(type_: str, **properties: Any) -> Resource:
    return resource(type_, f"setting-{type_}", refers={"bucket": ["bucket"]}, bucket=UNKNOWN, **properties)


def locked(**retention: Any) -> Resource:
    return of_bucket(rules.LOCKS[0], rule={"defaultRetention": {"mode": "GOVERNANCE", **retention}})


def expiring(days: Any) -> Resource:
    return of_bucket(rules.LIFECYCLES[0], rules=[{"id": "tidy"}, {"id": "keep", "expiration": {"days": days}}])


def encrypted(algorithm: str) -> Resource:
    return of_bucket(ENCRYPTIONS[0], rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}])


def admitting(service: str, **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject", "Resource": "*", **rest}


CASES = [
    case(rules.trail_files_cannot_be_removed, "pass", "locked", DELIVERED, BUCKET, locked(days=2192)),
    case(rules.trail_files_cannot_be_removed, "fail", "not locked", DELIVERED, BUCKET),
    case(
        rules.trail_files_cannot_be_removed,
        "fail",
        "could be locked, but is not by default",
        DELIVERED,
        BUCKET,
        of_bucket(rules.LOCKS[0]),
    ),
    case(rules.trail_files_cannot_be_removed, "pass", "locked, inline", DELIVERED, LOCKED_INLINE),
    case(rules.trail_files_cannot_be_removed, "fail", "not locked, by its name", BY_NAME, NAMED),
    case(
        rules.trail_files_cannot_be_removed,
        "pass",
        "locked, all by name",
        BY_NAME,
        NAMED,
        resource(rules.LOCKS[0], "lock", bucket="ours", rule={"defaultRetention": {"mode": "COMPLIANCE"}}),
    ),
    case(rules.trail_files_cannot_be_removed, "not applicable", "a bucket of somebody else's", ELSEWHERE),
    case(
        rules.trail_files_cannot_be_removed,
        "unknown",
        "how",
        DELIVERED,
        BUCKET,
        of_bucket(rules.LOCKS[0], rule={"defaultRetention": {"mode": UNKNOWN}}),
    ),
    case(
        rules.trail_files_cannot_be_removed,
        "unknown",
        "which bucket",
        resource(TRAIL, s3BucketName=UNKNOWN),
    ),
    case(
        rules.trail_files_kept_six_years,
        "pass",
        "six years",
        DELIVERED,
        BUCKET,
        locked(days=2192),
        expiring(2192),
    ),
    case(rules.trail_files_kept_six_years, "pass", "seven years, for ever", DELIVERED, BUCKET, locked(years=7)),
    case(rules.trail_files_kept_six_years, "pass", "six years, by the calendar", DELIVERED, BUCKET, locked(years=6)),
    case(rules.trail_files_kept_six_years, "fail", "five years", DELIVERED, BUCKET, locked(years=5)),
    case(rules.trail_files_kept_six_years, "pass", "nothing removes them", DELIVERED, BUCKET),
    case(rules.configuration_history_kept_six_years, "pass", "six years", HISTORY, BUCKET, expiring(2192)),
    case(rules.configuration_history_kept_six_years, "fail", "a day", HISTORY, BUCKET, expiring(1)),
    case(
        rules.configuration_history_kept_six_years,
        "fail",
        "a day, by names",
        resource(DELIVERY_CHANNEL, s3BucketName="ours"),
        NAMED,
        resource(rules.LIFECYCLES[0], "age", bucket="ours", rules=[{"expiration": {"days": 1}}]),
    ),
    case(
        rules.configuration_history_kept_six_years,
        "not applicable",
        "a bucket of somebody else's",
        resource(DELIVERY_CHANNEL, s3BucketName="of-the-organization"),
    ),
    case(rules.configuration_history_kept_six_years, "unknown", "when", HISTORY, BUCKET, expiring(UNKNOWN)),
    case(rules.trail_files_kept_six_years, "fail", "the lock ends", DELIVERED, BUCKET, locked(days=365)),
    case(rules.trail_files_kept_six_years, "fail", "they expire", DELIVERED, BUCKET, locked(days=2192), expiring(365)),
    case(
        rules.trail_files_kept_six_years,
        "fail",
        "they expire, in the older form",
        DELIVERED,
        resource(BUCKETS[0], "bucket", lifecycleRules=[{"expiration": {"days": 90}}]),
    ),
    case(rules.trail_files_kept_six_years, "not applicable", "a bucket of somebody else's", ELSEWHERE),
    case(rules.trail_files_kept_six_years, "unknown", "when", DELIVERED, BUCKET, expiring(UNKNOWN)),
    case(
        rules.log_bucket_takes_deliveries,
        "pass",
        "access logs, encrypted by S3",
        BUCKET,
        LOGGED_HERE,
        encrypted("AES256"),
    ),
    case(rules.log_bucket_takes_deliveries, "pass", "AWS Config's, by KMS", BUCKET, OF_CONFIG, encrypted("aws:kms")),
    case(rules.log_bucket_takes_deliveries, "fail", "access logs, by KMS", BUCKET, LOGGED_HERE, encrypted("aws:kms")),
    case(rules.log_bucket_takes_deliveries, "fail", "AWS Config's, locked", BUCKET, OF_CONFIG, locked(days=1)),
    case(rules.log_bucket_takes_deliveries, "fail", "AWS Config's, locked inline", LOCKED_INLINE, OF_CONFIG),
    case(
        rules.log_bucket_takes_deliveries,
        "fail",
        "AWS Config's by its name, locked",
        NAMED,
        resource(DELIVERY_CHANNEL, "channel", s3BucketName="ours"),
        resource(rules.LOCKS[0], "lock", bucket="ours", rule={"defaultRetention": {"mode": "COMPLIANCE"}}),
    ),
    case(rules.log_bucket_takes_deliveries, "not applicable", "no logs", BUCKET, locked(days=1)),
    case(
        rules.log_bucket_takes_deliveries,
        "unknown",
        "perhaps access logs",
        BUCKET,
        of_bucket(BUCKET_POLICY, policy=UNKNOWN),
    ),
    case(
        rules.bucket_accesses_logged,
        "pass",
        "somewhere else",
        BUCKET,
        of_bucket(BUCKET_LOGGINGS[0], targetBucket="access-logs"),
    ),
    case(rules.bucket_accesses_logged, "fail", "not asked for", BUCKET),
    case(rules.bucket_accesses_logged, "not applicable", "they would be logged for ever", BUCKET, LOGGED_HERE),
    case(
        rules.bucket_accesses_logged,
        "not applicable",
        "load balancers deliver here",
        BUCKET,
        of_bucket(BUCKET_POLICY, policy=policy(admitting("logdelivery.elasticloadbalancing.amazonaws.com"))),
    ),
    case(
        rules.bucket_accesses_logged,
        "unknown",
        "whose logging it is",
        BUCKET,
        resource(BUCKET_LOGGINGS[0], "logging", bucket=UNKNOWN),
    ),
    case(
        rules.bucket_policy_confined,
        "pass",
        "a service, for one account",
        resource(BUCKET_POLICY, policy=policy(admitting("config.amazonaws.com", Condition=ACCOUNT))),
    ),
    case(
        rules.bucket_policy_confined,
        "pass",
        "a denial opens nothing",
        resource(BUCKET_POLICY, policy=policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*"})),
    ),
    case(
        rules.bucket_policy_confined,
        "fail",
        "a service, for anybody",
        resource(BUCKET_POLICY, policy=Template(policy({**admitting("config.amazonaws.com"), "Resource": "${b.arn}"}))),
    ),
    case(
        rules.bucket_policy_confined,
        "fail",
        "everybody",
        resource(BUCKET_POLICY, policy=policy({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"})),
    ),
    case(rules.bucket_policy_confined, "unknown", "not known", resource(BUCKET_POLICY, policy=UNKNOWN)),
    *(
        case(rules.bucket_policy_confined, verdict, f"inside of {type_}", resource(type_, policy=text))
        for type_ in BUCKETS
        for verdict, text in (
            ("pass", policy({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:role/a"}, "Action": "s3:*"})),
            ("fail", policy({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"})),
            ("not applicable", None),
            ("unknown", UNKNOWN),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
