"""The capacity plan of a service, computed from its declared load.

Pure.

Everything follows from one measured number: the requests a second that one fully busy task answers within the
objective. Measure it with a load test of one task, and again when the application or the task size changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from components.payer_cycles import PayerCycle, check_apart

LEAST_TASKS = 2
LEAST_ZONES = 2
MOST_UTILISATION = 0.8
METRIC_SECONDS = 60
"""The load balancer and ECS send their metrics once a minute (User Guide for Application Load Balancers, "CloudWatch
metrics"; Amazon ECS Developer Guide, "CloudWatch metrics"), so no alarm can react faster."""
METRIC_DELAY_SECONDS = 60
"""Seconds until a minute's metrics are available: our assumption, as AWS documents no bound."""
SCALE_OUT_COOLDOWN_SECONDS = 60
SCALE_IN_COOLDOWN_SECONDS = 600
STEP_EDGES = (1.2, 1.5, 2.0, 3.0)
"""Multiples of the target at which steps start. Each step adds capacity up to the start of the next."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """The expected load of a service. Raises `ValueError` for impossible values."""

    requests_per_second: float
    """Requests a second at the normal daily peak."""
    baseline_requests_per_second: float
    """Requests a second at the quietest hour, which are answered even right after a zone is lost."""
    requests_per_task: float
    """Requests a second of one fully busy task that still answers within `within_seconds`."""
    utilisation: float
    """The target share of a task's capacity in use; the rest serves requests until further tasks have started."""
    spike_factor: float
    rise_seconds: int
    """Seconds that a spike takes to rise. Only idle capacity serves a spike that rises faster than tasks start."""
    startup_seconds: int
    """Seconds from the decision to start a task until the load balancer sends it requests."""
    within_seconds: float
    objective: float
    """The share of requests that must be answered within that time."""

    def __post_init__(self) -> None:
        if not 0 < self.baseline_requests_per_second <= self.requests_per_second:
            raise ValueError("baseline_requests_per_second: must be above zero and at most requests_per_second")
        if self.requests_per_task <= 0:
            raise ValueError("requests_per_task: must be above zero; measure it with a load test of one task")
        if not 0.1 <= self.utilisation <= MOST_UTILISATION:
            raise ValueError(
                f"utilisation: must be 0.1 to {MOST_UTILISATION}, not {self.utilisation:g}; above, no room is left for "
                "requests that come while tasks start"
            )
        if not 1 <= self.spike_factor <= 20:
            raise ValueError(f"spike_factor: must be 1 to 20, not {self.spike_factor:g}")
        if self.rise_seconds < 0:
            raise ValueError("rise_seconds: must not be below zero")
        if not 0 < self.startup_seconds <= 900:
            raise ValueError(f"startup_seconds: must be 1 to 900, not {self.startup_seconds}")
        if self.within_seconds <= 0 or not 0 < self.objective < 1:
            raise ValueError("within_seconds must be above zero, and objective a share between 0 and 1")


@dataclass(frozen=True, kw_only=True)
class Step:
    """Add `percent` of the tasks while the metric is `above` the alarm's threshold by this much, up to `below`."""

    above: int
    below: int | None
    percent: int


@dataclass(frozen=True, kw_only=True)
class ScheduledCapacity:
    """New bounds at a recurring time, for a payer cycle."""

    name: str
    schedule: str
    timezone: str
    minimum: int
    maximum: int


@dataclass(frozen=True, kw_only=True)
class CapacityPlan:
    """How a service scales, in tasks, requests a minute, percent and seconds."""

    load: Load
    cycles: tuple[PayerCycle, ...]
    minimum: int
    maximum: int
    cpu_target: int
    requests_target: int
    """Requests for each task and minute, as the load balancer counts them."""
    step_threshold: int
    steps: tuple[Step, ...]
    scale_out_cooldown: int
    step_cooldown: int
    scale_in_cooldown: int
    scheduled: tuple[ScheduledCapacity, ...]


def plan_capacity(
    load: Load, *, zones: int, maximum: int | None = None, cycles: Sequence[PayerCycle] = ()
) -> CapacityPlan:
    """Return the capacity plan of a service for this load in `zones` zones.

    The default of `maximum` is what the largest expected load needs at the target utilisation after the loss of a zone.
    Raises `ValueError`, with a message for users, if no plan is possible.
    """
    if zones < LEAST_ZONES:
        raise ValueError(f"zones: must be {LEAST_ZONES} or more to survive the loss of one, not {zones}")
    check_apart(cycles)
    minimum = least_tasks(load, zones)
    in_cycle = {cycle.name: max(minimum, tasks_for(load, cycle.multiplier)) for cycle in cycles}
    largest = max([load.spike_factor, *(cycle.multiplier for cycle in cycles)])
    most = maximum or max(minimum + 1, math.ceil(tasks_for(load, largest) * zones / (zones - 1)))
    _check_room(load, most, minimum, largest, in_cycle)
    requests_target = max(1, math.floor(load.requests_per_task * load.utilisation * METRIC_SECONDS))
    threshold, steps = plan_steps(requests_target, load.spike_factor)
    return CapacityPlan(
        load=load,
        cycles=tuple(cycles),
        minimum=minimum,
        maximum=most,
        cpu_target=round(100 * load.utilisation),
        requests_target=requests_target,
        step_threshold=threshold,
        steps=steps,
        scale_out_cooldown=SCALE_OUT_COOLDOWN_SECONDS,
        # Until the metrics reflect the added tasks: a shorter cooldown would add them twice.
        step_cooldown=_whole_minutes(load.startup_seconds + METRIC_SECONDS + METRIC_DELAY_SECONDS),
        scale_in_cooldown=SCALE_IN_COOLDOWN_SECONDS,
        scheduled=tuple(
            bounds
            for cycle in cycles
            for bounds in (
                _scheduled(cycle, "start", cycle.start, in_cycle[cycle.name], most),
                _scheduled(cycle, "end", cycle.end, minimum, most),
            )
        ),
    )


def least_tasks(load: Load, zones: int) -> int:
    """Return the fewest tasks that still answer the baseline after the loss of any one zone.

    Fargate spreads tasks over zones as evenly as it can (Amazon ECS Developer Guide, "Amazon ECS service scheduler"),
    so a zone holds at most its share, rounded up.
    """
    left = math.ceil(load.baseline_requests_per_second / load.requests_per_task)
    tasks = LEAST_TASKS
    while tasks - math.ceil(tasks / zones) < left:
        tasks += 1
    return tasks


def tasks_for(load: Load, factor: float = 1, utilisation: float | None = None) -> int:
    """Return the tasks that serve a multiple of the normal peak at the target utilisation."""
    busy = load.utilisation if utilisation is None else utilisation
    return math.ceil(load.requests_per_second * factor / (load.requests_per_task * busy))


def plan_steps(requests_target: int, spike_factor: float) -> tuple[int, tuple[Step, ...]]:
    """Return the alarm's threshold, and the steps above it up to a spike, in requests for each task and minute.

    Steps only add tasks; target tracking removes them. A step that removes tasks would not be blocked while target
    tracking needs them, and the two would counteract each other (Application Auto Scaling API Reference,
    `PutScalingPolicy`).
    """
    edges = [edge for edge in STEP_EDGES if edge < spike_factor] or [STEP_EDGES[0]]
    rooms = [*edges[1:], max(spike_factor, 1.5 * edges[-1])]
    bounds = [math.ceil(edge * requests_target) for edge in edges]
    threshold = bounds[0]
    above = [bound - threshold for bound in bounds]
    below = [upper for _, upper in pairwise(above)]
    return threshold, tuple(
        Step(above=lower, below=upper, percent=math.ceil(round(100 * (room - 1), 6)))
        for lower, upper, room in zip(above, [*below, None], rooms, strict=True)
    )


def _check_room(load: Load, maximum: int, minimum: int, largest: float, in_cycle: dict[str, int]) -> None:
    needed = max(tasks_for(load, largest, utilisation=1), minimum + 1)
    if maximum < needed:
        raise ValueError(
            f"maximum: {maximum} tasks cannot answer {load.requests_per_second * largest:g} requests a second, which "
            f"is {largest:g} times the normal peak, even fully busy, and leave room above the minimum of {minimum}: "
            f"use {needed} or more, or leave maximum out"
        )
    for name, tasks in in_cycle.items():
        if maximum < tasks:
            raise ValueError(f"maximum: payer cycle {name} begins with {tasks} tasks, more than {maximum}: raise it")


def _scheduled(cycle: PayerCycle, moment: str, schedule: str, minimum: int, maximum: int) -> ScheduledCapacity:
    return ScheduledCapacity(
        name=f"{cycle.name}-{moment}",
        schedule=f"cron({schedule})",
        timezone=cycle.timezone,
        minimum=minimum,
        maximum=maximum,
    )


def _whole_minutes(seconds: int) -> int:
    return 60 * math.ceil(seconds / 60)
