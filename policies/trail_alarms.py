"""Whether somebody hears of an event that a trail records, by a metric filter on its log group and an alarm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from policies.alarm_actions import ALARM, reaches_nobody
from policies.filter_pattern import UnreadablePatternError, finds
from policies.some import some
from policies.trail_events import EVERYDAY, USER, call
from policies.view import Resource, Stack, UnknownValue
from policies.watching import raised_when_bad

TRAIL = "aws:cloudtrail/trail:Trail"
METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
MADE = "metricTransformation"
ONE_IS_ENOUGH = ("Sum", "Maximum", "Average", "SampleCount")
"""What an alarm may make of one event: of what is counted only when it happens, the average is the count too."""
ROLE_ASKED_FOR = re.compile(r'roleArn\s*=\s*"?([^"\s)]*)')
"""A role, or `*` for a part of its ARN, of whose taking a filter pattern finds the event."""

Hears = Callable[[Mapping[str, Any]], bool]


def hearing(stack: Stack, of: re.Pattern[str] | None = None) -> Hears:
    """Return what tells whether an event that a trail of the stack records raises an alarm that reaches somebody.

    Not by a filter that finds what is ordinary too: an alarm that always rings says nothing. It raises `UnknownValue`
    where the only filter or alarm that may do so cannot be judged.
    """
    groups = {group.urn for trail in stack.of(TRAIL) for group in trail.refers_to("cloudWatchLogsGroupArn")}
    of_trails = [each for each in filters(stack, of) if groups & {to.urn for to in each.refers_to("logGroupName")}]
    ears = [_ear(metric, stack) for metric in of_trails]
    return lambda event: some(lambda hears: hears(event), ears)


def watched_for_others(stack: Stack, kind: re.Pattern[str]) -> bool:
    """Tell whether somebody hears of it when roles of a kind, by its words, are taken, whichever stack made them.

    The stack that owns an account watches for its guests, and may have no such role of its own.
    """
    patterns = [str(metric.properties.get("pattern", "")) for metric in filters(stack, kind)]
    roles = {role for pattern in patterns for role in ROLE_ASKED_FOR.findall(pattern)}
    open_to_all = sorted(role for role in roles if "*" in role and kind.search(role))
    if not open_to_all:
        return False
    hears = hearing(stack, kind)

    def taken(role: str, by: str) -> bool:
        asked = {"roleArn": role.replace("*", by), "roleSessionName": "ann"}
        return hears(call("sts", "AssumeRole", userIdentity=USER, requestParameters=asked))

    try:
        return any(all(taken(role, by) for by in ("a", "Of9.Nobody")) for role in open_to_all)
    except UnknownValue:
        return False


def filters(stack: Stack, of: re.Pattern[str] | None) -> list[Resource]:
    """Return the metric filters of a stack, or those whose patterns hold certain words."""
    found = stack.of(METRIC_FILTER)
    return found if of is None else [each for each in found if of.search(str(each.properties.get("pattern", "")))]


def _ear(metric: Resource, stack: Stack) -> Hears:
    """Return what tells whether somebody hears of an event by this filter; it is asked often and reads only once."""
    try:
        pattern = metric.get("pattern", "")
        if any(finds(pattern, event) for event in EVERYDAY):
            return lambda _event: False
    except UnreadablePatternError:
        return _raising(UnknownValue("pattern", "is not a filter pattern for events in JSON, or cannot be read"))
    except UnknownValue as unknown:
        return _raising(unknown)
    try:
        told = some(lambda alarm: _hears(alarm, metric, stack), stack.of(ALARM))
    except UnknownValue as unknown:
        perhaps = _raising(unknown)
        return lambda event: finds(pattern, event) and perhaps(event)
    return lambda event: told and finds(pattern, event)


def _raising(unknown: UnknownValue) -> Hears:
    def hears(_event: Mapping[str, Any]) -> bool:
        raise unknown

    return hears


def _hears(alarm: Resource, metric: Resource, stack: Stack) -> bool:
    name = metric.get(f"{MADE}.name", "")
    same_name = alarm.get("metricName", "") == name
    same_namespace = alarm.get("namespace", "") == metric.get(f"{MADE}.namespace", "")
    apart = metric.has(f"{MADE}.dimensions") or alarm.has("dimensions")  # each value of a dimension is another metric
    if not (same_name and same_namespace) or apart:
        return False
    return _raised_by_one(alarm, metric) and raised_when_bad(alarm, name) and reaches_nobody(alarm, stack) is None


def _raised_by_one(alarm: Resource, metric: Resource) -> bool:
    """Tell whether one event, which fills one period, raises an alarm, and none does not."""
    statistic, at = alarm.get("statistic", ""), alarm.get("threshold", 0.0)
    counted = 1 if statistic == "SampleCount" else metric.get(f"{MADE}.value", 0.0)
    periods = alarm.get("datapointsToAlarm", alarm.get("evaluationPeriods", 1))
    diluted = statistic == "Average" and metric.has(f"{MADE}.defaultValue")
    reached = counted >= at if "OrEqual" in alarm.get("comparisonOperator", "") else counted > at
    silent = alarm.get("treatMissingData", "missing") != "breaching"
    return statistic in ONE_IS_ENOUGH and not diluted and reached and periods == 1 and silent
