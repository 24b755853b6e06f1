from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.capacity.simulation import (
    STEP_SECONDS,
    STEPS_PER_MINUTE,
    Bounds,
    Run,
    Scaling,
    Service,
    Stepping,
    Tracking,
    simulate,
)

SERVICE = Service(requests_per_task=10, startup_seconds=60, within_seconds=0.5)
REQUESTS = Tracking(metric="requests", target=300, scale_in_cooldown=600)
CPU = Tracking(metric="cpu", target=50, scale_in_cooldown=600)
STEPS = Stepping(
    threshold=360, steps=((360, 50), (450, 100), (600, 200)), percent=True, least=0, cooldown=180, minutes=1
)


def scaling(minimum: int, *tracking: Tracking, maximum: int = 100, stepping: tuple[Stepping, ...] = ()) -> Scaling:
    return Scaling(bounds=(Bounds(second=0, minimum=minimum, maximum=maximum),), tracking=tracking, stepping=stepping)


def steady(rate: float, minutes: int) -> list[float]:
    return [rate] * (minutes * STEPS_PER_MINUTE)


def tasks(run: Run, minute: int) -> int:
    return run.running[minute * STEPS_PER_MINUTE]


@st.composite
def loads(draw: st.DrawFn) -> list[float]:
    """Draw anything from calm to wild: levels that hold for a few steps or minutes, joined by jumps."""
    levels = draw(st.lists(st.tuples(st.floats(0, 500), st.integers(1, 8 * STEPS_PER_MINUTE)), min_size=1, max_size=12))
    return [rate for rate, steps in levels for _ in range(steps)]


@st.composite
def steppings(draw: st.DrawFn) -> Stepping:
    threshold = draw(st.floats(10, 900))
    above = sorted(draw(st.lists(st.floats(1, 4), min_size=0, max_size=3)))
    amounts = sorted(draw(st.lists(st.integers(1, 500), min_size=len(above) + 1, max_size=len(above) + 1)))
    return Stepping(
        threshold=threshold,
        steps=tuple(zip([threshold, *(threshold * each for each in above)], amounts, strict=True)),
        percent=draw(st.booleans()),
        least=draw(st.integers(0, 3)),
        cooldown=draw(st.integers(0, 600)),
        minutes=draw(st.integers(1, 3)),
    )


@st.composite
def scalings(draw: st.DrawFn) -> Scaling:
    trackings = st.builds(
        Tracking,
        metric=st.sampled_from(("cpu", "requests")),
        target=st.floats(5, 900),
        scale_in_cooldown=st.integers(0, 900),
        scales_in=st.booleans(),
    )
    seconds = [0, *draw(st.lists(st.integers(1, 3600), max_size=2, unique=True))]
    bounds = tuple(
        Bounds(second=second, minimum=minimum, maximum=minimum + draw(st.integers(0, 60)))
        for second in seconds
        for minimum in [draw(st.integers(1, 20))]
    )
    return Scaling(
        bounds=bounds,
        tracking=tuple(draw(st.lists(trackings, max_size=3))),
        stepping=tuple(draw(st.lists(steppings(), max_size=2))),
    )


services = st.builds(
    Service,
    requests_per_task=st.floats(1, 50),
    startup_seconds=st.integers(0, 400),
    within_seconds=st.floats(0, 10),
)


def wider(bounds: Bounds, fewest: int, most: int) -> Bounds:
    return replace(bounds, minimum=bounds.minimum + fewest, maximum=bounds.maximum + fewest + most)


def easier(stepping: Stepping, factor: float) -> Stepping:
    """Lower an alarm's threshold, and all steps with it."""
    return replace(
        stepping,
        threshold=stepping.threshold * factor,
        steps=tuple((above * factor, amount) for above, amount in stepping.steps),
    )


@settings(max_examples=150, deadline=None)
@given(
    load=loads(),
    scaling=scalings(),
    service=services,
    fewest=st.integers(0, 5),
    most=st.integers(0, 20),
    factor=st.floats(0.3, 1),
    sooner=st.floats(0, 1),
)
def test_more_headroom_never_answers_fewer(
    load: list[float], scaling: Scaling, service: Service, fewest: int, most: int, factor: float, sooner: float
) -> None:
    roomier = Scaling(
        bounds=tuple(wider(each, fewest, most) for each in scaling.bounds),
        tracking=tuple(replace(each, target=each.target * factor) for each in scaling.tracking),
        stepping=tuple(easier(each, factor) for each in scaling.stepping),
    )
    faster = replace(service, startup_seconds=int(service.startup_seconds * sooner))
    less, more = simulate(load, scaling, service), simulate(load, roomier, faster)
    assert all(one <= other for one, other in zip(less.running, more.running, strict=True))
    assert more.lost <= less.lost


@settings(max_examples=100, deadline=None)
@given(load=loads(), scaling=scalings(), service=services)
def test_no_request_is_lost_twice_and_none_comes_from_nowhere(
    load: list[float], scaling: Scaling, service: Service
) -> None:
    run = simulate(load, scaling, service)
    assert 0 <= run.lost <= run.arrived * (1 + 1e-9)
    highest = max(each.maximum for each in scaling.bounds)
    assert all(each.minimum <= max(run.running) for each in scaling.bounds if each.second == 0)
    assert max(run.running) <= highest


@settings(max_examples=100, deadline=None)
@given(load=loads(), service=services)
def test_a_fleet_that_can_bear_the_highest_load_loses_nothing(load: list[float], service: Service) -> None:
    enough = math.ceil(max(load) / service.requests_per_task) + 1
    assert simulate(load, scaling(enough, maximum=enough), service).lost == 0


def test_what_no_task_can_bear_is_lost_but_for_what_may_wait() -> None:
    run = simulate(steady(30, 10), scaling(2, maximum=2), SERVICE)
    waiting = 2 * SERVICE.requests_per_task * SERVICE.within_seconds
    assert run.lost == pytest.approx(10 * 60 * (30 - 20) - waiting)
    assert run.share == pytest.approx(1 - run.lost / (30 * 600))


def test_without_requests_nothing_is_lost() -> None:
    assert simulate(steady(0, 5), scaling(1, REQUESTS), SERVICE).share == 1
    assert simulate([], scaling(1, REQUESTS), SERVICE).share == 1


def test_target_tracking_adds_after_three_minutes_the_delay_of_metrics_and_the_start_of_a_task() -> None:
    run = simulate(steady(10, 5) + steady(20, 20), scaling(2, REQUESTS), SERVICE)
    grown = next(step for step, count in enumerate(run.running) if count > 2)
    assert grown * STEP_SECONDS == 5 * 60 + 3 * 60 + 60 + SERVICE.startup_seconds
    assert run.running[-1] == 4


def test_a_step_adds_two_minutes_sooner() -> None:
    run = simulate(steady(10, 5) + steady(20, 20), scaling(2, REQUESTS, stepping=(STEPS,)), SERVICE)
    grown = next(step for step, count in enumerate(run.running) if count > 2)
    assert grown * STEP_SECONDS == 5 * 60 + 60 + 60 + SERVICE.startup_seconds


def test_cpu_cannot_tell_how_much_is_missing_once_it_is_exhausted() -> None:
    load = steady(10, 5) + steady(100, 6)
    by_cpu, by_requests = (simulate(load, scaling(2, each), SERVICE) for each in (CPU, REQUESTS))
    assert by_cpu.running[-1] == 4  # twice the two that were fully busy
    assert by_requests.running[-1] == 20


def test_tasks_are_kept_until_no_minute_of_alarm_and_cooldown_needed_them() -> None:
    run = simulate(steady(50, 5) + steady(10, 60), scaling(2, REQUESTS), SERVICE)
    assert tasks(run, 5 + 15 + 10) == 10
    assert tasks(run, 5 + 15 + 10 + 2) == 2


def test_every_tracking_policy_must_agree_before_tasks_are_removed() -> None:
    lax = replace(REQUESTS, target=600)
    run = simulate(steady(50, 5) + steady(20, 60), scaling(2, REQUESTS, lax), SERVICE)
    assert run.running[-1] == 4


def test_a_policy_that_does_not_scale_in_never_removes_a_task() -> None:
    run = simulate(steady(50, 5) + steady(10, 60), scaling(2, replace(REQUESTS, scales_in=False)), SERVICE)
    assert run.running[-1] == 10


def test_a_scheduled_minimum_is_there_after_a_task_has_started_and_goes_when_it_is_not_needed() -> None:
    bounds = (
        Bounds(second=0, minimum=2, maximum=50),
        Bounds(second=600, minimum=20, maximum=50),
        Bounds(second=1800, minimum=2, maximum=50),
    )
    run = simulate(steady(10, 60), Scaling(bounds=bounds, tracking=(REQUESTS,)), SERVICE)
    assert (tasks(run, 10), tasks(run, 12), tasks(run, 29), tasks(run, 31)) == (2, 20, 20, 2)


def test_a_step_is_not_added_twice_within_its_cooldown() -> None:
    once = replace(STEPS, steps=((360, 100),), cooldown=1200)
    run = simulate(steady(10, 5) + steady(100, 15), scaling(2, stepping=(once,)), SERVICE)
    assert max(run.running) == 4


def test_the_maximum_is_never_exceeded() -> None:
    run = simulate(steady(10, 5) + steady(100, 30), scaling(2, REQUESTS, maximum=7, stepping=(STEPS,)), SERVICE)
    assert max(run.running) == 7


def test_what_a_step_added_is_kept_while_its_alarm_would_come_back() -> None:
    lax = replace(REQUESTS, target=3000)
    run = simulate(steady(10, 5) + steady(40, 2) + steady(10, 60), scaling(2, lax, stepping=(STEPS,)), SERVICE)
    assert tasks(run, 5 + 10) == 5  # a fleet of five would have got no more, though one of two gets six
    assert run.running[-1] == 2
