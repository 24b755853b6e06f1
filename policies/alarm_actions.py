"""What alarms do when they are raised, and whether anybody hears of it.

The actions are those of the Amazon CloudWatch API Reference, "PutMetricAlarm" and "PutCompositeAlarm", and of the
Amazon CloudWatch User Guide, "Alarm actions".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from policies.alarm_rule import raised_by
from policies.documents import listed
from policies.some import some
from policies.types import ECS_SERVICE
from policies.values import Hidden, Template
from policies.view import Resource, Stack

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
ALARMS = (ALARM, COMPOSITE)
ACTIONS = "alarmActions"
MOST = 5
"""How many actions an alarm may have."""
TELLING = re.compile(r"arn:[^:]+:(sns:|lambda:[^:]*:[^:]*:function:|ssm:[^:]*:[^:]*:opsitem:|ssm-incidents:)")
"""Actions by which somebody hears: a topic, a function that passes it on, an item of work, an incident."""
TELLING_TYPES = ("aws:sns/topic", "aws:lambda/", "aws:ssmincidents/")
SCALING = re.compile(r"arn:[^:]+:autoscaling:[^:]*:[^:]*:scalingPolicy:")
SCALING_TYPES = ("aws:appautoscaling/", "aws:autoscaling/")
INSTANCE = re.compile(r"arn:[^:]+:(automate:[^:]*:ec2:|swf:[^:]*:[^:]*:action/actions/AWS_EC2\.)")
"""Actions that stop, end, restart or recover the instance whose metric is watched."""
INVESTIGATION = re.compile(r"arn:[^:]+:aiops:")
"""Begins an investigation, which waits for somebody to look at it."""
HEEDING = {
    "aws:codedeploy/deploymentGroup:DeploymentGroup": ("alarmConfiguration", "alarms", "enabled"),
    ECS_SERVICE: ("alarms", "alarmNames", "enable"),
    "aws:route53/healthCheck:HealthCheck": ("cloudwatchAlarmName", "", ""),
}
"""What acts on an alarm without an action of it: the property that names alarms, where in it, and what turns it on. A
release stops or is taken back, or names lead elsewhere."""
GAP = re.compile(r"\$\{([^}]+)\.(?:arn|id|name|alarmName)\}")


def reaches_nobody(alarm: Resource, stack: Stack) -> str | None:
    """Return why nobody hears of an alarm, or None if somebody does: by a composite alarm that listens to it, too."""
    return _missed(alarm, stack, acting=False)


def does_nothing(alarm: Resource, stack: Stack) -> str | None:
    """Return why an alarm changes nothing, or None if somebody hears of it or something is done by itself."""
    missed = _missed(alarm, stack, acting=True)
    return None if missed and some(lambda other: _heeds(other, alarm), stack.of(*HEEDING)) else missed


def _missed(alarm: Resource, stack: Stack, *, acting: bool, passed: Collection[str] = ()) -> str | None:
    if actions := _actions(alarm):
        if not alarm.get("actionsEnabled", True):
            return "its actions are turned off"
        if _tells(alarm) or (acting and _acts(alarm)):
            return None

    def passes_on(composite: Resource) -> bool:
        seen = {*passed, alarm.urn}
        return (
            composite.urn not in seen
            and _listens_to(composite, alarm)
            and _missed(composite, stack, acting=acting, passed=seen) is None
        )

    if some(passes_on, stack.of(COMPOSITE)):
        return None
    if not actions:
        return "it has no action"
    return "none of its actions does anything" if acting else "none of its actions tells anybody"


def _heeds(other: Resource, alarm: Resource) -> bool:
    """Tell whether something else acts on an alarm, which it has by reference or by name."""
    by, names, switch = HEEDING[other.type]
    if switch and not other.get(f"{by}.{switch}", False):
        return False
    referred = [each for each in other.refers_to(by) if each.type in ALARMS]
    if referred or not other.has(by):
        return any(each.urn == alarm.urn for each in referred)
    name = alarm.get("alarmName" if alarm.type == COMPOSITE else "name", "")
    return bool(name) and name in listed(other.get(f"{by}.{names}" if names else by))


def _tells(alarm: Resource) -> bool:
    return _has_action(alarm, TELLING, TELLING_TYPES)


def _acts(alarm: Resource) -> bool:
    """Tell whether an alarm does something by itself; of an instance, only what watches one can do anything to it."""
    if _has_action(alarm, INVESTIGATION, ()):
        return True
    if alarm.type == COMPOSITE:
        return False
    scales = _has_action(alarm, SCALING, SCALING_TYPES)
    return scales or (alarm.has("dimensions.InstanceId") and _has_action(alarm, INSTANCE, ()))


def _has_action(alarm: Resource, like: re.Pattern[str], types: tuple[str, ...]) -> bool:
    """Tell whether one of an alarm's actions is of a kind; raise `UnknownValue` if one perhaps is.

    What AWS will choose is a resource to which the alarm refers, whose type says what it is.
    """
    referred = alarm.refers_to(ACTIONS)
    if types and any(each.type.startswith(types) for each in referred):
        return True
    understood = bool(referred) and all(each.type.startswith((*TELLING_TYPES, *SCALING_TYPES)) for each in referred)

    def is_like(path: str) -> bool:
        if understood and isinstance(_raw(alarm, path), Hidden | Template):
            return False
        return like.match(alarm.get(path, "")) is not None

    return some(is_like, _actions(alarm))


def _actions(alarm: Resource) -> list[str]:
    """Return where an alarm names actions."""
    return [path for path in (f"{ACTIONS}.{index}" for index in range(MOST)) if alarm.has(path)]


def _raw(alarm: Resource, path: str) -> Any:
    given = alarm.properties[ACTIONS]
    return given[int(path.rpartition(".")[2])] if isinstance(given, list | tuple) else given


def _listens_to(composite: Resource, alarm: Resource) -> bool:
    """Tell whether a composite alarm is raised by an alarm, which its rule has by name, by ARN or by reference."""
    referred = any(each.urn == alarm.urn for each in composite.refers_to("alarmRule"))
    rule = composite.properties.get("alarmRule")
    if referred and isinstance(rule, Hidden):
        return True
    name = alarm.get("alarmName" if alarm.type == COMPOSITE else "name", "")
    names = [each for each in (name, alarm.name if referred else "") if each]
    if not names:
        return False
    text = GAP.sub(r"\1", rule) if isinstance(rule, Template) and referred else composite.get("alarmRule", "")
    return raised_by(text, names, _suppressing(composite))


def _suppressing(composite: Resource) -> list[str]:
    """Return the name of the alarm during which a composite alarm does nothing."""
    path = "actionsSuppressor"
    if not composite.has(f"{path}.alarm"):
        return []
    if referred := composite.refers_to(path):
        return [name for each in referred for name in (each.properties.get("name"), each.name) if isinstance(name, str)]
    return [composite.get(f"{path}.alarm", "").rpartition(":alarm:")[2]]
