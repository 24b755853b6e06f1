"""Rules for alarms on a trail: that there is one for what must not go unnoticed."""

from __future__ import annotations

import re

from policies.alarm_actions import ALARM as ALARM
from policies.alarm_actions import ALARMS as ALARMS
from policies.documents import statements
from policies.grants import ROLE as ROLE
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.trail_alarms import METRIC_FILTER as METRIC_FILTER
from policies.trail_alarms import Hears, hearing, watched_for_others
from policies.trail_events import CIS_EVENTS, role_taken
from policies.view import STACK_TYPE, Resource, Stack, UnknownValue
from policies.whereabouts import own_accounts

EMERGENCY = re.compile(r"break.?(the.?)?glass|emergenc|fire.?(call|fight)", re.IGNORECASE)
ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
ANY_ACCOUNT = "000000000000"


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix="Add `AuditAlarms` (components/audit_alarms.py) for the missing events to the trail's log group.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
)
def account_raises_alarms_of_cis(_root: Resource, stack: Stack) -> Verdict:
    """There is an alarm for each event that the CIS AWS Foundations Benchmark lists, and none for what is ordinary."""
    hears = hearing(stack)
    missing = [title for title, events in CIS_EVENTS.items() if not all(map(hears, events))]
    return (provided_elsewhere(stack) or f"no alarm is raised for {', '.join(missing)}") if missing else None


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Add `break_glass_use` (components/audit_events.py) to the trail's alarms; `*` may only begin or end its ARN.",
    url="https://www.ecfr.gov/current/title-45/section-164.312",
)
def account_raises_alarm_on_break_glass(_root: Resource, stack: Stack) -> Verdict:
    """There is an alarm for somebody taking on a role for emergencies."""
    roles = [role for role in stack.of(ROLE) if _for_emergencies(role)]
    if not roles:
        nobody = NotApplicable("no role that people take is named, described or tagged as one for emergencies")
        return nobody if provided_elsewhere(stack) or not watched_for_others(stack, EMERGENCY) else None
    hears = hearing(stack)

    def problem(role: Resource) -> str | None:
        return None if _taking_heard(role, stack, hears) else f"no alarm is raised when somebody takes on {role.name}"

    missing = first_problem(problem, roles)
    return missing and (provided_elsewhere(stack) or missing)


def _for_emergencies(role: Resource) -> bool:
    """Tell by its words what a role is for, and by its trust policy that it is not only for services."""
    said = [role.name, *(str(role.properties.get(name, "")) for name in ("name", "description", "tags"))]
    if not any(map(EMERGENCY.search, said)):
        return False
    trusting = statements(role.document("assumeRolePolicy"))
    return any(set(each.principals) - set(each.services) for each in trusting if not each.is_deny)


def _taking_heard(role: Resource, stack: Stack, hears: Hears) -> bool:
    """Tell whether an alarm is raised when somebody takes a role.

    The engine ends the name of a role that has none of its own with seven characters. Where no provider says which
    account this is, an alarm for the role in a certain account may be the right one, or not.
    """
    name = role.get("path", "/") + role.get("name", f"{role.name}-0a1b2c3")
    taken = [event for account in own_accounts(stack) or [ANY_ACCOUNT] for event in role_taken(account, name)]
    if any(map(hears, taken)):
        return True
    if not own_accounts(stack):
        named = {each for metric in stack.of(METRIC_FILTER) for each in ACCOUNT.findall(metric.get("pattern", ""))}
        if any(hears(event) for account in sorted(named) for event in role_taken(account, name)):
            raise UnknownValue("allowedAccountIds", "is not given, so that it cannot be told whose role is meant")
    return False
