from __future__ import annotations

from typing import Any

import pytest

from policies.rules import alarms as rules
from policies.rules.audit_trail import TRAIL
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"
GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "group")
OTHER_GROUP = resource("aws:cloudwatch/logGroup:LogGroup", "other")
AUDITED = resource(TRAIL, "trail", refers={"cloudWatchLogsGroupArn": ["group"]}, cloudWatchLogsGroupArn=UNKNOWN)
EMERGENCY = resource(rules.ROLE, "break-glass")
ASSUMED = '{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*/footing-test-break-glass") }'
EVERYTHING = " ".join(word for words in rules.CIS_EVENTS.values() for word in words)


def finding(pattern: Any, group: str = "group") -> Resource:
    return resource(
        rules.METRIC_FILTER,
        "filter",
        refers={"logGroupName": [group]},
        logGroupName=UNKNOWN,
        pattern=pattern,
        metricTransformation={"namespace": "audit", "name": "events", "value": "1"},
    )


def alarm(name: str = "events", **changes: Any) -> Resource:
    given = {"namespace": "audit", "metricName": name, "alarmActions": [TOPIC]}
    return resource(rules.ALARM, f"alarm-{name}", **{**given, **changes})


def composite(**changes: Any) -> Resource:
    return resource(rules.ALARMS[1], "both", **{"alarmActions": [TOPIC], **changes})


CASES = [
    case(rules.alarm_reaches_somebody, "pass", "a topic", alarm()),
    case(rules.alarm_reaches_somebody, "pass", "a topic that is made with it", alarm(alarmActions=[UNKNOWN])),
    case(rules.alarm_reaches_somebody, "fail", "several together", resource(rules.ALARMS[1], alarmRule="ALARM(a)")),
    case(rules.alarm_reaches_somebody, "fail", "no action", alarm(alarmActions=[])),
    case(rules.alarm_reaches_somebody, "fail", "turned off", alarm(actionsEnabled=False)),
    case(rules.alarm_reaches_somebody, "unknown", "perhaps turned off", alarm(actionsEnabled=UNKNOWN)),
    *(
        case(
            rules.alarm_reaches_somebody,
            verdict,
            because,
            resource(rules.ALARM, "long", alarmActions=[], name="footing-test-long"),
            composite(**given),
        )
        for verdict, because, given in (
            ("pass", "a composite alarm listens", {"alarmRule": 'ALARM("footing-test-long") AND ALARM("short")'}),
            ("pass", "without quotes", {"alarmRule": "NOT ALARM( footing-test-long )"}),
            (
                "pass",
                "by its ARN",
                {"alarmRule": f"ALARM({TOPIC.replace('sns', 'cloudwatch')}:alarm:footing-test-long)"},
            ),
            ("fail", "it listens to others", {"alarmRule": 'ALARM("footing-test-longer")'}),
            ("fail", "it listens to its health", {"alarmRule": 'OK("footing-test-long")'}),
            ("fail", "it tells nobody either", {"alarmRule": 'ALARM("footing-test-long")', "alarmActions": []}),
            ("unknown", "to whom it listens", {"alarmRule": UNKNOWN}),
        )
    ),
    case(
        rules.alarm_reaches_somebody,
        "pass",
        "a composite alarm of its composite alarm",
        resource(rules.ALARM, "one", alarmActions=[], name="one"),
        resource(rules.ALARMS[1], "two", alarmName="two", alarmRule="ALARM(one)"),
        resource(rules.ALARMS[1], "three", alarmRule="ALARM(two)", alarmActions=[TOPIC]),
    ),
    case(
        rules.alarm_reaches_somebody,
        "fail",
        "composite alarms that only listen to each other",
        resource(rules.ALARMS[1], "two", alarmName="two", alarmRule="ALARM(three)"),
        resource(rules.ALARMS[1], "three", alarmName="three", alarmRule="ALARM(two)"),
    ),
    case(
        rules.account_raises_alarms_of_cis,
        "pass",
        "for all",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        finding(EVERYTHING),
        alarm(),
    ),
    case(
        rules.account_raises_alarms_of_cis,
        "pass",
        "another alarm is not known",
        exports(),
        AUDITED,
        GROUP,
        finding(EVERYTHING),
        alarm("others", actionsEnabled=UNKNOWN),
        alarm(),
    ),
    case(rules.account_raises_alarms_of_cis, "fail", "none", exports(accountOwner="test"), AUDITED, GROUP),
    case(
        rules.account_raises_alarms_of_cis,
        "fail",
        "all but root's",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        finding(EVERYTHING.replace("Root", "")),
        alarm(),
    ),
    case(
        rules.account_raises_alarms_of_cis,
        "fail",
        "found, and nobody is told",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        finding(EVERYTHING),
        alarm(alarmActions=[]),
    ),
    case(
        rules.account_raises_alarms_of_cis,
        "fail",
        "the alarm is of another metric",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        finding(EVERYTHING),
        alarm("errors"),
    ),
    case(
        rules.account_raises_alarms_of_cis,
        "fail",
        "found where no trail writes",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        OTHER_GROUP,
        finding(EVERYTHING, "other"),
        alarm(),
    ),
    case(rules.account_raises_alarms_of_cis, "not applicable", "another stack does", exports(accountOwner="dev")),
    case(
        rules.account_raises_alarms_of_cis,
        "unknown",
        "what is found",
        exports(accountOwner="test"),
        AUDITED,
        GROUP,
        finding(UNKNOWN),
        alarm(),
    ),
    case(
        rules.account_raises_alarm_on_break_glass,
        "pass",
        "watched",
        exports(),
        EMERGENCY,
        AUDITED,
        GROUP,
        finding(ASSUMED),
        alarm(),
    ),
    case(
        rules.account_raises_alarm_on_break_glass,
        "fail",
        "another role is watched",
        exports(),
        EMERGENCY,
        AUDITED,
        GROUP,
        finding(ASSUMED.replace("break-glass", "operator")),
        alarm(),
    ),
    case(rules.account_raises_alarm_on_break_glass, "fail", "not watched", exports(accountOwner="test"), EMERGENCY),
    case(
        rules.account_raises_alarm_on_break_glass,
        "not applicable",
        "another stack watches",
        exports(accountOwner="dev"),
        EMERGENCY,
    ),
    case(rules.account_raises_alarm_on_break_glass, "not applicable", "no such role", exports(accountOwner="test")),
    case(
        rules.account_raises_alarm_on_break_glass,
        "unknown",
        "what is found",
        exports(),
        EMERGENCY,
        AUDITED,
        GROUP,
        finding(UNKNOWN),
        alarm(),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
