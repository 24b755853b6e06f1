from __future__ import annotations

from typing import Any

import pytest

from components.audit_events import CIS_EVENTS
from policies.rules import alarms as rules
from policies.rules.audit_trail import TRAIL
from policies.view import UNKNOWN, Resource
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, exports, policy, resource

TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"
STOP = "arn:aws:automate:us-east-1:ec2:stop"
GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "group")
OTHER_GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "other")
AUDITED = resource(TRAIL, "trail", refers={"cloudWatchLogsGroupArn": ["group"]}, cloudWatchLogsGroupArn=UNKNOWN)
OWNER = exports(accountOwner="test")
GUEST = exports(accountOwner="dev")
OWN = resource(PROVIDER, "aws", allowedAccountIds='["111122223333"]')
BY_PEOPLE = policy({"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"})
BY_A_SERVICE = BY_PEOPLE.replace('"AWS": "444455556666"', '"Service": "backup.amazonaws.com"')
ABOVE = "GreaterThanThreshold"
PATTERNS = {event.name: event.pattern.strip("{} ") for event in CIS_EVENTS}


def everything(**changes: str) -> str:
    """Find all that the benchmark lists in one filter, but for what is changed."""
    return "{ " + " || ".join(f"({pattern})" for pattern in {**PATTERNS, **changes}.values() if pattern) + " }"


def finding(pattern: Any, group: str = "group", name: str = "filter", **made: Any) -> Resource:
    return resource(
        rules.METRIC_FILTER,
        name,
        refers={"logGroupName": [group]},
        logGroupName=UNKNOWN,
        pattern=pattern,
        metricTransformation={"namespace": "audit", "name": "events", "value": "1", **made},
    )


def emergency(name: str = "break-glass", **properties: Any) -> Resource:
    return resource(rules.ROLE, name, **{"assumeRolePolicy": BY_PEOPLE, **properties})


def taking(role_arn: str) -> Resource:
    return finding(f'{{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "{role_arn}") }}')


def alarm(name: str = "events", **changes: Any) -> Resource:
    when = {"comparisonOperator": "GreaterThanOrEqualToThreshold", "threshold": 1, "statistic": "Sum"}
    given = {"namespace": "audit", "metricName": name, "alarmActions": [TOPIC], **when}
    return resource(rules.ALARM, f"alarm-{name}", **{**given, **changes})


CASES = [
    *(
        case(rules.account_raises_alarms_of_cis, verdict, because, OWNER, AUDITED, GROUP, *resources)
        for verdict, because, *resources in (
            ("pass", "for all", finding(everything()), alarm()),
            ("pass", "the average of what counts one each", finding(everything()), alarm(statistic="Average")),
            ("pass", "how many there are", finding(everything(), value="7"), alarm(statistic="SampleCount")),
            ("pass", "one of ten periods", finding(everything()), alarm(evaluationPeriods=10, datapointsToAlarm=1)),
            ("pass", "more than none", finding(everything()), alarm(comparisonOperator=ABOVE, threshold=0)),
            (
                "pass",
                "another alarm is not known",
                finding(everything()),
                alarm("others", actionsEnabled=UNKNOWN),
                alarm(),
            ),
            (
                "pass",
                "another filter is not known",
                finding(everything()),
                finding(UNKNOWN, name="other"),
                finding("ERROR", name="text"),
                alarm(),
            ),
            ("fail", "none"),
            (
                "fail",
                "raised when nothing happened",
                finding(everything()),
                alarm(comparisonOperator="LessThanThreshold"),
            ),
            ("fail", "raised by a billion", finding(everything()), alarm(threshold=1e9)),
            ("pass", "with a zero for all other events", finding(everything(), defaultValue="0"), alarm()),
            ("fail", "raised by nothing too", finding(everything()), alarm(threshold=0)),
            (
                "fail",
                "raised by few",
                finding(everything()),
                alarm(comparisonOperator="LessThanThreshold", threshold=0.5),
            ),
            ("fail", "raised by two", finding(everything()), alarm(comparisonOperator=ABOVE)),
            ("fail", "raised after ten periods", finding(everything()), alarm(evaluationPeriods=10)),
            ("fail", "raised by the least of a period", finding(everything()), alarm(statistic="Minimum")),
            ("fail", "diluted", finding(everything(), defaultValue="0"), alarm(statistic="Average")),
            ("fail", "raised by silence", finding(everything()), alarm(treatMissingData="breaching")),
            ("fail", "what is found counts nothing", finding(everything(), value="0"), alarm()),
            ("fail", "by user", finding(everything(), dimensions={"user": "$.userIdentity.arn"}), alarm()),
            ("fail", "of one user", finding(everything()), alarm(dimensions={"user": "ann"})),
            ("fail", "all but root's", finding(everything(**{"root-use": ""})), alarm()),
            ("fail", "all but root", finding(everything(**{"root-use": '$.userIdentity.type != "Root"'})), alarm()),
            (
                "fail",
                "root, if it does what nobody can",
                finding(everything(**{"root-use": PATTERNS["root-use"] + " && $.eventName = Never"})),
                alarm(),
            ),
            (
                "fail",
                "a call that is two at once",
                finding(everything(**{"trail-changes": "$.eventName = StopLogging && $.eventName = DeleteTrail"})),
                alarm(),
            ),
            (
                "fail",
                "three of five calls",
                finding(
                    everything(
                        **{"trail-changes": " || ".join(f"$.eventName = {verb}Trail" for verb in ("Create", "Delete"))}
                    )
                ),
                alarm(),
            ),
            ("fail", "all that ever happens", finding("{ $.eventName = * }"), alarm()),
            ("fail", "found, and nobody is told", finding(everything()), alarm(alarmActions=[])),
            ("fail", "found, and a machine is stopped", finding(everything()), alarm(alarmActions=[STOP])),
            ("fail", "the alarm is of another metric", finding(everything()), alarm("errors")),
            ("fail", "of another namespace", finding(everything()), alarm(namespace="other")),
            ("fail", "found where no trail writes", OTHER_GROUP, finding(everything(), "other"), alarm()),
            ("unknown", "what is found", finding(UNKNOWN), alarm()),
            ("unknown", "what is found in plain text", finding("StopLogging"), alarm()),
            ("fail", "not found, whoever is told", finding("{ $.a = b }"), alarm(actionsEnabled=UNKNOWN)),
            ("unknown", "whether it tells", finding(everything()), alarm(actionsEnabled=UNKNOWN)),
        )
    ),
    case(rules.account_raises_alarms_of_cis, "not applicable", "another stack does", GUEST),
    *(
        case(rules.account_raises_alarm_on_break_glass, verdict, because, OWNER, AUDITED, GROUP, alarm(), *resources)
        for verdict, because, *resources in (
            (
                "pass",
                "watched",
                resource(rules.ROLE, "x", name="footing-test-break-glass", assumeRolePolicy=BY_PEOPLE),
                taking("*-break-glass"),
            ),
            ("pass", "by its whole ARN", OWN, emergency(), taking("arn:aws:iam::111122223333:role/break-glass*")),
            (
                "pass",
                "in another partition",
                OWN,
                emergency(),
                taking("arn:aws-cn:iam::111122223333:role/break-glass*"),
            ),
            ("pass", "below a path", emergency(path="/people/"), taking("*:role/people/break-glass-*")),
            ("fail", "nobody is told", emergency()),
            ("fail", "another role is watched", emergency(), taking("*-operator")),
            (
                "fail",
                "a pattern that finds nothing",
                OWN,
                emergency(),
                taking("arn:aws:iam::111122223333:role/b*k-glass*"),
            ),
            ("fail", "another account's is", OWN, emergency(), taking("arn:aws:iam::444455556666:role/break-glass*")),
            ("fail", "a role of another name", emergency("emergency"), taking("*break-glass*")),
            ("fail", "one that is only said to be", emergency("x", description="For emergencies"), taking("*glass*")),
            ("fail", "one of two", emergency(), emergency("firecall"), taking("*:role/break-glass*")),
            ("not applicable", "no such role"),
            ("pass", "no such role of its own, but of guests", taking("*-break-glass")),
            ("not applicable", "no such role, and one of another name is watched", taking("*-operator")),
            ("not applicable", "no such role, and a certain one is watched", taking("arn:aws:iam::1:role/break-glass")),
            ("not applicable", "none that people take", emergency(assumeRolePolicy=BY_A_SERVICE)),
            ("unknown", "what is found", emergency(), finding(UNKNOWN)),
            ("unknown", "who takes it", emergency(assumeRolePolicy=UNKNOWN), taking("*-operator")),
            ("unknown", "whose it is", emergency(), taking("arn:aws:iam::111122223333:role/break-glass*")),
        )
    ),
    case(rules.account_raises_alarm_on_break_glass, "not applicable", "another stack watches", GUEST, emergency()),
    case(
        rules.account_raises_alarm_on_break_glass,
        "not applicable",
        "no such role, and nobody is told",
        *(OWNER, AUDITED, GROUP, taking("*-break-glass")),
    ),
    case(
        rules.account_raises_alarm_on_break_glass,
        "not applicable",
        "a guest without such a role",
        *(GUEST, AUDITED, GROUP, alarm(), taking("*-break-glass")),
    ),
    case(
        rules.account_raises_alarm_on_break_glass,
        "pass",
        "a guest that watches by itself",
        *(GUEST, AUDITED, GROUP, alarm(), emergency(), taking("*:role/break-glass*")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
