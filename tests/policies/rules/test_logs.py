from __future__ import annotations

import pytest

from policies.rules import logs as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

GROUP = rules.LOG_GROUP
KEY = resource("aws:kms/key:Key", "key")
KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1"


def delivery(**rest: object) -> dict[str, object]:
    service = {"Service": "delivery.logs.amazonaws.com"}
    return {"Effect": "Allow", "Principal": service, "Action": "logs:PutLogEvents", "Resource": "*", **rest}


def log_policy(*statements: dict[str, object]) -> Resource:
    return resource(rules.RESOURCE_POLICY, policyDocument=policy(*statements))


ENCRYPTED = rules.log_group_encrypted_with_own_key
RETAINED = rules.log_group_retention_chosen
CONFINED = rules.log_delivery_confined
OURS = {"StringEquals": {"aws:SourceAccount": "111122223333"}}

CASES = [
    case(ENCRYPTED, "fail", "what is no key", resource(GROUP, kmsKeyId="junk")),
    case(
        ENCRYPTED,
        "unknown",
        "the ARN of a role",
        resource(GROUP, refers={"kmsKeyId": ["role"]}, kmsKeyId=UNKNOWN),
        resource("aws:iam/role:Role", "role"),
    ),
    case(ENCRYPTED, "pass", "a key by its ARN", resource(GROUP, kmsKeyId=KEY_ARN)),
    case(
        ENCRYPTED,
        "pass",
        "a key of this stack",
        resource(GROUP, refers={"kmsKeyId": ["key"]}, kmsKeyId=Template("${key.arn}")),
        KEY,
    ),
    case(
        ENCRYPTED,
        "pass",
        "a key of this stack, in a preview",
        resource(GROUP, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(ENCRYPTED, "fail", "no key", resource(GROUP)),
    case(ENCRYPTED, "fail", "an empty key", resource(GROUP, kmsKeyId="")),
    case(ENCRYPTED, "unknown", "who knows which", resource(GROUP, kmsKeyId=UNKNOWN)),
    case(RETAINED, "pass", "six years", resource(GROUP, retentionInDays=2192.0)),
    case(RETAINED, "fail", "not said", resource(GROUP)),
    case(RETAINED, "fail", "for ever", resource(GROUP, retentionInDays=0.0)),
    case(RETAINED, "unknown", "not known", resource(GROUP, retentionInDays=UNKNOWN)),
    case(CONFINED, "pass", "on behalf of one account", log_policy(delivery(Condition=OURS))),
    case(CONFINED, "pass", "a denial opens nothing", log_policy(delivery(Effect="Deny"))),
    case(
        CONFINED,
        "pass",
        "as an object",
        resource(rules.RESOURCE_POLICY, policyDocument={"Statement": delivery(Condition=OURS)}),
    ),
    case(CONFINED, "fail", "on behalf of anybody", log_policy(delivery())),
    case(CONFINED, "fail", "one of two", log_policy(delivery(Condition=OURS), delivery())),
    case(CONFINED, "unknown", "not known", resource(rules.RESOURCE_POLICY, policyDocument=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
