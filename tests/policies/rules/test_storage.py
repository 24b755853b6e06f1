from __future__ import annotations

from typing import Any

import pytest

from policies.buckets import BUCKET_LOGGINGS, BUCKET_POLICY, BUCKETS, ENCRYPTIONS
from policies.rules import storage as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

BUCKET = resource(BUCKETS[0])
NAMED = resource(BUCKETS[0], bucket="records")
KEY = resource("aws:kms/key:Key", "key")
ALL_BLOCKED: dict[str, Any] = dict.fromkeys(rules.ACCESS_BLOCKS, True)
DENY_PLAIN = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["${subject.arn}", "${subject.arn}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def of_bucket(type_: str, *, refers: dict[str, list[str]] | None = None, **properties: Any) -> Resource:
    return resource(type_, "setting", refers={"bucket": ["subject"], **(refers or {})}, bucket=UNKNOWN, **properties)


def encrypted(algorithm: Any, **key: Any) -> list[dict[str, Any]]:
    return [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm, **key}}]


def older(by_default: dict[str, Any]) -> Resource:
    rules_ = [{"applyServerSideEncryptionByDefaults": [by_default]}]
    return resource(BUCKETS[1], serverSideEncryptionConfigurations=[{"rules": rules_}])


def denying(*instead: dict[str, Any]) -> Resource:
    """Make a policy of denials, each of which differs from the usual one by some elements, or lacks them."""
    denials = [{key: value for key, value in (DENY_PLAIN | each).items() if value is not None} for each in instead]
    return of_bucket(BUCKET_POLICY, policy=Template(policy(*denials)))


NOT_DENIED: dict[str, dict[str, Any]] = {
    "not at all, but allowed": {"Effect": "Allow"},
    "of the bucket alone": {"Resource": "arn:aws:s3:::records"},
    "of objects alone": {"Resource": "arn:aws:s3:::records/*"},
    "of one object": {"Resource": ["arn:aws:s3:::records", "arn:aws:s3:::records/a"]},
    "of objects with one letter": {"Resource": ["arn:aws:s3:::records", "arn:aws:s3:::records/?"]},
    "of another bucket": {"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
    "of another bucket that AWS will name": {"Resource": ["${other.arn}", "${other.arn}/*"]},
    "of all but one": {"Resource": None, "NotResource": "arn:aws:s3:::other"},
    "of what is not S3's": {"Action": None, "NotAction": "s3:*"},
    "for all but one": {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::1:role/a"}},
    "for services": {"Principal": {"Service": "*"}},
}
"""Denials that leave plain text open."""
CASES = [
    case(rules.bucket_not_public, "pass", "all is blocked", BUCKET, of_bucket(rules.ACCESS_BLOCK, **ALL_BLOCKED)),
    case(
        rules.bucket_not_public,
        "pass",
        "in the whole account",
        BUCKET,
        of_bucket(rules.ACCESS_BLOCK),
        resource(rules.ACCOUNT_ACCESS_BLOCK, "account", **ALL_BLOCKED),
    ),
    case(rules.bucket_not_public, "fail", "no block", BUCKET),
    case(rules.bucket_not_public, "fail", "a half", BUCKET, of_bucket(rules.ACCESS_BLOCK, blockPublicAcls=True)),
    case(
        rules.bucket_not_public,
        "unknown",
        "one of the four",
        BUCKET,
        of_bucket(rules.ACCESS_BLOCK, **(ALL_BLOCKED | {"blockPublicPolicy": UNKNOWN})),
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "pass",
        "by a resource of its own",
        BUCKET,
        of_bucket(ENCRYPTIONS[0], refers={"rules": ["key"]}, rules=encrypted("aws:kms", kmsMasterKeyId=UNKNOWN)),
        KEY,
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "pass",
        "inline",
        resource(
            BUCKETS[0],
            serverSideEncryptionConfiguration={"rule": encrypted("aws:kms:dsse", kmsMasterKeyId="arn:key/1")[0]},
        ),
    ),
    case(rules.bucket_encrypted_with_own_key, "fail", "not said", BUCKET),
    case(
        rules.bucket_encrypted_with_own_key,
        "fail",
        "S3's own key",
        BUCKET,
        of_bucket(ENCRYPTIONS[0], rules=encrypted("AES256")),
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "fail",
        "KMS, with AWS's key",
        BUCKET,
        of_bucket(ENCRYPTIONS[1], rules=encrypted("aws:kms")),
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "unknown",
        "how",
        BUCKET,
        of_bucket(ENCRYPTIONS[0], rules=encrypted(UNKNOWN)),
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "not applicable",
        "access logs of a bucket go there",
        BUCKET,
        of_bucket(ENCRYPTIONS[0], rules=encrypted("AES256")),
        resource(BUCKET_LOGGINGS[0], "logging", refers={"targetBucket": ["subject"]}, targetBucket=UNKNOWN),
    ),
    case(
        rules.bucket_encrypted_with_own_key,
        "not applicable",
        "load balancers may deliver access logs there",
        BUCKET,
        of_bucket(ENCRYPTIONS[0], rules=encrypted("AES256")),
        of_bucket(
            BUCKET_POLICY,
            policy=policy(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                    "Action": "s3:PutObject",
                    "Resource": "arn:aws:s3:::logs/*",
                }
            ),
        ),
    ),
    case(
        rules.bucket_versioned,
        "pass",
        "by a resource of its own",
        BUCKET,
        of_bucket(rules.VERSIONINGS[0], versioningConfiguration={"status": "Enabled"}),
    ),
    case(rules.bucket_versioned, "pass", "inline", resource(BUCKETS[0], versioning={"enabled": True})),
    case(rules.bucket_versioned, "fail", "not said", BUCKET),
    case(
        rules.bucket_versioned,
        "fail",
        "suspended",
        BUCKET,
        of_bucket(rules.VERSIONINGS[1], versioningConfiguration={"status": "Suspended"}),
    ),
    case(
        rules.bucket_versioned,
        "unknown",
        "not known",
        BUCKET,
        of_bucket(rules.VERSIONINGS[0], versioningConfiguration=UNKNOWN),
    ),
    case(
        rules.bucket_forces_tls,
        "pass",
        "by a policy of its own, about a bucket that AWS will name",
        BUCKET,
        of_bucket(BUCKET_POLICY, policy=Template(policy(DENY_PLAIN))),
    ),
    case(
        rules.bucket_forces_tls,
        "pass",
        "inline, as an object",
        resource(BUCKETS[0], policy={"Statement": DENY_PLAIN}),
    ),
    case(rules.bucket_forces_tls, "fail", "no policy", BUCKET),
    case(
        rules.bucket_forces_tls,
        "fail",
        "only for reading",
        BUCKET,
        of_bucket(BUCKET_POLICY, policy=policy({**DENY_PLAIN, "Action": "s3:GetObject"})),
    ),
    case(
        rules.bucket_forces_tls,
        "fail",
        "only under one more condition",
        BUCKET,
        of_bucket(
            BUCKET_POLICY,
            policy=policy(
                {
                    **DENY_PLAIN,
                    "Condition": {
                        "Bool": {"aws:SecureTransport": "false"},
                        "StringEquals": {"aws:PrincipalAccount": "111122223333"},
                    },
                }
            ),
        ),
    ),
    case(
        rules.bucket_forces_tls,
        "pass",
        "in two statements, of a bucket with a name",
        NAMED,
        denying({"Resource": "arn:aws:s3:::records"}, {"Resource": "arn:aws:s3:::records/*"}),
    ),
    case(
        rules.bucket_forces_tls,
        "pass",
        "if it is said how it came, as it always is",
        *(BUCKET, denying({"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}})),
    ),
    case(rules.bucket_forces_tls, "pass", "of all there is", BUCKET, denying({"Resource": "*", "Action": "*"})),
    *(case(rules.bucket_forces_tls, "fail", because, NAMED, denying(each)) for because, each in NOT_DENIED.items()),
    case(
        rules.bucket_forces_tls,
        "unknown",
        "whether it is the bucket named there",
        BUCKET,
        denying({"Resource": ["arn:aws:s3:::records", "arn:aws:s3:::records/*"]}),
    ),
    case(rules.bucket_forces_tls, "unknown", "not known", BUCKET, of_bucket(BUCKET_POLICY, policy=UNKNOWN)),
    case(rules.volume_encrypted, "pass", "asked for", resource(rules.VOLUME, encrypted=True)),
    case(rules.volume_encrypted, "fail", "off unless asked for", resource(rules.VOLUME)),
    case(rules.volume_encrypted, "unknown", "not known", resource(rules.VOLUME, encrypted=UNKNOWN)),
    *(
        case(rules.bucket_versioned, verdict, "inside, in the older form", resource(BUCKETS[1], versionings=[given]))
        for verdict, given in (("pass", {"enabled": True}), ("fail", {}), ("unknown", {"enabled": UNKNOWN}))
    ),
    *(
        case(rules.bucket_encrypted_with_own_key, verdict, f"inside, in the older form, {given}", older(given))
        for verdict, given in (
            ("pass", {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/own"}),
            ("fail", {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/aws/s3"}),
            ("fail", {"sseAlgorithm": "AES256"}),
            ("unknown", {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
