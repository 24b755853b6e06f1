from __future__ import annotations

import pytest

from auditor.capacity.day import BUSIEST_SECOND, DAY_SECONDS, QUIETEST_SECOND, Surge, day, lasting, rising, spikes
from auditor.capacity.simulation import STEP_SECONDS
from tests.auditor.capacity.loads import LOAD

CALM = Surge(start=0, end=0, rise=0, factor=1)


def test_an_ordinary_day_goes_from_the_baseline_to_the_normal_peak() -> None:
    rates = day(LOAD, CALM)
    assert len(rates) == DAY_SECONDS // STEP_SECONDS
    assert min(rates) == pytest.approx(10)
    assert max(rates) == pytest.approx(50)
    assert rates[BUSIEST_SECOND // STEP_SECONDS] == max(rates)
    assert rates[QUIETEST_SECOND // STEP_SECONDS] == min(rates)


@pytest.mark.parametrize(
    ("second", "factor"), [(99, 1), (100, 1), (150, 3), (200, 5), (299, 5), (350, 3), (400, 1), (500, 1)]
)
def test_a_surge_rises_stays_and_goes(second: int, factor: float) -> None:
    assert Surge(start=100, end=300, rise=100, factor=5).at(second) == pytest.approx(factor)


@pytest.mark.parametrize(("second", "factor"), [(99, 1), (100, 5), (299, 5), (300, 1)])
def test_a_surge_may_come_at_once(second: int, factor: float) -> None:
    assert Surge(start=100, end=300, rise=0, factor=5).at(second) == factor


def test_a_spike_is_so_many_times_what_is_normal_at_its_hour() -> None:
    highest = [max(day(LOAD, surge)) for surge in spikes(LOAD).values()]
    assert highest[0] == pytest.approx(250, rel=0.01)
    quiet = list(spikes(LOAD).values())[1]
    assert day(LOAD, quiet)[QUIETEST_SECOND // STEP_SECONDS] == pytest.approx(50)


def test_a_spike_that_rises_slowly_lies_within_its_day() -> None:
    for surge in spikes(LOAD).values():
        assert 0 <= surge.start < surge.end + surge.rise <= DAY_SECONDS


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (5, "5 s"), (60, "1 minute"), (90, "1 minute 30 s"), (600, "10 minutes"), (3725, "62 minutes 5 s")],
)
def test_seconds_are_written_as_people_say_them(seconds: int, said: str) -> None:
    assert lasting(seconds) == said
    assert rising(seconds) == (f"rising over {said}" if seconds else "rising at once")
