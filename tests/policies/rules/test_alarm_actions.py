from __future__ import annotations

from typing import Any

import pytest

from policies.alarm_actions import ALARM, COMPOSITE, HEEDING, reaches_nobody
from policies.rules import alarm_actions as rules
from policies.view import UNKNOWN, Resource, Stack, Template, UnknownValue
from tests.policies.cases import Case, case, resource

RULE = rules.alarm_reaches_somebody
HERE = "us-east-1:111122223333"
TOPIC = f"arn:aws:sns:{HERE}:notifications"
FUNCTION = f"arn:aws:lambda:{HERE}:function:tell"
ITEM = f"arn:aws:ssm:{HERE}:opsitem:1#CATEGORY=Security"
INCIDENT = "arn:aws:ssm-incidents::111122223333:response-plan/page"
SCALING = f"arn:aws:autoscaling:{HERE}:scalingPolicy:0:resource/ecs/service/app:policyName/out"
INVESTIGATION = f"arn:aws:aiops:{HERE}:investigation-group/0000000000000000"
STOP = "arn:aws:automate:us-east-1:ec2:stop"
END = f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Terminate/1.0"
OF_INSTANCE: dict[str, Any] = {"dimensions": {"InstanceId": "i-0"}}
MADE: dict[str, Any] = {"alarmActions": [UNKNOWN]}
OTHERS = (
    resource("aws:sns/topic:Topic", "topic"),
    resource("aws:appautoscaling/policy:Policy", "policy"),
    resource("pulumi:pulumi:StackReference", "elsewhere"),
)


def alarm(type_: str = ALARM, /, *, to: str = "", **changes: Any) -> Resource:
    refers = {"alarmActions": [to]} if to else {}
    return resource(type_, refers=refers, **{"alarmActions": [TOPIC], **changes})


def composite(**changes: Any) -> Resource:
    return resource(COMPOSITE, "both", **{"alarmActions": [TOPIC], **changes})


def suppressed_by(alarm: Any) -> dict[str, Any]:
    return {"actionsSuppressor": {"alarm": alarm, "extensionPeriod": 60, "waitPeriod": 0}}


TELLING = {"topic": TOPIC, "function": FUNCTION, "item of work": ITEM, "incident": INCIDENT}
NAMED: dict[str, Any] = {"name": "silent", "alarmActions": [TOPIC]}
HEEDED = resource("aws:route53/healthCheck:HealthCheck", "heeding", cloudwatchAlarmName="silent")
SILENT = resource(ALARM, "silent", name="silent")


def heeding(type_: str, *names: Any, on: bool = True, to: str = "") -> Resource:
    """Make what acts on alarms of these names, or on one to which it refers."""
    by, within, switch = HEEDING[type_]
    given = {by: {within: [*names], switch: on} if within else names[0]}
    return resource(type_, "heeding", refers={by: [to]} if to else {}, **given)


CASES = [
    *(case(RULE, "pass", f"{type_} heeds it", SILENT, heeding(type_, "silent")) for type_ in HEEDING),
    *(case(RULE, "pass", f"{type_} refers to it", SILENT, heeding(type_, UNKNOWN, to="silent")) for type_ in HEEDING),
    *(case(RULE, "fail", f"{type_} heeds another", SILENT, heeding(type_, "other")) for type_ in HEEDING),
    *(case(RULE, "unknown", f"{type_} heeds which", SILENT, heeding(type_, UNKNOWN)) for type_ in HEEDING),
    *(
        case(RULE, "fail", f"{type_} heeds nothing", SILENT, heeding(type_, "silent", on=False))
        for type_ in HEEDING
        if HEEDING[type_][2]
    ),
    case(RULE, "fail", "no health is checked", SILENT, resource(list(HEEDING)[-1], "heeding", type="HTTPS")),
    case(RULE, "pass", "its actions are off", resource(ALARM, "silent", actionsEnabled=False, **NAMED), HEEDED),
    *(case(RULE, "pass", what, alarm(alarmActions=[action])) for what, action in TELLING.items()),
    *(case(RULE, "pass", f"{what}, by several", alarm(COMPOSITE, alarmActions=[to])) for what, to in TELLING.items()),
    case(RULE, "pass", "a topic that is made with it", alarm(to="topic", **MADE), *OTHERS),
    case(RULE, "pass", "a policy of scaling that is made with it", alarm(to="policy", **MADE), *OTHERS),
    case(RULE, "fail", "several alarms scale nothing", alarm(COMPOSITE, to="policy", **MADE), *OTHERS),
    case(RULE, "unknown", "what another stack makes", alarm(to="elsewhere", **MADE), *OTHERS),
    case(RULE, "unknown", "what it does", alarm(**MADE)),
    case(RULE, "unknown", "whether it does anything", alarm(alarmActions=UNKNOWN)),
    case(RULE, "pass", "a topic besides what is not known", alarm(alarmActions=[UNKNOWN, TOPIC])),
    case(RULE, "pass", "a policy of scaling", alarm(alarmActions=[SCALING])),
    case(RULE, "pass", "an investigation", alarm(alarmActions=[INVESTIGATION])),
    case(RULE, "pass", "the instance that is watched", alarm(alarmActions=[STOP], **OF_INSTANCE)),
    case(RULE, "fail", "an instance, and none is watched", alarm(alarmActions=[STOP])),
    case(RULE, "fail", "an instance, by Simple Workflow", alarm(alarmActions=[END])),
    case(RULE, "fail", "an instance, by several alarms", alarm(COMPOSITE, alarmActions=[STOP])),
    case(RULE, "fail", "what is no action", alarm(alarmActions=[f"arn:aws:sqs:{HERE}:queue"])),
    case(RULE, "fail", "what is no ARN", alarm(alarmActions=["notifications"])),
    case(RULE, "fail", "several together", resource(COMPOSITE, alarmRule="ALARM(a)")),
    case(RULE, "fail", "no action", alarm(alarmActions=[])),
    case(RULE, "fail", "an action that is none", alarm(alarmActions=[""])),
    case(RULE, "fail", "turned off", alarm(actionsEnabled=False)),
    case(RULE, "unknown", "perhaps turned off", alarm(actionsEnabled=UNKNOWN)),
    *(
        case(RULE, verdict, because, resource(ALARM, "long", alarmActions=[], name="test-long"), composite(**given))
        for verdict, because, given in (
            ("pass", "a composite alarm listens", {"alarmRule": 'ALARM("test-long") AND ALARM("short")'}),
            ("pass", "without quotes", {"alarmRule": "ALARM( test-long )"}),
            ("pass", "by its ARN", {"alarmRule": f"ALARM(arn:aws:cloudwatch:{HERE}:alarm:test-long)"}),
            ("fail", "it listens to others", {"alarmRule": 'ALARM("test-longer")'}),
            ("fail", "it listens to its health", {"alarmRule": 'OK("test-long")'}),
            ("fail", "it listens to what it is not", {"alarmRule": "NOT ALARM(test-long)"}),
            ("fail", "it is never raised", {"alarmRule": 'ALARM("test-long") AND FALSE'}),
            ("pass", "not while another is deploying", {"alarmRule": "ALARM(test-long)", **suppressed_by("deploying")}),
            ("fail", "not while it is raised", {"alarmRule": "ALARM(test-long)", **suppressed_by("test-long")}),
            (
                "fail",
                "not while it could be raised",
                {"alarmRule": "ALARM(test-long) AND ALARM(short)", **suppressed_by("short")},
            ),
            ("unknown", "while what is raised", {"alarmRule": "ALARM(test-long)", **suppressed_by(UNKNOWN)}),
            ("fail", "it tells nobody either", {"alarmRule": 'ALARM("test-long")', "alarmActions": []}),
            ("unknown", "to whom it listens", {"alarmRule": UNKNOWN}),
            ("unknown", "what it says", {"alarmRule": "ALARM(test-long) XOR ALARM(short)"}),
            ("pass", "by reference", {"alarmRule": UNKNOWN, "refers": {"alarmRule": ["long"]}}),
            (
                "pass",
                "by a name that AWS will choose",
                {"alarmRule": Template("ALARM(${long.name})"), "refers": {"alarmRule": ["long"]}},
            ),
            (
                "fail",
                "by reference, to its health",
                {"alarmRule": Template("OK(${long.name})"), "refers": {"alarmRule": ["long"]}},
            ),
        )
    ),
    case(
        RULE,
        "pass",
        "a composite alarm of its composite alarm",
        resource(ALARM, "one", alarmActions=[], name="one"),
        resource(COMPOSITE, "two", alarmName="two", alarmRule="ALARM(one)"),
        resource(COMPOSITE, "three", alarmRule="ALARM(two)", alarmActions=[TOPIC]),
    ),
    case(
        RULE,
        "fail",
        "composite alarms that only listen to each other",
        resource(COMPOSITE, "two", alarmName="two", alarmRule="ALARM(three)"),
        resource(COMPOSITE, "three", alarmName="three", alarmRule="ALARM(two)"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict


@pytest.mark.parametrize("action", TELLING.values(), ids=TELLING)
def test_somebody_hears_by_an_action_that_tells(action: str) -> None:
    assert _unheard(alarm(alarmActions=[action])) is None


@pytest.mark.parametrize("action", [SCALING, INVESTIGATION, STOP, END])
def test_nobody_hears_by_an_action_that_only_does_something(action: str) -> None:
    assert _unheard(alarm(alarmActions=[action], **OF_INSTANCE)) == "none of its actions tells anybody"


def test_a_policy_of_scaling_that_is_made_with_an_alarm_tells_nobody() -> None:
    assert _unheard(alarm(to="policy", **MADE)) == "none of its actions tells anybody"


def test_whether_somebody_hears_by_what_another_stack_makes_is_not_known() -> None:
    with pytest.raises(UnknownValue):
        _unheard(alarm(to="elsewhere", **MADE))


def _unheard(subject: Resource) -> str | None:
    Stack("test", [subject, *OTHERS])
    assert subject.stack
    return reaches_nobody(subject, subject.stack)
