"""How often a schedule comes round, and when, as EventBridge and AWS Backup write schedules.

Amazon EventBridge User Guide, "Cron expressions": six fields, of which the last is the year, and days of the week are
numbered from 1 for Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from cronsim import CronSim, CronSimError

from policies.values import UnknownValue

BEGIN = datetime(2027, 1, 1)
HORIZON_DAYS = 400
"""A schedule that does not come round in this time counts as one that comes round at its end."""
MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


def days_between(schedule: str, path: str) -> int | None:
    """Return how many days may pass before a schedule comes round again; None if one day it no longer does.

    Raises `UnknownValue` at `path` for what is in the form of no schedule.
    """
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", schedule):
        return max(1, -(-int(rate[1]) * MINUTES[rate[2]] // MINUTES["day"]))
    *_, days, month, weekdays, year = _fields(schedule, path)
    if re.fullmatch(r"[\d,-]+", year):
        return None
    if year != "*":
        raise UnknownValue(path, "comes round in some years, which are not followed here")
    try:
        return _longest_gap(f"0 0 {_plain_days(days)} {month} {_weekdays(weekdays)}")
    except CronSimError:
        raise UnknownValue(path, "is in the form of no schedule") from None


def starts(schedule: str, path: str) -> frozenset[int]:
    """Return at which minutes of a week, counted from Monday's first, a schedule comes round in one week or another.

    Raises `UnknownValue` at `path` where that is not followed here, as for a rate.
    """
    minute, hour, days, month, weekdays, year = _fields(schedule, path)
    if year != "*" or "W" in days:
        raise UnknownValue(path, "comes round on days that are not followed here")
    try:
        return _minutes(f"{minute} {hour} {_plain_days(days)} {month} {_weekdays(weekdays)}")
    except CronSimError:
        raise UnknownValue(path, "is in the form of no schedule") from None


def _fields(schedule: str, path: str) -> tuple[str, ...]:
    fields = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", schedule)
    if not fields:
        raise UnknownValue(path, "is in the form of no schedule")
    return fields.groups()


@cache
def _longest_gap(cron: str) -> int:
    end = BEGIN + timedelta(days=HORIZON_DAYS)
    return max((later - earlier).days for earlier, later in pairwise([BEGIN, *_days(cron), end]))


@cache
def _minutes(cron: str) -> frozenset[int]:
    times, weekdays = CronSim(cron, BEGIN), {day.weekday() for day in _days(cron)}
    return frozenset(
        weekday * MINUTES["day"] + hour * MINUTES["hour"] + minute
        for weekday in weekdays
        for hour in times.hours
        for minute in times.minutes
    )


def _days(cron: str) -> Iterator[datetime]:
    """Yield the days on which it comes round. They are tried: from one to the next, CronSim goes by hours."""
    schedule = CronSim(cron, BEGIN)
    for number in range(1, HORIZON_DAYS):
        day = BEGIN + timedelta(days=number)
        if day.month in schedule.months and schedule.match_day(day):
            yield day


def _plain_days(days: str) -> str:
    """Return days of the month as cron has them; the weekday nearest to a day is at most two days from it."""
    return re.sub(r"(\d)W", r"\1", days.replace("?", "*"))


def _weekdays(weekdays: str) -> str:
    """Return days of the week numbered from 0, of which neither a step nor a number within the month is one."""
    plain = "SAT" if weekdays == "L" else weekdays.replace("?", "*")
    return re.sub(r"(?<![#/\d])\d", lambda digit: str(int(digit[0]) - 1), plain)
