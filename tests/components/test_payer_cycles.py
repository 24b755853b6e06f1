from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.payer_cycles import PayerCycle, check_apart, occurrences, portable, windows

JANUARY = {"name": "january", "start": "0 6 2 1 ? *", "end": "0 22 15 1 ? *", "multiplier": 4}
NEW_YORK = ZoneInfo("America/New_York")


def cycle(**changes: Any) -> PayerCycle:
    return PayerCycle(**{**JANUARY, **changes})


@pytest.mark.parametrize(
    ("expression", "cron"),
    [
        ("0 6 1 * ? *", "0 6 1 * *"),
        ("30 6 ? * MON-FRI *", "30 6 * * MON-FRI"),
        ("0 22 L JAN,APR ? *", "0 22 L JAN,APR *"),
        ("5 0 1-5 */3 ? *", "5 0 1-5 */3 *"),
    ],
)
def test_a_schedule_of_aws_is_read_as_everybody_else_would(expression: str, cron: str) -> None:
    assert portable(expression) == cron


@pytest.mark.parametrize(
    ("expression", "because"),
    [
        ("0 6 1 * *", "has 5 fields"),
        ("* 6 1 * ? *", "give one minute and one hour"),
        ("0 6,7 1 * ? *", "give one minute and one hour"),
        ("0 6 1 * MON *", "either as the day of the month or as the weekday"),
        ("0 6 ? * ? *", "either as the day of the month or as the weekday"),
        ("0 6 ? * 2 *", "name weekdays"),
        ("0 6 ? * MON#1 *", "name weekdays"),
        ("0 6 15W * ? *", "name weekdays"),
        ("0 6 1 1 ? 2027", "the year must be"),
        ("0 25 1 * ? *", "is no schedule"),
        ("0 6 31 2 ? *", "is no schedule"),
    ],
)
def test_a_schedule_that_has_no_single_reading_is_refused_and_why(expression: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        portable(expression)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"multiplier": 2}, "multiplier: must be 3 to 5, not 2"),
        ({"multiplier": 5.5}, "multiplier: must be 3 to 5, not 5.5"),
        ({"name": "Open Enrolment"}, "small letters"),
        ({"timezone": "US/Eastern"}, "timezone: 'US/Eastern' is not a canonical name"),
        ({"timezone": "America/Gotham"}, "timezone: there is no time zone"),
        ({"start": "0 6 2 1 * *"}, "start: '0 6 2 1 \\* \\*': AWS wants"),
        ({"end": "0 22 15 3 ? *"}, "more than 31 days"),
    ],
)
def test_a_cycle_that_cannot_be_meant_is_refused_by_its_name(changes: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        cycle(**changes)


def test_a_window_is_from_a_start_to_the_next_end() -> None:
    ((start, end),) = windows(cycle(timezone="America/New_York"))
    assert start == datetime(2028, 1, 2, 6, tzinfo=NEW_YORK)
    assert end == datetime(2028, 1, 15, 22, tzinfo=NEW_YORK)


def test_a_window_may_reach_into_the_next_year() -> None:
    ((start, end),) = windows(cycle(start="0 6 20 12 ? *", end="0 22 10 1 ? *"))
    assert end - start == timedelta(days=21, hours=16)


def test_a_start_within_a_window_starts_nothing() -> None:
    assert len(list(windows(cycle(start="0 6 2-9 1 ? *")))) == 1


@given(st.integers(0, 59), st.integers(0, 23), st.integers(1, 28))
def test_a_schedule_comes_once_a_month_at_its_time_of_the_day(minute: int, hour: int, day: int) -> None:
    zone = ZoneInfo("UTC")
    begin, end = datetime(2028, 1, 1, tzinfo=zone), datetime(2029, 1, 1, tzinfo=zone)
    found = list(occurrences(f"{minute} {hour} {day} * ? *", begin, end))
    assert [(each.month, each.day, each.hour, each.minute) for each in found] == [
        (month, day, hour, minute) for month in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({}, "two cycles have the same name"),
        ({"name": "other"}, "while january is on|while other is on"),
        ({"name": "other", "start": "0 22 15 1 ? *", "end": "0 6 16 1 ? *"}, "other starts on 15 January at 22:00"),
    ],
)
def test_cycles_that_meet_are_refused(changes: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        check_apart([cycle(), cycle(**changes)])


def test_cycles_that_do_not_meet_are_accepted() -> None:
    check_apart([cycle(), cycle(name="april", start="0 6 1 4 ? *", end="0 22 5 4 ? *")])
    check_apart([cycle(name="monthly", start="0 6 1 * ? *", end="0 22 3 * ? *")])
