"""Rules for what AWS's services tell a topic: that it, its key and its subscriptions let it through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from policies.alarm_actions import ALARMS
from policies.alerts import EVENT_TARGET
from policies.denials import speaks_of
from policies.documents import Statement, listed, statements
from policies.grants import covers
from policies.joined import joined
from policies.let_in import TOLD, denies_service, only_demands
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.types import KEY_POLICY, KMS_KEY, TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION, VAULT_NOTIFICATIONS
from policies.view import Resource, Stack

CLOUDWATCH, EVENTS, DMS, RDS, REDSHIFT = "cloudwatch", "events", "dms", "events.rds", "redshift"
BY_OWNER = (CLOUDWATCH, DMS, RDS, REDSHIFT)
"""Services that AWS's own policy of a topic admits, since they act for its owner (Amazon RDS User Guide, "Granting
permissions to publish notifications to an Amazon SNS topic"; the others' guides ask for a topic, and no policy)."""
ACTIONS = ("alarmActions", "okActions", "insufficientDataActions")
TELLING = {
    **dict.fromkeys(((type_, by) for type_ in ALARMS for by in ACTIONS), CLOUDWATCH),
    (EVENT_TARGET, "arn"): EVENTS,
    (VAULT_NOTIFICATIONS, "snsTopicArn"): "backup",
    ("aws:budgets/budget:Budget", "notifications"): "budgets",
    ("aws:codestarnotifications/notificationRule:NotificationRule", "targets"): "codestar-notifications",
    ("aws:costexplorer/anomalySubscription:AnomalySubscription", "subscribers"): "costalerts",
    ("aws:dms/eventSubscription:EventSubscription", "snsTopicArn"): DMS,
    ("aws:docdb/eventSubscription:EventSubscription", "snsTopicArn"): RDS,
    ("aws:neptune/eventSubscription:EventSubscription", "snsTopicArn"): RDS,
    ("aws:rds/eventSubscription:EventSubscription", "snsTopic"): RDS,
    ("aws:redshift/eventSubscription:EventSubscription", "snsTopicArn"): REDSHIFT,
    ("aws:s3/bucketNotification:BucketNotification", "topics"): "s3",
}
"""What names a topic, in which property, and the service that then publishes there (Amazon SNS Developer Guide, "Key
management"); DocumentDB and Neptune are run by RDS."""
PUBLISH = "sns:Publish"
USE = ("kms:Decrypt", "kms:GenerateDataKey")
OWNER = "aws:sourceowner"
"""Says in AWS's own policy of a topic for whom somebody publishes."""
OF_THE_TOPIC = ("kms:encryptioncontext:", "kms:viaservice")


@stack_rule(
    TOPIC,
    severity=Severity.HIGH,
    fix=f"Let the service `{PUBLISH}` in a TopicPolicy; EventBridge without a condition, which it would not meet.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
)
def topic_admits_publishers(topic: Resource, stack: Stack) -> Verdict:
    """A topic admits each service that the stack has tell it something."""
    services = _publishers(topic, stack)
    if not services:
        return NotApplicable("no service is told to publish there")
    holders = joined(stack, topic, TOPIC_POLICY, "arn") + ([topic] if topic.has("policy") else [])

    def problem(service: str) -> str | None:
        if not holders:
            return None if service in BY_OWNER else f"without a policy it does not admit {service}.amazonaws.com"
        admitted = _let_in(_said(holders), service, PUBLISH, lambda one: speaks_of(one, topic, "name"))
        return None if admitted else f"its policy does not let {service}.amazonaws.com {PUBLISH}"

    return first_problem(problem, services)


@stack_rule(
    TOPIC,
    severity=Severity.HIGH,
    fix=f"Let the services {' and '.join(f'`{action}`' for action in USE)} in the key's policy.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
)
def topic_key_admits_publishers(topic: Resource, stack: Stack) -> Verdict:
    """The key of a topic admits each service that the stack has tell it something."""
    services = _publishers(topic, stack)
    keys = [key for key in topic.refers_to("kmsMasterKeyId") if key.type == KMS_KEY]
    if not services or not keys:
        return NotApplicable("no key of this stack encrypts what a service publishes there")

    def problem(asked: tuple[Resource, str, str]) -> str | None:
        key, service, action = asked
        holders = [*joined(stack, key, KEY_POLICY, "keyId"), *([key] if key.has("policy") else [])]
        admitted = _let_in(_said(holders), service, action)
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
    whole = any(not one.has("filterPolicy") for one in subscriptions) or _take_all(subscriptions)
    return None if whole else "each of its subscriptions has a filter, by which a message may reach nobody"


def _take_all(subscriptions: Sequence[Resource]) -> bool:
    """Tell whether subscriptions' filters by one key leave nothing out: what one of them takes, another refuses.

    Such are `[{"exists": true}]` and `[{"exists": false}]`, or `["a"]` and `[{"anything-but": "a"}]` with
    `[{"exists": false}]`.
    """
    taken: dict[str, list[Any]] = defaultdict(list)
    for one in subscriptions:
        found = one.document("filterPolicy")
        if len(found) == 1 and one.get("filterPolicyScope", "MessageAttributes") == "MessageAttributes":
            key, values = next(iter(found.items()))
            taken[key] += listed(values)
    return any(map(_all_of, taken.values()))


def _all_of(values: Sequence[Any]) -> bool:
    present = {"exists": True} in values or any(
        isinstance(one, Mapping)
        and "anything-but" in one
        and all(each in values for each in listed(one["anything-but"]))
        for one in values
    )
    return present and {"exists": False} in values


def _publishers(topic: Resource, stack: Stack) -> list[str]:
    return sorted({service for (type_, by), service in TELLING.items() if _told_by(topic, stack, type_, by)})


def _told_by(topic: Resource, stack: Stack, type_: str, by: str) -> bool:
    """Tell whether something names a topic, by reference or by an ARN whose account is taken on trust."""
    if stack.referring(topic, type_, by):
        return True
    name = topic.properties.get("name")
    if not isinstance(name, str):
        return False
    for other in stack.of(type_):
        if any(":sns:" in text and text.endswith(f":{name}") for text in _texts(other.properties.get(by))):
            other.looked_at(by, other.properties[by])
            return True
    return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def _said(holders: Iterable[Resource]) -> list[Statement]:
    return [each for holder in holders for each in statements(holder.document("policy"))]


def _let_in(
    said: Sequence[Statement], service: str, action: str, of_it: Callable[[Statement], bool] = lambda _: True
) -> bool:
    """Tell whether the statements `of_it` let a service do something: one does, and none forbids it."""
    return some(lambda one: _admits(one, service, action) and of_it(one), said) and not some(
        lambda one: denies_service(one, service, action, of_it, tells=service != EVENTS), said
    )


def _admits(statement: Statement, service: str, action: str) -> bool:
    """Tell whether a service may do something by a statement; EventBridge says neither account nor source."""
    if statement.is_deny or not covers(statement, action):
        return False
    if f"{service}.amazonaws.com" in statement.services:
        return only_demands(statement, *OF_THE_TOPIC, *(() if service == EVENTS else TOLD))
    everybody = "*" in statement.principals and service in BY_OWNER and action == PUBLISH
    return everybody and only_demands(statement, OWNER, *TOLD)
