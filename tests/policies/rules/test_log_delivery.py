from __future__ import annotations

from typing import Any

import pytest

from policies.buckets import BUCKET_LOGGINGS, BUCKET_POLICY, BUCKETS, ENCRYPTIONS
from policies.grants import ROLE
from policies.rules import log_delivery as rules
from policies.rules.audit_trail import TRAIL
from policies.types import DELIVERY_CHANNEL, KMS_KEY, RECORDER
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

BUCKET = resource(BUCKETS[0], "bucket", bucket="ours")
OF_TRAIL = resource(TRAIL, "trail", s3BucketName="ours")
OF_CONFIG = resource(DELIVERY_CHANNEL, "channel", refers={"s3BucketName": ["bucket"]}, s3BucketName=UNKNOWN)
LOGGED_HERE = resource(BUCKET_LOGGINGS[0], "logging", refers={"targetBucket": ["bucket"]}, targetBucket=UNKNOWN)
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
WITH_ACL = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
UNENCRYPTED = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
PEOPLE = {**UNENCRYPTED, "Bool": {"aws:PrincipalIsAWSService": "false"}}
OWN_ROLE = (
    resource(RECORDER, "recorder", refers={"roleArn": ["role"]}, roleArn=UNKNOWN),
    resource(ROLE, "role"),
)


def admitting(service: str, *, name: str = "ours", put: Any = ACCOUNT) -> list[dict[str, Any]]:
    """Return the statements by which a bucket admits a service, those of putting under a condition."""
    allowed = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}}
    arn = f"arn:aws:s3:::{name}"
    return [
        {**allowed, "Action": "s3:GetBucketAcl", "Resource": arn},
        {**allowed, "Action": "s3:PutObject", "Resource": f"{arn}/AWSLogs/111122223333/*", "Condition": put},
    ]


def policed(*statements: dict[str, Any]) -> Resource:
    return resource(BUCKET_POLICY, "policy", refers={"bucket": ["bucket"]}, policy=Template(policy(*statements)))


def denying(condition: dict[str, Any], principal: Any = "*") -> Resource:
    denial = {"Effect": "Deny", "Principal": principal, "Action": "s3:Put*", "Resource": "*", "Condition": condition}
    return policed(denial)


UNKNOWN_POLICY = resource(BUCKET_POLICY, "policy", refers={"bucket": ["bucket"]}, policy=UNKNOWN)


def key(service: str, action: str = "kms:GenerateDataKey*", condition: Any = ACCOUNT) -> Resource:
    allowed = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}}
    return resource(
        KMS_KEY, "key", policy=policy({**allowed, "Action": action, "Resource": "*", "Condition": condition})
    )


WITH_KEY = resource(TRAIL, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN, s3BucketName="ours")
HISTORY = resource(DELIVERY_CHANNEL, s3BucketName="ours")
ENCRYPTED = resource(ENCRYPTIONS[0], "encryption", refers={"rules": ["key"]}, bucket="ours", rules=[{}])
CLOUDTRAIL, CONFIG = admitting("cloudtrail"), admitting("config")

OUTSIDE = {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1"}}
BY_PEOPLE = {"aws:PrincipalIsAWSService": "false"}


def refusing(**denied: Any) -> Resource:
    return policed(*CLOUDTRAIL, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", **denied})


def keyed(**denied: Any) -> Resource:
    allowed = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:*"}
    denial = {"Effect": "Deny", "Principal": "*", "Action": "kms:*", **denied}
    return resource(KMS_KEY, "key", policy=policy(allowed, denial))


CASES = [
    *(
        case(rules.log_key_admits_deliverer, verdict, f"denied {because}", WITH_KEY, keyed(Condition=condition))
        for verdict, because, condition in (
            ("fail", "outside of an organization", OUTSIDE),
            ("pass", "outside of it, but to services", {**OUTSIDE, "Bool": BY_PEOPLE}),
            ("unknown", "from elsewhere", {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        )
    ),
    case(rules.log_bucket_admits_deliverer, "pass", "a trail", BUCKET, OF_TRAIL, policed(*CLOUDTRAIL)),
    case(
        rules.log_bucket_admits_deliverer,
        "pass",
        "a trail, with an ACL",
        BUCKET,
        OF_TRAIL,
        policed(*admitting("cloudtrail", put=WITH_ACL)),
    ),
    case(rules.log_bucket_admits_deliverer, "pass", "AWS Config", BUCKET, OF_CONFIG, policed(*CONFIG)),
    case(
        rules.log_bucket_admits_deliverer,
        "pass",
        "in a bucket that AWS names",
        resource(BUCKETS[0], "bucket"),
        OF_CONFIG,
        policed(*admitting("config", name="${bucket.id}")),
    ),
    case(
        rules.log_bucket_admits_deliverer,
        "pass",
        "in whatever there is",
        BUCKET,
        OF_TRAIL,
        policed(*({**each, "Resource": "*"} for each in CLOUDTRAIL)),
    ),
    case(rules.log_bucket_admits_deliverer, "fail", "nobody", BUCKET, OF_TRAIL),
    case(rules.log_bucket_admits_deliverer, "fail", "another", BUCKET, OF_TRAIL, policed(*CONFIG)),
    case(rules.log_bucket_admits_deliverer, "fail", "not to put", BUCKET, OF_TRAIL, policed(CLOUDTRAIL[0])),
    case(rules.log_bucket_admits_deliverer, "fail", "not to look", BUCKET, OF_TRAIL, policed(CLOUDTRAIL[1])),
    case(
        rules.log_bucket_admits_deliverer,
        "fail",
        "in another bucket",
        BUCKET,
        OF_TRAIL,
        policed(*admitting("cloudtrail", name="other")),
    ),
    case(
        rules.log_bucket_admits_deliverer,
        "fail",
        "with a header only",
        BUCKET,
        OF_TRAIL,
        policed(*admitting("cloudtrail", put={"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}})),
    ),
    *(
        case(rules.log_bucket_admits_deliverer, verdict, f"denied {because}", BUCKET, OF_TRAIL, refusing(**denied))
        for verdict, because, denied in (
            ("fail", "outside of an organization", {"Condition": OUTSIDE}),
            ("pass", "outside of it, but to services", {"Condition": {**OUTSIDE, "Bool": BY_PEOPLE}}),
            ("fail", "from elsewhere than a network", {"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0"}}}),
            ("pass", "outside of it, elsewhere", {"Condition": OUTSIDE, "Resource": "arn:aws:s3:::ours/own/*"}),
            ("fail", "outside of it, inside", {"Condition": OUTSIDE, "Resource": "arn:aws:s3:::ours/*"}),
            ("pass", "with old encryption", {"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}),
            ("pass", "for other accounts", {"Condition": {"StringNotEquals": ACCOUNT["StringEquals"]}}),
            ("unknown", "from elsewhere", {"Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}),
            ("pass", "for lack of a header, of which another rule tells", {"Condition": UNENCRYPTED}),
        )
    ),
    case(rules.log_bucket_admits_deliverer, "not applicable", "nobody delivers", BUCKET),
    case(rules.log_bucket_admits_deliverer, "not applicable", "by a role", BUCKET, OF_CONFIG, *OWN_ROLE),
    case(rules.log_bucket_admits_deliverer, "unknown", "not known", BUCKET, OF_TRAIL, UNKNOWN_POLICY),
    case(rules.log_bucket_asks_for_no_header, "pass", "none", BUCKET, OF_TRAIL, denying(PLAIN)),
    case(rules.log_bucket_asks_for_no_header, "pass", "of people", BUCKET, OF_TRAIL, denying(PEOPLE)),
    case(
        rules.log_bucket_asks_for_no_header,
        "pass",
        "of one role",
        BUCKET,
        OF_TRAIL,
        denying(UNENCRYPTED, {"AWS": "arn:aws:iam::111122223333:role/a"}),
    ),
    case(rules.log_bucket_asks_for_no_header, "fail", "of encryption", BUCKET, OF_TRAIL, denying(UNENCRYPTED)),
    case(rules.log_bucket_asks_for_no_header, "fail", "of AWS Config", BUCKET, OF_CONFIG, denying(UNENCRYPTED)),
    case(rules.log_bucket_asks_for_no_header, "fail", "of access logs", BUCKET, LOGGED_HERE, denying(UNENCRYPTED)),
    case(rules.log_bucket_asks_for_no_header, "fail", "whatever comes", BUCKET, OF_TRAIL, denying({})),
    case(
        rules.log_bucket_asks_for_no_header,
        "fail",
        "of the service",
        BUCKET,
        OF_TRAIL,
        denying(UNENCRYPTED, {"Service": "cloudtrail.amazonaws.com"}),
    ),
    case(rules.log_bucket_asks_for_no_header, "not applicable", "no logs", BUCKET, denying(UNENCRYPTED)),
    case(rules.log_bucket_asks_for_no_header, "unknown", "not known", BUCKET, OF_TRAIL, UNKNOWN_POLICY),
    case(rules.log_key_admits_deliverer, "pass", "a trail", WITH_KEY, key("cloudtrail")),
    case(
        rules.log_key_admits_deliverer,
        "pass",
        "a trail, by the context",
        WITH_KEY,
        key("cloudtrail", condition={"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:*"}}),
    ),
    case(rules.log_key_admits_deliverer, "pass", "AWS Config", HISTORY, BUCKET, ENCRYPTED, key("config")),
    case(rules.log_key_admits_deliverer, "fail", "another", WITH_KEY, key("config")),
    case(rules.log_key_admits_deliverer, "fail", "not to encrypt", WITH_KEY, key("cloudtrail", "kms:Decrypt")),
    case(rules.log_key_admits_deliverer, "fail", "nobody but the account", WITH_KEY, resource(KMS_KEY, "key")),
    case(rules.log_key_admits_deliverer, "fail", "not AWS Config", HISTORY, BUCKET, ENCRYPTED, key("cloudtrail")),
    case(rules.log_key_admits_deliverer, "not applicable", "a key of another stack", resource(TRAIL, kmsKeyId="arn:k")),
    case(
        rules.log_key_admits_deliverer,
        "not applicable",
        "a role delivers",
        HISTORY,
        BUCKET,
        ENCRYPTED,
        key("cloudtrail"),
        *OWN_ROLE,
    ),
    case(rules.log_key_admits_deliverer, "unknown", "whom", WITH_KEY, resource(KMS_KEY, "key", policy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
