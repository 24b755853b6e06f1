from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.capacity_plan import (
    LEAST_TASKS,
    METRIC_DELAY_SECONDS,
    METRIC_SECONDS,
    Load,
    least_tasks,
    plan_capacity,
    plan_steps,
    tasks_for,
)
from components.payer_cycles import PayerCycle

JANUARY = PayerCycle(
    name="january", start="0 6 2 1 ? *", end="0 22 15 1 ? *", multiplier=4, timezone="America/New_York"
)
FIGURES: dict[str, Any] = {
    "requests_per_second": 50,
    "baseline_requests_per_second": 10,
    "requests_per_task": 25,
    "utilisation": 0.4,
    "spike_factor": 5,
    "rise_seconds": 600,
    "startup_seconds": 90,
    "within_seconds": 0.5,
    "objective": 0.999,
}


def load(**changes: Any) -> Load:
    return Load(**{**FIGURES, **changes})


@st.composite
def loads(draw: st.DrawFn) -> Load:
    peak = draw(st.floats(0.5, 5000))
    return load(
        requests_per_second=peak,
        baseline_requests_per_second=peak * draw(st.floats(0.01, 1)),
        requests_per_task=draw(st.floats(1, 500)),
        utilisation=draw(st.floats(0.1, 0.8)),
        spike_factor=draw(st.floats(1, 20)),
        startup_seconds=draw(st.integers(1, 900)),
    )


zones = st.integers(2, 4)


@given(loads(), zones)
def test_the_fewest_tasks_bear_the_baseline_when_any_zone_is_lost(load: Load, zones: int) -> None:
    tasks = least_tasks(load, zones)
    spread = [tasks // zones + (zone < tasks % zones) for zone in range(zones)]
    left = tasks - max(spread)
    assert tasks >= LEAST_TASKS
    assert left >= 1
    assert left * load.requests_per_task >= load.baseline_requests_per_second * (1 - 1e-9)


@given(loads(), zones)
def test_the_most_tasks_bear_a_spike_as_busy_as_wanted_when_a_zone_is_lost(load: Load, zones: int) -> None:
    plan = plan_capacity(load, zones=zones)
    left = plan.maximum - math.ceil(plan.maximum / zones)
    assert left + 1 >= tasks_for(load, load.spike_factor) * (1 - 1e-9)
    assert plan.maximum > plan.minimum


@given(loads(), zones)
def test_a_plan_is_one_that_aws_takes(load: Load, zones: int) -> None:
    plan = plan_capacity(load, zones=zones, cycles=[JANUARY])
    assert 10 <= plan.cpu_target <= 80
    assert plan.requests_target >= 1
    assert plan.steps[0].above == 0
    assert plan.steps[-1].below is None
    assert all(one.below == other.above for one, other in zip(plan.steps, plan.steps[1:], strict=False))
    assert all(LEAST_TASKS <= each.minimum <= each.maximum for each in plan.scheduled)
    assert plan.scale_in_cooldown > plan.scale_out_cooldown


@given(st.integers(10, 100_000), st.floats(1.3, 20))
def test_a_step_makes_room_for_whatever_takes_it(target: int, spike: float) -> None:
    threshold, steps = plan_steps(target, spike)
    for step in steps:
        highest = (threshold + step.below) if step.below is not None else spike * target
        assert highest / (1 + step.percent / 100) <= target * 1.02 + 2


def test_the_step_cooldown_lasts_until_what_a_step_added_is_seen() -> None:
    plan = plan_capacity(load(startup_seconds=95), zones=3)
    assert plan.step_cooldown >= 95 + METRIC_SECONDS + METRIC_DELAY_SECONDS
    assert plan.step_cooldown % 60 == 0


def test_requests_are_counted_for_each_task_and_minute() -> None:
    plan = plan_capacity(load(requests_per_task=25, utilisation=0.4), zones=3)
    assert (plan.requests_target, plan.cpu_target) == (25 * 60 * 0.4, 40)


def test_a_payer_cycle_raises_the_fewest_tasks_and_its_end_lowers_them() -> None:
    plan = plan_capacity(load(), zones=3, cycles=[JANUARY])
    start, end = plan.scheduled
    assert (start.name, start.schedule, start.timezone) == ("january-start", "cron(0 6 2 1 ? *)", JANUARY.timezone)
    assert start.minimum == tasks_for(load(), 4) == 20
    assert (end.name, end.schedule, end.minimum) == ("january-end", "cron(0 22 15 1 ? *)", plan.minimum)
    assert {start.maximum, end.maximum} == {plan.maximum}


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"utilisation": 0.9}, "utilisation: must be 0.1 to 0.8, not 0.9"),
        ({"requests_per_task": 0}, "measure it with a load test"),
        ({"baseline_requests_per_second": 60}, "at most requests_per_second"),
        ({"baseline_requests_per_second": 0}, "above zero"),
        ({"spike_factor": 0.5}, "spike_factor: must be 1 to 20"),
        ({"startup_seconds": 0}, "startup_seconds: must be 1 to 900"),
        ({"rise_seconds": -1}, "rise_seconds: must not be below zero"),
        ({"objective": 1}, "a share between 0 and 1"),
        ({"within_seconds": 0}, "within_seconds must be above zero"),
    ],
)
def test_a_load_that_cannot_be_meant_is_refused_and_why(changes: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        load(**changes)


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        ({"zones": 1}, "zones: must be 2 or more"),
        ({"zones": 3, "maximum": 9}, "cannot answer 250 requests a second, .* 5 times .* use 10 or more"),
        ({"zones": 3, "maximum": 15, "cycles": [JANUARY]}, "payer cycle january begins with 20 tasks, more than 15"),
        ({"zones": 3, "cycles": [JANUARY, JANUARY]}, "the same name"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_why(arguments: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        plan_capacity(load(), **arguments)
