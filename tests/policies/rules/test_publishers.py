from __future__ import annotations

import json
from typing import Any

import pytest

from policies.alarm_actions import ALARM
from policies.alerts import EVENT_TARGET
from policies.rules import publishers as rules
from policies.types import KMS_KEY, TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION, VAULT_NOTIFICATIONS
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

ADMITS, KEYED, WHOLE = rules.topic_admits_publishers, rules.topic_key_admits_publishers, rules.topic_is_heard_whole
BARE = resource(TOPIC, name="alerts")
LOCKED = resource(TOPIC, name="alerts", kmsMasterKeyId=UNKNOWN, refers={"kmsMasterKeyId": ["key"]})
ARN = "arn:aws:sns:us-east-1:111122223333:alerts"
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
FACTOR = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
CONTEXT = {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": ARN}}
OTHERS = {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}
PLAIN = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
PEOPLE, SOURCE = "aws:PrincipalAccount", "aws:SourceAccount"
OUTSIDE = {"Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1"}}}
BUT_SERVICES = {"Condition": {**OUTSIDE["Condition"], "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}
FROM_ELSEWHERE = {"Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
ELSEWHERE = {"Condition": {**PLAIN["Condition"], **FROM_ELSEWHERE["Condition"]}}
OWNERS = {"StringEquals": {"AWS:SourceOwner": "111122223333"}}
AWSS = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "SNS:Publish", "Resource": ARN, "Condition": OWNERS}
BUDGET = "aws:budgets/budget:Budget"
CLOUDWATCH, EVENTS, BACKUP, RDS = (f"{name}.amazonaws.com" for name in ("cloudwatch", "events", "backup", "events.rds"))


def telling(type_: str, by: str) -> Resource:
    return resource(type_, type_, refers={by: ["subject"]}, **{by: UNKNOWN})


AN_ALARM = telling(ALARM, "alarmActions")
AN_EVENT = telling(EVENT_TARGET, "arn")
A_DATABASE = telling("aws:rds/eventSubscription:EventSubscription", "snsTopic")
SUBSCRIBED = {
    name: (telling(f"aws:{name}/eventSubscription:EventSubscription", "snsTopicArn"), f"{service}.amazonaws.com")
    for name, service in {"dms": "dms", "docdb": "events.rds", "neptune": "events.rds", "redshift": "redshift"}.items()
}
"""Subscriptions to events of databases that are not RDS's own, and who publishes them."""
A_BACKUP = telling(VAULT_NOTIFICATIONS, "snsTopicArn")


def letting(service: str, action: Any = "sns:Publish", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": ARN, **more}


def only(operator: str, key: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def denying(service: str = "", **more: Any) -> dict[str, Any]:
    return letting(service, **{"Effect": "Deny", **more})


def said(*statements: dict[str, Any]) -> Resource:
    return resource(TOPIC_POLICY, "said", refers={"arn": ["subject"]}, arn=UNKNOWN, policy=policy(*statements))


UNREAD = resource(TOPIC_POLICY, "said", refers={"arn": ["subject"]}, arn=UNKNOWN, policy=UNKNOWN)


def key(*statements: dict[str, Any]) -> Resource:
    return resource(KMS_KEY, "key", policy=policy(*statements))


def using(service: str, *actions: str, **more: Any) -> dict[str, Any]:
    return letting(service, list(actions or rules.USE), Resource="*", **more)


def heard(name: str = "one", **more: Any) -> Resource:
    return resource(TOPIC_SUBSCRIPTION, name, refers={"topic": ["subject"]}, topic=UNKNOWN, **more)


def filtered(**given: Any) -> dict[str, Any]:
    return {"filterPolicy": json.dumps(given)}


def by(key: str = "severity", *, there: bool) -> dict[str, Any]:
    return filtered(**{key: [{"exists": there}]})


def also(*, there: bool) -> dict[str, Any]:
    return filtered(severity=[{"exists": there}], source=["a"])


THREE = (filtered(severity=["LOW"]), filtered(severity=[{"anything-but": ["LOW"]}]), by(there=False))
FILTERED = {"filterPolicy": '{"severity": ["LOW"]}'}
CASES = [
    case(ADMITS, "pass", "alarms", BARE, AN_ALARM, said(letting(CLOUDWATCH))),
    case(ADMITS, "pass", "alarms of an account", BARE, AN_ALARM, said(letting(CLOUDWATCH, Condition=ACCOUNT))),
    case(ADMITS, "pass", "alarms, by AWS's own policy", BARE, AN_ALARM),
    case(ADMITS, "pass", "both", BARE, AN_ALARM, AN_EVENT, said(letting(CLOUDWATCH), letting(EVENTS, "sns:*"))),
    case(ADMITS, "pass", "databases, by AWS's own policy", BARE, A_DATABASE),
    case(ADMITS, "pass", "databases, by what AWS itself would say", BARE, A_DATABASE, said(AWSS)),
    case(ADMITS, "pass", "databases of an account", BARE, A_DATABASE, said(letting(RDS, Condition=ACCOUNT))),
    case(ADMITS, "fail", "databases, by another's name", BARE, A_DATABASE, said(letting("rds.amazonaws.com"))),
    *(
        case(rule, verdict, f"{name}: {because}", *found)
        for name, (told, service) in SUBSCRIBED.items()
        for rule, verdict, because, *found in (
            (ADMITS, "pass", "by AWS's own policy", BARE, told),
            (ADMITS, "pass", "of an account", BARE, told, said(letting(service, Condition=ACCOUNT))),
            (ADMITS, "fail", "the API's own name", BARE, told, said(letting(f"{name}-api.amazonaws.com"))),
            (ADMITS, "fail", "only alarms", BARE, told, said(letting(CLOUDWATCH))),
            (ADMITS, "unknown", "what is said", BARE, told, UNREAD),
            (KEYED, "pass", "let in", LOCKED, told, key(using(service))),
            (KEYED, "fail", "only alarms", LOCKED, told, key(using(CLOUDWATCH))),
            (KEYED, "unknown", "what is said", LOCKED, told, resource(KMS_KEY, "key", policy=UNKNOWN)),
            (WHOLE, "fail", "heard in part", BARE, told, heard(**FILTERED)),
        )
    ),
    case(ADMITS, "fail", "events, by AWS's own policy", BARE, AN_EVENT),
    case(ADMITS, "fail", "backups, by AWS's own policy", BARE, A_BACKUP),
    case(ADMITS, "fail", "one of two", BARE, AN_ALARM, AN_EVENT, said(letting(CLOUDWATCH))),
    case(ADMITS, "fail", "events of an account", BARE, AN_EVENT, said(letting(EVENTS, Condition=ACCOUNT))),
    case(ADMITS, "fail", "alarms with a factor", BARE, AN_ALARM, said(letting(CLOUDWATCH, Condition=FACTOR))),
    case(ADMITS, "fail", "to another topic", BARE, AN_ALARM, said(letting(CLOUDWATCH, Resource=f"{ARN}-2"))),
    case(ADMITS, "fail", "to subscribe", BARE, AN_ALARM, said(letting(CLOUDWATCH, "sns:Subscribe"))),
    case(ADMITS, "fail", "denied", BARE, AN_ALARM, said(letting(CLOUDWATCH, Effect="Deny"))),
    case(ADMITS, "fail", "then denied", BARE, AN_ALARM, said(letting(CLOUDWATCH), denying(CLOUDWATCH))),
    case(ADMITS, "fail", "denied to all", BARE, AN_EVENT, said(letting(EVENTS), denying(Principal="*"))),
    case(ADMITS, "pass", "denied on a condition", BARE, AN_EVENT, said(letting(EVENTS), denying(EVENTS, **PLAIN))),
    *(
        case(ADMITS, verdict, f"denied {because}", BARE, told, said(letting(service), denying(Principal="*", **denied)))
        for verdict, because, told, service, denied in (
            ("fail", "outside of an organization", AN_ALARM, CLOUDWATCH, OUTSIDE),
            ("pass", "outside of it, but to services", AN_ALARM, CLOUDWATCH, BUT_SERVICES),
            ("fail", "to services", AN_ALARM, CLOUDWATCH, only("Bool", "aws:PrincipalIsAWSService", "true")),
            ("fail", "but to people of an account", AN_ALARM, CLOUDWATCH, only("StringNotEquals", PEOPLE, "1" * 12)),
            ("fail", "to whom has no network", AN_ALARM, CLOUDWATCH, only("Null", "aws:SourceVpc", "true")),
            ("pass", "to other accounts", AN_ALARM, CLOUDWATCH, {"Condition": OTHERS}),
            ("fail", "to other accounts, which events do not tell", AN_EVENT, EVENTS, {"Condition": OTHERS}),
            ("pass", "to other accounts, if told", AN_EVENT, EVENTS, only("StringEquals", SOURCE, "1" * 12)),
            ("pass", "but to itself", AN_EVENT, EVENTS, only("StringNotEquals", "aws:PrincipalServiceName", EVENTS)),
            ("unknown", "elsewhere", AN_ALARM, CLOUDWATCH, FROM_ELSEWHERE),
            ("pass", "elsewhere, of another topic", AN_ALARM, CLOUDWATCH, {**FROM_ELSEWHERE, "Resource": f"{ARN}-2"}),
            ("pass", "elsewhere, without encryption", AN_ALARM, CLOUDWATCH, ELSEWHERE),
        )
    ),
    case(ADMITS, "pass", "denied to another", BARE, AN_EVENT, said(letting(EVENTS), denying(BACKUP))),
    case(
        ADMITS, "pass", "denied elsewhere", BARE, AN_EVENT, said(letting(EVENTS), denying(EVENTS, Resource=f"{ARN}2"))
    ),
    case(ADMITS, "fail", "for all other accounts", BARE, AN_ALARM, said(letting(CLOUDWATCH, Condition=OTHERS))),
    case(
        ADMITS, "pass", "both, one by what AWS itself would say", BARE, AN_ALARM, AN_EVENT, said(AWSS, letting(EVENTS))
    ),
    case(ADMITS, "fail", "events, by what AWS itself would say", BARE, AN_EVENT, said(AWSS)),
    case(ADMITS, "fail", "who is of another account", BARE, AN_ALARM, said({**AWSS, "Condition": OTHERS})),
    *(
        case(ADMITS, "fail", f"what {type_} tells", BARE, telling(type_, by), said(letting("nobody.amazonaws.com")))
        for type_, by in rules.TELLING
    ),
    *(
        case(ADMITS, "pass", f"what {type_} tells", BARE, telling(type_, by), said(letting(f"{name}.amazonaws.com")))
        for (type_, by), name in rules.TELLING.items()
    ),
    case(ADMITS, "fail", "who names it by its ARN", BARE, resource(EVENT_TARGET, "by", arn=ARN)),
    case(ADMITS, "fail", "who names it inside", BARE, resource(BUDGET, "by", notifications=[{"to": [UNKNOWN, ARN]}])),
    case(ADMITS, "not applicable", "who names another", BARE, resource(EVENT_TARGET, "by", arn=f"{ARN}-2")),
    case(ADMITS, "not applicable", "nobody tells it anything", BARE),
    case(ADMITS, "unknown", "what it says", BARE, AN_ALARM, UNREAD),
    case(KEYED, "pass", "alarms", LOCKED, AN_ALARM, key(using(CLOUDWATCH))),
    case(KEYED, "pass", "of a topic", LOCKED, AN_EVENT, key(using(EVENTS, Condition=CONTEXT))),
    case(KEYED, "pass", "in short", LOCKED, AN_ALARM, key(using(CLOUDWATCH, "kms:Decrypt", "kms:GenerateDataKey*"))),
    case(KEYED, "fail", "it may only decrypt", LOCKED, AN_ALARM, key(using(CLOUDWATCH, "kms:Decrypt"))),
    case(KEYED, "pass", "databases of an account", LOCKED, A_DATABASE, key(using(RDS, Condition=ACCOUNT))),
    case(KEYED, "fail", "databases are not let in", LOCKED, A_DATABASE, key(using(CLOUDWATCH))),
    case(KEYED, "unknown", "databases", LOCKED, A_DATABASE, resource(KMS_KEY, "key", policy=UNKNOWN)),
    case(KEYED, "fail", "another service", LOCKED, AN_ALARM, key(using(BACKUP))),
    case(KEYED, "fail", "events of an account", LOCKED, AN_EVENT, key(using(EVENTS, Condition=ACCOUNT))),
    case(KEYED, "fail", "denied", LOCKED, AN_EVENT, key(using(EVENTS), using(EVENTS, "kms:Decrypt", Effect="Deny"))),
    case(KEYED, "fail", "no policy", LOCKED, AN_ALARM, resource(KMS_KEY, "key")),
    case(KEYED, "not applicable", "no key", BARE, AN_ALARM),
    case(KEYED, "not applicable", "nobody tells it anything", LOCKED, key()),
    case(KEYED, "unknown", "what its key says", LOCKED, AN_ALARM, resource(KMS_KEY, "key", policy=UNKNOWN)),
    case(WHOLE, "pass", "all", BARE, AN_ALARM, heard()),
    case(WHOLE, "pass", "one hears all", BARE, AN_ALARM, heard(), heard("two", **FILTERED)),
    case(WHOLE, "fail", "some", BARE, AN_ALARM, heard(**FILTERED)),
    case(WHOLE, "pass", "two hear all", BARE, AN_ALARM, heard(**by(there=True)), heard("two", **by(there=False))),
    case(
        WHOLE, "pass", "three hear all", BARE, AN_ALARM, *(heard(str(n), **filter_) for n, filter_ in enumerate(THREE))
    ),
    case(WHOLE, "fail", "without a severity, none", BARE, AN_ALARM, heard(**THREE[0]), heard("two", **THREE[1])),
    case(WHOLE, "fail", "two hear some", BARE, AN_ALARM, heard(**FILTERED), heard("two", **by(there=False))),
    case(WHOLE, "fail", "of two keys", BARE, AN_ALARM, heard(**by(there=True)), heard("two", **by("b", there=False))),
    case(
        WHOLE, "fail", "on another key too", BARE, AN_ALARM, heard(**by(there=True)), heard("two", **also(there=False))
    ),
    case(
        WHOLE, "unknown", "what they hear", BARE, AN_ALARM, heard(**by(there=True)), heard("two", filterPolicy=UNKNOWN)
    ),
    case(WHOLE, "not applicable", "nobody tells it anything", BARE, heard(**FILTERED)),
    case(WHOLE, "not applicable", "nobody hears", BARE, AN_ALARM),
    case(WHOLE, "unknown", "who hears", BARE, AN_ALARM, resource(TOPIC_SUBSCRIPTION, "one", topic=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
