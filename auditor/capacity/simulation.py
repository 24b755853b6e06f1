"""A service under load, simulated in steps of a few seconds: requests, tasks, metrics, and what scaling makes of them.

It is made so that more headroom never answers fewer requests: every rule below gives a fleet that is at least as large
at least as many tasks, whatever happened before. Real scaling does not promise that. A fleet a little larger may stay
just below an alarm, and miss a step that would have made it much larger. So where AWS might do more or less, depending
on such accidents, the less is assumed:

- target tracking adds what the least of its last three minutes needed, three minutes being what its alarm takes, and
  removes what no minute needed in the fifteen of its other alarm and the cooldown after it;
- a step is worth what the least lucky fleet of at least this size would get from it, and no more than silences its
  alarm;
- a task counts once it has been wanted, without interruption, for as long as it takes to start;
- the metrics of a minute are seen a minute after its end.

Requests wait in one queue. What would wait for longer than the objective allows, as the fleet is then, is lost at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from components.capacity_plan import METRIC_DELAY_SECONDS, METRIC_SECONDS

STEP_SECONDS = 5
STEPS_PER_MINUTE = METRIC_SECONDS // STEP_SECONDS
DELAY_MINUTES = math.ceil(METRIC_DELAY_SECONDS / METRIC_SECONDS)
OUT_MINUTES = 3
IN_MINUTES = 15
"""How long the alarms that target tracking makes for itself wait, as they are seen in accounts; AWS may change them."""


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """Target tracking: on CPU in percent, or on requests for each task and minute."""

    metric: Literal["cpu", "requests"]
    target: float
    scale_in_cooldown: int
    scales_in: bool = True


@dataclass(frozen=True, kw_only=True)
class Stepping:
    """Step scaling on requests for each task and minute; `steps` are (from, percent or tasks), from the lowest up."""

    threshold: float
    steps: tuple[tuple[float, int], ...]
    percent: bool
    least: int
    cooldown: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """From a second of the day on, how few and how many tasks there may be."""

    second: int
    minimum: int
    maximum: int


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """All that decides how many tasks there are. The first of `bounds` holds from the beginning."""

    bounds: tuple[Bounds, ...]
    tracking: tuple[Tracking, ...]
    stepping: tuple[Stepping, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a task can do: requests a second when fully busy, seconds to start, and seconds that a request may wait."""

    requests_per_task: float
    startup_seconds: int
    within_seconds: float


@dataclass(frozen=True, kw_only=True)
class Run:
    """What became of a load; `running` has a value for each step of the simulation."""

    arrived: float
    lost: float
    running: tuple[int, ...]

    @property
    def share(self) -> float:
        """The share of requests that was answered in time."""
        return 1 - self.lost / self.arrived if self.arrived else 1.0


@dataclass
class _Seen:
    """What the metrics say, minute by minute, and what was decided from them."""

    requests: list[float] = field(default_factory=list)
    running: list[int] = field(default_factory=list)


def simulate(load: Sequence[float], scaling: Scaling, service: Service) -> Run:
    """Run a load, in requests a second for each step, against a service that scales.

    Before the first step the fleet has been at rest under the first step's load for as long as matters.
    """
    first = load[0] * METRIC_SECONDS if load else 0.0
    at_rest = max((_needed(each, first, math.inf, service) for each in scaling.tracking), default=0)
    wanted = [_within(at_rest, scaling.bounds[0])]
    start_steps = math.ceil(service.startup_seconds / STEP_SECONDS)
    seen = _Seen()
    running: list[int] = []
    behind = lost = 0.0  # requests not answered so far: those that wait and those lost; and the lost alone
    for step, rate in enumerate(load):
        if step and step % STEPS_PER_MINUTE == 0:
            seen.requests.append(math.fsum(load[step - STEPS_PER_MINUTE : step]) * STEP_SECONDS)
            seen.running.append(min(running[-STEPS_PER_MINUTE:]))
            decided = _decide(wanted, seen, scaling, service, (first, wanted[0]))
        else:
            decided = wanted[-1]
        bounds = max((each for each in scaling.bounds if each.second <= step * STEP_SECONDS), key=lambda it: it.second)
        wanted.append(_within(decided, bounds))
        running.append(min(wanted[-1 - start_steps :]))
        capacity = running[-1] * service.requests_per_task
        # The same as serving, queueing and losing in turn, written so that it is monotone in floating point too.
        behind = max(behind + rate * STEP_SECONDS - capacity * STEP_SECONDS, lost)
        lost = max(lost, behind - capacity * service.within_seconds)
    return Run(arrived=math.fsum(load) * STEP_SECONDS, lost=lost, running=tuple(running))


def _decide(wanted: Sequence[int], seen: _Seen, scaling: Scaling, service: Service, rest: tuple[float, int]) -> int:
    """Return how many tasks are wanted, from the minutes that can be seen by now."""
    visible = len(seen.requests) - DELAY_MINUTES
    before, at_rest = rest

    def minutes(count: int) -> Iterable[tuple[float, int]]:
        for minute in range(visible - count, visible):
            yield (seen.requests[minute], seen.running[minute]) if minute >= 0 else (before, at_rest)

    stepped = [
        min(_stepped(each, requests, running, wanted) for requests, running in minutes(each.minutes))
        for each in scaling.stepping
    ]
    tracked = [
        min(_needed(each, requests, running, service) for requests, running in minutes(OUT_MINUTES))
        for each in scaling.tracking
    ]
    decided = max([wanted[-1], *tracked, *stepped])
    shrinking = [each for each in scaling.tracking if each.scales_in]
    if not shrinking:
        return decided
    kept = IN_MINUTES + max(math.ceil(each.scale_in_cooldown / METRIC_SECONDS) for each in shrinking)
    needed = [_needed(each, requests, running, service) for each in shrinking for requests, running in minutes(kept)]
    silent = [_silent(each, requests) for each in scaling.stepping for requests, _ in minutes(kept)]
    return min(decided, max([*needed, *silent]))


def _needed(tracking: Tracking, requests: float, running: float, service: Service) -> int:
    """Return how many tasks would bring a minute's metric to its target. No task is more than fully busy."""
    if tracking.metric == "requests":
        return math.ceil(requests / tracking.target)
    busy = min(running, requests / (METRIC_SECONDS * service.requests_per_task))
    return math.ceil(100 * busy / tracking.target)


def _stepped(stepping: Stepping, requests: float, running: int, wanted: Sequence[int]) -> int:
    """Return how many tasks the least lucky of all fleets that are no smaller would have after this minute.

    Tasks that were added within the cooldown are not counted again (Application Auto Scaling User Guide, "How step
    scaling works", cooldown period).
    """
    base = min(wanted[-1 - math.ceil(stepping.cooldown / STEP_SECONDS) :])
    least = _silent(stepping, requests)
    for size in range(max(running, 1), least):
        least = min(least, max(size, base + _adjustment(stepping, requests / size, base)))
    return least


def _silent(stepping: Stepping, requests: float) -> int:
    """Return the fewest tasks with which a minute's requests would not have raised the alarm."""
    return math.floor(requests / stepping.threshold) + 1


def _adjustment(stepping: Stepping, metric: float, base: int) -> int:
    reached = [amount for above, amount in stepping.steps if metric >= above]
    if metric < stepping.threshold or not reached:
        return 0
    if not stepping.percent:
        return reached[-1]
    change = base * reached[-1] / 100
    # Application Auto Scaling rounds down, but never to nothing.
    return max(math.floor(change), 1 if change > 0 else 0, stepping.least)


def _within(tasks: int, bounds: Bounds) -> int:
    return max(bounds.minimum, min(tasks, bounds.maximum))
