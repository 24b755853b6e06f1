from __future__ import annotations

from typing import Any

import pytest

from policies.buckets import BUCKET_LOGGINGS, BUCKET_POLICY, BUCKETS
from policies.load_balancers import BALANCERS, CLASSIC, NETWORK
from policies.rules import access_logs as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

ADMITTED = rules.access_logs_admitted
S3 = "logging.s3.amazonaws.com"
BALANCING = "logdelivery.elasticloadbalancing.amazonaws.com"
DELIVERY = "delivery.logs.amazonaws.com"
OURS = "AWSLogs/111122223333/*"
ACCOUNT = {"AWS": "arn:aws:iam::127311923021:root"}
LOGS = resource(BUCKETS[0], "logs", bucket="logs")
UNNAMED = resource(BUCKETS[0], "logs")
REFERRED = {"bucket": UNKNOWN, "enabled": True}


def balancer(prefix: Any = None, by: str = "accessLogs", of: str = BALANCERS[0], **properties: Any) -> Resource:
    key = "bucketPrefix" if of == CLASSIC else "prefix"
    return resource(of, refers={by: ["logs"]}, **{by: {**REFERRED, key: prefix}}, **properties)


def logging(prefix: Any = None) -> Resource:
    return resource(BUCKET_LOGGINGS[0], refers={"targetBucket": ["logs"]}, targetBucket=UNKNOWN, targetPrefix=prefix)


def admitting(who: Any, *below: str, action: str = "s3:PutObject", **rest: Any) -> Resource:
    """Make the policy of the bucket, which admits a service, or other principals, to what is below it."""
    principal = {"Service": who} if isinstance(who, str) else who
    on = [f"arn:aws:s3:::logs/{each}" for each in below]
    return saying({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": on, **rest})


def saying(*statements: dict[str, Any]) -> Resource:
    return resource(BUCKET_POLICY, "policy", refers={"bucket": ["logs"]}, bucket=UNKNOWN, policy=policy(*statements))


def acl(name: Any) -> Resource:
    return resource(rules.ACLS[0], "acl", refers={"bucket": ["logs"]}, bucket=UNKNOWN, acl=name)


REFUSED = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}
BY_ARN = {"Effect": "Allow", "Principal": {"Service": BALANCING}, "Action": "s3:PutObject"}
OF_ACCOUNT: dict[str, Any] = {"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}
LINES: list[tuple[Any, ...]] = [
    ("pass", "a load balancer's prefix", balancer("lb"), LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ("pass", "no prefix", balancer(), LOGS, admitting(BALANCING, OURS)),
    ("pass", "a prefix of two parts", balancer("a/b"), LOGS, admitting(BALANCING, "a/b/AWSLogs/*")),
    ("pass", "the whole bucket", balancer("lb"), LOGS, admitting(BALANCING, "*", **OF_ACCOUNT)),
    ("pass", "one by one", balancer("lb"), LOGS, admitting(BALANCING, *(f"lb/{OURS[:-1]}{each}*" for each in "Ee"))),
    ("pass", "an account of AWS's", balancer("lb"), LOGS, admitting(ACCOUNT, f"lb/{OURS}")),
    ("pass", "a classic one's", balancer("lb", of=CLASSIC), LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ("pass", "a network's", balancer("lb", loadBalancerType=NETWORK), LOGS, admitting(DELIVERY, f"lb/{OURS}")),
    ("pass", "a bucket's", logging("buckets/data/"), LOGS, admitting(S3, "buckets/*")),
    ("pass", "a bucket's, without a prefix", logging(), LOGS, admitting(S3, "*")),
    ("pass", "a bucket's, by an ACL", logging("any"), LOGS, acl("log-delivery-write")),
    (
        "pass",
        "a bucket that AWS names",
        *(balancer("lb"), UNNAMED, saying({**BY_ARN, "Resource": f"${{logs.arn}}/lb/{OURS}"})),
    ),
    (
        "pass",
        "by the bucket's name",
        resource(BALANCERS[0], accessLogs={"bucket": "logs", "enabled": True, "prefix": "lb"}),
        *(LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ),
    ("fail", "another prefix", balancer("lb"), LOGS, admitting(BALANCING, f"load-balancers/{OURS}")),
    ("fail", "a longer prefix", balancer("lb"), LOGS, admitting(BALANCING, f"lb/a/{OURS}")),
    ("fail", "no prefix, where there is one", balancer("lb"), LOGS, admitting(BALANCING, OURS)),
    ("fail", "a prefix, where there is none", balancer(), LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ("fail", "nothing inside", balancer("lb"), LOGS, admitting(BALANCING, "")),
    ("fail", "another service", balancer("lb"), LOGS, admitting(S3, "*")),
    ("fail", "an application's service", balancer("lb", loadBalancerType=NETWORK), LOGS, admitting(BALANCING, "*")),
    ("fail", "another action", balancer("lb"), LOGS, admitting(BALANCING, "*", action="s3:GetObject")),
    ("fail", "no policy", balancer("lb"), LOGS),
    ("fail", "denied", balancer("lb"), LOGS, saying({**BY_ARN, "Resource": "*"}, REFUSED)),
    ("fail", "connections'", balancer("conn", "connectionLogs"), LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ("fail", "a classic one's", balancer("lb", of=CLASSIC), LOGS, admitting(BALANCING, OURS)),
    ("fail", "another bucket's", logging("access/"), LOGS, admitting(S3, "buckets/*")),
    ("fail", "a bucket's, without the end", logging("bucket"), LOGS, admitting(S3, "buckets/*")),
    ("fail", "a bucket's, for an account of AWS's", logging("any"), LOGS, admitting(ACCOUNT, "*")),
    ("fail", "a bucket's, by another ACL", logging("any"), LOGS, acl("private")),
    ("fail", "a load balancer's, by an ACL", balancer("lb"), LOGS, acl("log-delivery-write")),
    ("not applicable", "off unless turned on", resource(BALANCERS[0], accessLogs={"bucket": "logs"}), LOGS),
    ("not applicable", "a bucket of elsewhere", resource(BUCKET_LOGGINGS[0], targetBucket="theirs"), LOGS),
    ("not applicable", "none", resource(BALANCERS[0])),
    ("unknown", "which prefix", balancer(UNKNOWN), LOGS, admitting(BALANCING, f"lb/{OURS}")),
    ("unknown", "whether", resource(BALANCERS[0], accessLogs={**REFERRED, "enabled": UNKNOWN}), LOGS),
    ("unknown", "to which bucket", resource(BALANCERS[0], accessLogs=REFERRED), LOGS),
    ("unknown", "a policy that is not known", balancer("lb"), LOGS, resource(BUCKET_POLICY, "policy", bucket=UNKNOWN)),
    ("unknown", "what it says", balancer("lb"), resource(BUCKETS[0], "logs", bucket="logs", policy=UNKNOWN)),
    ("unknown", "by which ACL", logging("any"), LOGS, acl(UNKNOWN)),
]
CASES = [case(ADMITTED, verdict, because, *resources) for verdict, because, *resources in LINES]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
