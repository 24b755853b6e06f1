"""The rule for what alarms do: that none is raised and nothing comes of it."""

from __future__ import annotations

from policies.alarm_actions import ALARMS, does_nothing
from policies.rule import Severity, Verdict, stack_rule
from policies.view import Resource, Stack


@stack_rule(
    *ALARMS,
    severity=Severity.MEDIUM,
    fix="Set `alarm_actions` to the topic for notifications, and leave `actions_enabled` on.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
)
def alarm_reaches_somebody(alarm: Resource, stack: Stack) -> Verdict:
    """An alarm tells somebody or does something: by itself, or by an alarm, release or health check that heeds it."""
    return does_nothing(alarm, stack)
