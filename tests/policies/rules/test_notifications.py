from __future__ import annotations

from typing import Any

import pytest

from policies import types
from policies.rules import notifications as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

TOPIC = resource(types.TOPIC)
KEY = resource("aws:kms/key:Key", "key")
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def publishing(service: object, action: object = "sns:Publish", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": "*", **rest}


def policed(*statements: dict[str, Any]) -> Resource:
    return resource(types.TOPIC_POLICY, "policy", refers={"arn": ["subject"]}, arn=UNKNOWN, policy=policy(*statements))


UNKNOWN_POLICY = resource(types.TOPIC_POLICY, "policy", refers={"arn": ["subject"]}, policy=UNKNOWN)

CASES = [
    case(
        rules.topic_encrypted_with_own_key,
        "pass",
        "a key of this stack",
        resource(types.TOPIC, refers={"kmsMasterKeyId": ["key"]}, kmsMasterKeyId=UNKNOWN),
        KEY,
    ),
    case(rules.topic_encrypted_with_own_key, "fail", "not encrypted", TOPIC),
    case(
        rules.topic_encrypted_with_own_key,
        "fail",
        "AWS's, with which no alarm can publish",
        resource(types.TOPIC, kmsMasterKeyId="alias/aws/sns"),
    ),
    case(rules.topic_encrypted_with_own_key, "unknown", "whose", resource(types.TOPIC, kmsMasterKeyId=UNKNOWN)),
    case(rules.topic_policy_confined, "pass", "AWS's own is", TOPIC),
    case(
        rules.topic_policy_confined,
        "pass",
        "alarms of one account",
        TOPIC,
        policed(publishing("cloudwatch.amazonaws.com", Condition=ACCOUNT)),
    ),
    case(
        rules.topic_policy_confined,
        "pass",
        "EventBridge cannot be confined, and only publishes",
        TOPIC,
        policed(publishing("events.amazonaws.com")),
    ),
    case(
        rules.topic_policy_confined,
        "fail",
        "EventBridge, for more than publishing",
        TOPIC,
        policed(publishing("events.amazonaws.com", ["sns:Publish", "sns:Subscribe"])),
    ),
    case(
        rules.topic_policy_confined,
        "fail",
        "EventBridge in company",
        TOPIC,
        policed(publishing(["events.amazonaws.com", "s3.amazonaws.com"])),
    ),
    case(
        rules.topic_policy_confined, "fail", "alarms of anybody", TOPIC, policed(publishing("cloudwatch.amazonaws.com"))
    ),
    case(
        rules.topic_policy_confined,
        "fail",
        "everybody, inline",
        resource(types.TOPIC, policy=policy({**TLS_ONLY, "Effect": "Allow", "Condition": {}})),
    ),
    case(rules.topic_policy_confined, "unknown", "not known", TOPIC, UNKNOWN_POLICY),
    case(rules.topic_forces_tls, "pass", "denied", TOPIC, policed(TLS_ONLY)),
    case(
        rules.topic_forces_tls,
        "pass",
        "denied, in the spelling of SNS",
        TOPIC,
        policed({**TLS_ONLY, "Action": "SNS:Publish"}),
    ),
    case(rules.topic_forces_tls, "fail", "no policy", TOPIC),
    case(
        rules.topic_forces_tls, "fail", "denied to some", TOPIC, policed({**TLS_ONLY, "Principal": {"AWS": "1" * 12}})
    ),
    case(
        rules.topic_forces_tls,
        "fail",
        "denied on another topic",
        resource(types.TOPIC, name="alarms"),
        policed({**TLS_ONLY, "Resource": "arn:aws:sns:us-east-1:111122223333:other"}),
    ),
    case(rules.topic_forces_tls, "unknown", "not known", TOPIC, UNKNOWN_POLICY),
    case(
        rules.topic_has_subscriber,
        "pass",
        "somebody by e-mail",
        TOPIC,
        resource(types.TOPIC_SUBSCRIPTION, "email", refers={"topic": ["subject"]}, topic=UNKNOWN),
    ),
    case(rules.topic_has_subscriber, "fail", "nobody", TOPIC),
    case(
        rules.topic_has_subscriber,
        "unknown",
        "perhaps another topic's",
        TOPIC,
        resource(types.TOPIC_SUBSCRIPTION, "email", topic=UNKNOWN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
