from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.capacity.configured import Action, Configured
from auditor.capacity.replay import Replay, replay
from auditor.capacity.simulation import Bounds, Scaling, Tracking
from components.payer_cycles import PayerCycle
from tests.auditor.capacity import loads

LOAD = replace(loads.LOAD, spike_factor=1, rise_seconds=0)
JANUARY = PayerCycle(
    name="january", start="0 6 2 1 ? *", end="0 22 15 1 ? *", multiplier=5, timezone="America/New_York"
)
START = Action(name="start", schedule="cron(50 5 2 1 ? *)", timezone="America/New_York", minimum=20, maximum=30)
SERVICE = Configured(
    name="scaling",
    load=LOAD,
    cycles=(JANUARY,),
    scaling=Scaling(
        bounds=(Bounds(second=0, minimum=2, maximum=30),),
        tracking=(Tracking(metric="requests", target=600, scale_in_cooldown=600),),
    ),
    actions=(START,),
)


def of_cycle(service: Configured) -> Replay:
    return replay(service)[-1]


def test_a_cycle_that_comes_at_once_is_met_by_what_its_schedule_started() -> None:
    assert of_cycle(SERVICE).holds
    assert of_cycle(SERVICE).run.share == 1


@pytest.mark.parametrize(
    "action",
    [
        replace(START, schedule="cron(50 5 3 1 ? *)"),
        replace(START, timezone="America/Los_Angeles"),
        replace(START, minimum=None),
    ],
    ids=["a day late", "three hours late", "without a minimum"],
)
def test_a_schedule_that_misses_its_cycle_does_not_hold(action: Action) -> None:
    missed = of_cycle(replace(SERVICE, actions=(action,)))
    assert not missed.holds
    assert missed.run.lost > 0


def test_an_ordinary_day_knows_no_schedule() -> None:
    busiest, quietest, _ = replay(SERVICE)
    assert max(busiest.run.running) == max(quietest.run.running) == 5


def test_an_end_on_the_same_day_ends_the_load_too() -> None:
    short = replace(JANUARY, end="0 9 2 1 ? *")
    replayed = of_cycle(replace(SERVICE, cycles=(short,)))
    nine = 9 * 720
    assert replayed.load[nine - 1] / replayed.load[nine] == pytest.approx(5, rel=0.01)
