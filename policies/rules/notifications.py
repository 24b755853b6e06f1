"""Rules for topics, by which somebody hears of what happens."""

from __future__ import annotations

from policies.confinement import stranger_let_in
from policies.denials import speaks_of
from policies.documents import Statement, statements
from policies.joined import joined
from policies.keys import not_own_key
from policies.rule import Severity, Verdict, stack_rule
from policies.some import some
from policies.transport import denies_plain_requests
from policies.types import TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION
from policies.view import Resource, Stack

UNCONFINABLE = "events.amazonaws.com"
"""EventBridge does not tell a topic on whose behalf it publishes, so a condition on it would always fail (Amazon
EventBridge User Guide, "Using resource-based policies for Amazon EventBridge")."""


@stack_rule(
    TOPIC,
    severity=Severity.MEDIUM,
    fix="Set `kms_master_key_id` to the ARN of the key for notifications.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
)
def topic_encrypted_with_own_key(topic: Resource, _stack: Stack) -> Verdict:
    """A topic is encrypted with a key of our own, the only kind that alarms and events can publish with."""
    return not_own_key(topic, "kmsMasterKeyId")


@stack_rule(
    TOPIC,
    severity=Severity.HIGH,
    fix="Name the principals, or confine the statement by `aws:SourceAccount` or `aws:SourceArn`.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
)
def topic_policy_confined(topic: Resource, stack: Stack) -> Verdict:
    """A topic's policy lets nobody in whom it does not name, by principal or by account."""
    # Without a policy of its own, a topic has AWS's, which is confined to its owner.
    return stranger_let_in(_said_of(topic, stack), unless=_only_publishes_events)


@stack_rule(
    TOPIC,
    severity=Severity.MEDIUM,
    fix="Add a TopicPolicy that denies `sns:Publish` to everybody where `aws:SecureTransport` is false.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
)
def topic_forces_tls(topic: Resource, stack: Stack) -> Verdict:
    """A topic refuses messages without TLS."""
    said = [each for each in _said_of(topic, stack) if denies_plain_requests(each, "sns:Publish")]
    denied = some(lambda statement: speaks_of(statement, topic, "name"), said)
    return None if denied else "no policy of it denies requests without TLS"


@stack_rule(
    TOPIC,
    severity=Severity.MEDIUM,
    fix="Add a TopicSubscription for the topic, and confirm it.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
)
def topic_has_subscriber(topic: Resource, stack: Stack) -> Verdict:
    """Somebody, or something, reads what is published to a topic."""
    return None if joined(stack, topic, TOPIC_SUBSCRIPTION, "topic") else "no TopicSubscription refers to it"


def _said_of(topic: Resource, stack: Stack) -> list[Statement]:
    holders = joined(stack, topic, TOPIC_POLICY, "arn") + ([topic] if topic.has("policy") else [])
    return [statement for holder in holders for statement in statements(holder.document("policy"))]


def _only_publishes_events(statement: Statement) -> bool:
    actions = [action.lower() for action in statement.actions]
    return statement.principals == [UNCONFINABLE] and actions == ["sns:publish"]
