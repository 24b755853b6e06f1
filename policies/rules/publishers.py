"""Rules for what AWS's services tell a topic: that it, its key and its subscriptions let it through."""

from __future__ import annotations

from policies.alarm_actions import ALARMS
from policies.alerts import EVENT_TARGET
from policies.denials import speaks_of
from policies.documents import Statement, statements
from policies.grants import covers
from policies.joined import joined
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.types import KEY_POLICY, KMS_KEY, TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION, VAULT_NOTIFICATIONS
from policies.view import Resource, Stack

CLOUDWATCH, EVENTS = "cloudwatch", "events"
TELLING = {
    **dict.fromkeys(((type_, by) for type_ in ALARMS for by in ("alarmActions", "okActions")), CLOUDWATCH),
    (EVENT_TARGET, "arn"): EVENTS,
    (VAULT_NOTIFICATIONS, "snsTopicArn"): "backup",
}
"""What names a topic, in which property, and the service that then publishes there."""
PUBLISH = "sns:Publish"
USE = ("kms:Decrypt", "kms:GenerateDataKey")
TOLD = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid")
OF_THE_TOPIC = ("kms:encryptioncontext:", "kms:viaservice")


@stack_rule(
    TOPIC,
    severity=Severity.HIGH,
    fix=f"Let the service `{PUBLISH}` in a TopicPolicy; EventBridge without a condition, which it would not meet.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
)
def topic_admits_publishers(topic: Resource, stack: Stack) -> Verdict:
    """A topic admits the services that alarms and rules have tell it something."""
    services = _publishers(topic, stack)
    if not services:
        return NotApplicable("no service is told to publish there")
    holders = joined(stack, topic, TOPIC_POLICY, "arn") + ([topic] if topic.has("policy") else [])

    def problem(service: str) -> str | None:
        if not holders:  # AWS's own policy admits who acts for its owner, as CloudWatch does
            return None if service == CLOUDWATCH else f"without a policy it does not admit {service}.amazonaws.com"
        said = [each for holder in holders for each in statements(holder.document("policy"))]
        admitted = some(lambda one: _admits(one, service, PUBLISH) and speaks_of(one, topic, "name"), said)
        return None if admitted else f"its policy does not let {service}.amazonaws.com {PUBLISH}"

    return first_problem(problem, services)


@stack_rule(
    TOPIC,
    severity=Severity.HIGH,
    fix=f"Let the services {' and '.join(f'`{action}`' for action in USE)} in the key's policy.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
)
def topic_key_admits_publishers(topic: Resource, stack: Stack) -> Verdict:
    """The key of a topic admits the services that alarms and rules have tell it something."""
    services = _publishers(topic, stack)
    keys = [key for key in topic.refers_to("kmsMasterKeyId") if key.type == KMS_KEY]
    if not services or not keys:
        return NotApplicable("no key of this stack encrypts what a service publishes there")

    def problem(asked: tuple[Resource, str, str]) -> str | None:
        key, service, action = asked
        holders = [*joined(stack, key, KEY_POLICY, "keyId"), *([key] if key.has("policy") else [])]
        said = [each for holder in holders for each in statements(holder.document("policy"))]
        admitted = some(lambda one: _admits(one, service, action), said)
        return None if admitted else f"the policy of {key.name} does not let {service}.amazonaws.com {action}"

    return first_problem(problem, [(key, service, action) for key in keys for service in services for action in USE])


@stack_rule(
    TOPIC,
    severity=Severity.MEDIUM,
    fix="Leave `filter_policy` out of one TopicSubscription of the topic.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html",
)
def topic_is_heard_whole(topic: Resource, stack: Stack) -> Verdict:
    """Of what services tell a topic, nothing is left out for every subscriber."""
    if not _publishers(topic, stack):
        return NotApplicable("no service is told to publish there")
    subscriptions = joined(stack, topic, TOPIC_SUBSCRIPTION, "topic")
    if not subscriptions:
        return NotApplicable("it has no subscriber")
    whole = any(not one.has("filterPolicy") for one in subscriptions)
    return None if whole else "each of its subscriptions has a filter, by which a message may reach nobody"


def _publishers(topic: Resource, stack: Stack) -> list[str]:
    return sorted({service for (type_, by), service in TELLING.items() if stack.referring(topic, type_, by)})


def _admits(statement: Statement, service: str, action: str) -> bool:
    """Tell whether a service may do something by a statement; EventBridge says neither account nor source."""
    met = OF_THE_TOPIC if service == EVENTS else (*TOLD, *OF_THE_TOPIC)
    known = all(key.startswith(met) for _, key, _ in statement.conditions())
    named = f"{service}.amazonaws.com" in statement.services
    return not statement.is_deny and named and covers(statement, action) and known
