from __future__ import annotations

import pytest

from policies.schedules import days_between, starts
from policies.values import UnknownValue


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("cron(0 5 ? * * *)", 1),
        ("cron(0/15 * * * ? *)", 1),
        ("cron(0 10 ? * SUN *)", 7),
        ("cron(0 10 ? * 1 *)", 7),
        ("cron(0 10 ? * 2-6 *)", 3),
        ("cron(0 10 ? * L *)", 7),
        ("cron(0 10 ? * 3#2 *)", 35),
        ("cron(0 8 1 * ? *)", 31),
        ("cron(0 8 L * ? *)", 31),
        ("cron(0 8 15W * ? *)", 31),
        ("cron(0 8 1 1,7 ? *)", 184),
        ("cron(0 8 1 1 ? *)", 365),
        ("cron(0 8 29 2 ? 2096)", None),
        ("rate(5 minutes)", 1),
        ("rate(1 day)", 1),
        ("rate(25 hours)", 2),
    ],
)
def test_a_schedule_says_how_many_days_may_pass(schedule: str, days: int | None) -> None:
    assert days_between(schedule, "schedule") == days


@pytest.mark.parametrize("schedule", ["", "daily", "cron(0 5 * * *)", "cron(0 5 ? * 0 *)", "cron(0 5 ? * * */2)"])
def test_what_is_in_another_form_is_not_known(schedule: str) -> None:
    with pytest.raises(UnknownValue):
        days_between(schedule, "schedule")


DAY = 24 * 60


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        ("cron(0 5 ? * * *)", {day * DAY + 300 for day in range(7)}),
        ("cron(30 5 ? * MON *)", {330}),
        ("cron(0 10 ? * 1 *)", {6 * DAY + 600}),
        ("cron(0/30 10 ? * SUN *)", {6 * DAY + 600, 6 * DAY + 630}),
        ("cron(0 8 1 * ? *)", {day * DAY + 480 for day in range(7)}),
    ],
)
def test_a_schedule_says_at_which_minutes_of_a_week_it_may_start(schedule: str, minutes: set[int]) -> None:
    assert starts(schedule, "schedule") == minutes


@pytest.mark.parametrize(
    "schedule",
    ["", "rate(1 day)", "cron(0 5 ? * 0 *)", "cron(0 8 15W * ? *)", "cron(0 8 1 1 ? 2030)", "cron(x 5 ? * * *)"],
)
def test_when_another_form_starts_is_not_known(schedule: str) -> None:
    with pytest.raises(UnknownValue):
        starts(schedule, "schedule")
