from __future__ import annotations

from typing import Any

import pytest

from policies import queues as of_queues
from policies.alerts import EVENT_TARGET
from policies.queues import REDRIVE
from policies.rules import queues as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

QUEUE = resource(of_queues.QUEUE)
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
OF_RULE = {"Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/a"}}}
EVENTS = {"Principal": {"Service": "events.amazonaws.com"}}


def undelivered(type_: str, by: str) -> Resource:
    return resource(type_, "sender", refers={by: ["subject"]}, **{by: UNKNOWN})


def with_policy(type_: str, *statements: dict[str, Any]) -> Resource:
    return resource(type_, policy=Template(policy(*statements)))


PLAIN = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
REFUSED = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", **PLAIN}
OURS = "arn:aws:sqs:us-east-1:111122223333:ours"


def denying(**instead: Any) -> Resource:
    return resource(of_queues.QUEUE, name="ours", policy=policy({**REFUSED, **instead}))


OF_TLS = [
    case(rules.queue_forces_tls, verdict, because, *resources)
    for verdict, because, *resources in (
        ("pass", "everything", denying()),
        ("pass", "by its ARN", denying(Resource=OURS)),
        ("pass", "one by one", denying(Action=["sqs:SendMessage", "sqs:ReceiveMessage"])),
        (
            "pass",
            "by a resource",
            QUEUE,
            resource(rules.POLICY, "p", refers={"queueUrl": ["subject"]}, policy=policy(REFUSED)),
        ),
        ("fail", "no policy", QUEUE),
        ("fail", "who sends only", denying(Action="sqs:SendMessage")),
        ("fail", "for another queue", denying(Resource=f"{OURS}-too")),
        ("fail", "for some", denying(Principal={"AWS": "111122223333"})),
        ("fail", "with TLS", denying(Condition={"Bool": {"aws:SecureTransport": "true"}})),
        ("unknown", "what it says", resource(of_queues.QUEUE, policy=UNKNOWN)),
    )
]
CASES = [
    *OF_TLS,
    case(
        rules.queue_encrypted_with_own_key,
        "pass",
        "of this stack",
        resource(of_queues.QUEUE, refers={"kmsMasterKeyId": ["key"]}, kmsMasterKeyId=UNKNOWN),
        resource("aws:kms/key:Key", "key"),
    ),
    case(rules.queue_encrypted_with_own_key, "fail", "SQS's own", resource(of_queues.QUEUE, sqsManagedSseEnabled=True)),
    case(
        rules.queue_encrypted_with_own_key, "fail", "AWS's", resource(of_queues.QUEUE, kmsMasterKeyId="alias/aws/sqs")
    ),
    case(rules.queue_encrypted_with_own_key, "unknown", "whose", resource(of_queues.QUEUE, kmsMasterKeyId=UNKNOWN)),
    case(rules.queue_policy_confined, "pass", "one rule", with_policy(of_queues.QUEUE, {**SEND, **EVENTS, **OF_RULE})),
    case(rules.queue_policy_confined, "fail", "any rule", with_policy(rules.POLICY, {**SEND, **EVENTS})),
    case(rules.queue_policy_confined, "fail", "everybody", with_policy(rules.POLICY, {**SEND, "Principal": "*"})),
    case(rules.queue_policy_confined, "not applicable", "no policy", QUEUE),
    case(rules.queue_policy_confined, "unknown", "whom", resource(rules.POLICY, policy=UNKNOWN)),
    case(
        rules.queue_keeps_what_fails,
        "pass",
        "inline",
        resource(
            of_queues.QUEUE, redrivePolicy=Template('{"deadLetterTargetArn": "${failed.arn}", "maxReceiveCount": 5}')
        ),
    ),
    case(rules.queue_keeps_what_fails, "pass", "by a resource", QUEUE, undelivered(REDRIVE, "queueUrl")),
    case(rules.queue_keeps_what_fails, "fail", "it loses it", QUEUE),
    case(
        rules.queue_keeps_what_fails,
        "fail",
        "to nowhere",
        resource(of_queues.QUEUE, redrivePolicy='{"maxReceiveCount": 5}'),
    ),
    case(
        rules.queue_keeps_what_fails,
        "not applicable",
        "it is where another queue sends it",
        QUEUE,
        undelivered(of_queues.QUEUE, "redrivePolicy"),
    ),
    case(
        rules.queue_keeps_what_fails,
        "not applicable",
        "it is where EventBridge sends it",
        QUEUE,
        undelivered(EVENT_TARGET, "deadLetterConfig"),
    ),
    case(rules.queue_keeps_what_fails, "unknown", "where to", resource(of_queues.QUEUE, redrivePolicy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
