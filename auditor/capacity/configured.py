"""The scaling that a stack declares, read from its resource graph: what would be deployed, not what settings say.

The load comes from the component that declares the scaling (components/scaling.py), which says what it was made for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from auditor.capacity.simulation import Bounds, Scaling, Service, Stepping, Tracking
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.judges.view import view
from components.capacity_plan import METRIC_SECONDS, Load
from components.payer_cycles import PayerCycle, occurrences, portable
from policies.rule import first_problem
from policies.view import Item, Resource, Stack, UnknownValue

COMPONENT = "footing:components:Scaling"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TRACKING = "targetTrackingScalingPolicyConfiguration"
STEPS = "stepScalingPolicyConfiguration"
DEFAULT_COOLDOWN = 300
"""Of policies for ECS services (Application Auto Scaling API Reference, `TargetTrackingScalingPolicyConfiguration`)."""
OF_REQUESTS = ("ALBRequestCountPerTarget", "RequestCountPerTarget")
OF_CPU = ("ECSServiceAverageCPUUtilization", "CPUUtilization")


@dataclass(frozen=True, kw_only=True)
class Action:
    """A scheduled action: new bounds, whenever its schedule comes in its time zone."""

    name: str
    schedule: str
    timezone: str
    minimum: int | None
    maximum: int | None


@dataclass(frozen=True, kw_only=True)
class Configured:
    """A service of a stack: what its load is said to be, and how it scales."""

    name: str
    load: Load
    cycles: tuple[PayerCycle, ...]
    scaling: Scaling
    actions: tuple[Action, ...]

    @property
    def service(self) -> Service:
        """What one of its tasks is said to do."""
        return Service(
            requests_per_task=self.load.requests_per_task,
            startup_seconds=self.load.startup_seconds,
            within_seconds=self.load.within_seconds,
        )

    def on(self, midnight: datetime) -> Scaling:
        """Return the scaling with what scheduled actions do to it on the day that begins at `midnight`."""
        first = self.scaling.bounds[0]
        due = sorted(
            ((moment - midnight).total_seconds(), action.name, action)
            for action in self.actions
            for moment in occurrences(
                _cron(action), midnight.astimezone(ZoneInfo(action.timezone)), midnight + timedelta(days=1)
            )
        )
        bounds = [first]
        for second, _, action in due:
            minimum = bounds[-1].minimum if action.minimum is None else action.minimum
            maximum = bounds[-1].maximum if action.maximum is None else action.maximum
            bounds.append(Bounds(second=int(second), minimum=minimum, maximum=maximum))
        return Scaling(bounds=tuple(bounds), tracking=self.scaling.tracking, stepping=self.scaling.stepping)


def configured(graph: ResourceGraph) -> list[Configured]:
    """Return every service of a stack that scales. Raises `InputError` for scaling that cannot be replayed."""
    stack = view(graph)
    try:
        return [_configured(component, stack) for component in stack.of(COMPONENT)]
    except UnknownValue as unknown:
        raise InputError(f"stack {graph.stack}: scaling cannot be replayed: {unknown}") from None


def _configured(component: Resource, stack: Stack) -> Configured:
    targets = [target for target in stack.of(TARGET) if target.parent == component.urn]
    if len(targets) != 1:
        raise InputError(f"stack {stack.name}: {component.name} declares {len(targets)} scalable targets, not one")
    (target,) = targets
    policies = stack.referring(target, POLICY, "resourceId")
    bounds = Bounds(second=0, minimum=target.get("minCapacity", 0), maximum=target.get("maxCapacity", 0))
    return Configured(
        name=component.name,
        load=_figures(Load, component.get("load")),
        cycles=tuple(_figures(PayerCycle, each) for each in component.get("cycles", [])),
        scaling=Scaling(
            bounds=(bounds,),
            tracking=tuple(_tracking(policy) for policy in policies if policy.has(TRACKING)),
            stepping=tuple(
                _stepping(policy, alarm)
                for policy in policies
                if policy.has(STEPS)
                for alarm in stack.referring(policy, ALARM, "alarmActions")
            ),
        ),
        actions=tuple(_action(action) for action in stack.referring(target, ACTION, "resourceId")),
    )


def _figures(kind: type[Any], values: Mapping[str, Any] | None) -> Any:
    try:
        return kind(**values or {})
    except (TypeError, ValueError) as error:
        raise InputError(f"{COMPONENT}: its load cannot be read: {error}") from None


def _tracking(policy: Resource) -> Tracking:
    target = policy.get(f"{TRACKING}.targetValue", 0.0)
    if target <= 0:
        raise InputError(f"{policy.name}: a target value of {target:g} cannot be replayed; set one above zero")
    return Tracking(
        metric=_metric(policy, _metric_names(policy)),
        target=target,
        scale_in_cooldown=policy.get(f"{TRACKING}.scaleInCooldown", DEFAULT_COOLDOWN),
        scales_in=not policy.get(f"{TRACKING}.disableScaleIn", False),
    )


def _metric_names(policy: Resource) -> Iterator[str]:
    custom = f"{TRACKING}.customizedMetricSpecification"
    yield policy.get(f"{TRACKING}.predefinedMetricSpecification.predefinedMetricType", "")
    yield policy.get(f"{custom}.metricName", "")
    for query in policy.items(f"{custom}.metrics"):
        yield query.get("metricStat.metric.metricName", "")


def _metric(judged: Resource, names: Iterator[str]) -> Literal["cpu", "requests"]:
    found = {name for name in names if name}
    if found and found <= set(OF_REQUESTS):
        return "requests"
    if found and found <= set(OF_CPU):
        return "cpu"
    raise InputError(
        f"{judged.name}: scaling by {', '.join(sorted(found)) or 'no metric'} cannot be replayed; "
        f"only by {OF_CPU[0]} and {OF_REQUESTS[1]}"
    )


def _stepping(policy: Resource, alarm: Resource) -> Stepping:
    names = (query.get("metric.metricName", "") for query in alarm.items("metricQueries"))
    if _metric(alarm, (name for group in (names, [alarm.get("metricName", "")]) for name in group)) != "requests":
        raise InputError(f"{alarm.name}: steps by CPU cannot be replayed; only by {OF_REQUESTS[1]}")
    if not str(alarm.get("comparisonOperator", "")).startswith("GreaterThan"):
        raise InputError(f"{policy.name}: steps that remove tasks cannot be replayed; target tracking removes them")
    adjustments = policy.items(f"{STEPS}.stepAdjustments")
    kind = policy.get(f"{STEPS}.adjustmentType", "")
    if kind not in ("PercentChangeInCapacity", "ChangeInCapacity"):
        raise InputError(f"{policy.name}: an adjustment of type {kind!r} cannot be replayed")
    if first_problem(lambda each: each.get("scalingAdjustment", 0) < 0 or None, adjustments):
        raise InputError(f"{policy.name}: steps that remove tasks cannot be replayed; target tracking removes them")
    threshold = alarm.get("threshold", 0.0)
    if threshold <= 0:
        raise InputError(f"{alarm.name}: a threshold of {threshold:g} cannot be replayed; set one above zero")
    seconds = [query.get("metric.period", METRIC_SECONDS) for query in alarm.items("metricQueries")]
    period = max([alarm.get("period", METRIC_SECONDS), *seconds])
    return Stepping(
        threshold=threshold,
        steps=_steps(adjustments, threshold),
        percent=kind == "PercentChangeInCapacity",
        least=policy.get(f"{STEPS}.minAdjustmentMagnitude", 0),
        cooldown=policy.get(f"{STEPS}.cooldown", DEFAULT_COOLDOWN),
        minutes=math.ceil(alarm.get("evaluationPeriods", 1) * period / METRIC_SECONDS),
    )


def _steps(adjustments: Sequence[Item], threshold: float) -> tuple[tuple[float, int], ...]:
    return tuple(
        sorted(
            (threshold + each.get("metricIntervalLowerBound", 0.0), each.get("scalingAdjustment", 0))
            for each in adjustments
        )
    )


def _action(action: Resource) -> Action:
    return Action(
        name=action.name,
        schedule=action.get("schedule", ""),
        timezone=action.get("timezone", "UTC"),
        minimum=_bound(action, "minCapacity"),
        maximum=_bound(action, "maxCapacity"),
    )


def _bound(action: Resource, which: str) -> int | None:
    path = f"scalableTargetAction.{which}"
    return int(action.get(path, 0)) if action.has(path) else None


def _cron(action: Action) -> str:
    inside = re.fullmatch(r"cron\((.+)\)", action.schedule)
    try:
        portable(inside[1] if inside else action.schedule)
    except ValueError as error:
        raise InputError(f"{action.name}: the schedule {action.schedule} cannot be replayed: {error}") from None
    return inside[1] if inside else action.schedule
