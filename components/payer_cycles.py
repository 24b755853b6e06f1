"""Payer cycles: when insurers' calendars multiply the load. Dates and numbers, pure.

A cycle starts and ends by a schedule in the form that Application Auto Scaling takes, a cron expression of six fields
(Application Auto Scaling User Guide, "Schedule recurring scaling actions using cron expressions"; its syntax is that
of the Amazon EventBridge User Guide, "Cron expressions reference"). Only what can be read one way is accepted: one
time of the day, weekdays by name (AWS counts them from Sunday as 1, everybody else as 0), and every year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

LEAST_MULTIPLIER = 3
MOST_MULTIPLIER = 5
LONGEST_DAYS = 31
REFERENCE_YEAR = 2028
"""The year in which cycles are compared; one with a 29th of February."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_AREA = re.compile(
    r"UTC|(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z0-9_/+-]+"
)
"""Canonical names; the aliases of old, such as US/Eastern, are not all known to AWS."""
_EXAMPLE = "write six fields as in '0 6 1 * ? *': minute, hour, day of the month, month, weekday, year"


@dataclass(frozen=True, kw_only=True)
class PayerCycle:
    """A time at which the normal load is multiplied. Raises `ValueError` for what AWS would refuse or misread.

    `start` should be as long before the load as tasks take to start.
    """

    name: str
    start: str
    end: str
    multiplier: float
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.name) > 40:
            raise ValueError(f"name: {self.name!r} must be small letters, digits and single hyphens, at most 40")
        if not LEAST_MULTIPLIER <= self.multiplier <= MOST_MULTIPLIER:
            raise ValueError(
                f"multiplier: must be {LEAST_MULTIPLIER} to {MOST_MULTIPLIER}, not {self.multiplier:g}; "
                "scaling by load covers less than that"
            )
        if not _AREA.fullmatch(self.timezone):
            raise ValueError(f"timezone: {self.timezone!r} is not a canonical name, such as America/New_York")
        try:
            ZoneInfo(self.timezone)
        except ZoneInfoNotFoundError:
            raise ValueError(f"timezone: there is no time zone {self.timezone!r}") from None
        for field, expression in (("start", self.start), ("end", self.end)):
            try:
                portable(expression)
            except ValueError as error:
                raise ValueError(f"{field}: {error}") from None
        if any(end - start > timedelta(days=LONGEST_DAYS) for start, end in windows(self)):
            raise ValueError(
                f"end: {self.end!r} comes more than {LONGEST_DAYS} days after {self.start!r}; a load that lasts "
                "so long is the normal one: raise requests_per_second"
            )


def portable(expression: str) -> str:
    """Return a schedule of AWS as the cron expression of five fields that everybody else reads the same way.

    Raises `ValueError`, with a message for people, for what is no such schedule or is accepted in no single reading.
    """
    fields = expression.upper().split()
    if len(fields) != 6:
        raise ValueError(f"{expression!r} has {len(fields)} fields: {_EXAMPLE}")
    minute, hour, day, month, weekday, year = fields
    if not (minute.isdigit() and hour.isdigit()):
        raise ValueError(f"{expression!r}: give one minute and one hour, as in '0 6 1 * ? *'")
    if (day == "?") == (weekday == "?"):
        raise ValueError(f"{expression!r}: AWS wants '?' either as the day of the month or as the weekday, not both")
    if re.search(r"[0-9#L]", weekday) or "W" in day:
        raise ValueError(f"{expression!r}: name weekdays, as in MON-FRI, without counting them")
    if year != "*":
        raise ValueError(f"{expression!r}: the year must be '*': a cycle comes again")
    cron = " ".join((minute, hour, day.replace("?", "*"), month, weekday.replace("?", "*")))
    try:
        CronSim(cron, datetime(REFERENCE_YEAR, 1, 1))
    except CronSimError:
        raise ValueError(f"{expression!r} is no schedule: {_EXAMPLE}") from None
    return cron


def occurrences(expression: str, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield when a schedule comes, from `begin` on and before `end`, in the time zone of `begin`."""
    for moment in CronSim(portable(expression), begin - timedelta(minutes=1)):
        if moment >= end:
            return
        yield moment


def windows(cycle: PayerCycle, year: int = REFERENCE_YEAR) -> Iterator[tuple[datetime, datetime]]:
    """Yield start and end of a cycle, each time that it starts in a year while it is not on."""
    zone = ZoneInfo(cycle.timezone)
    begin, over = datetime(year, 1, 1, tzinfo=zone), datetime(year + 2, 1, 1, tzinfo=zone)
    ends = list(occurrences(cycle.end, begin, over))
    until = begin
    for start in occurrences(cycle.start, begin, datetime(year + 1, 1, 1, tzinfo=zone)):
        if start >= until and (after := next((end for end in ends if end > start), None)):
            until = after
            yield start, after


def check_apart(cycles: Sequence[PayerCycle]) -> None:
    """Raise `ValueError` where two cycles have one name, or are on together."""
    if len({cycle.name for cycle in cycles}) != len(cycles):
        raise ValueError("payer_cycles: two cycles have the same name; rename one")
    on = sorted((start, end, cycle.name) for cycle in cycles for start, end in windows(cycle))
    for (_, end, name), (start, _, other) in pairwise(on):
        if start <= end and name != other:
            raise ValueError(
                f"payer_cycles: {other} starts on {start:%d %B at %H:%M} while {name} is on, and the end of one would "
                "remove the tasks of the other; merge them into one cycle, or move one"
            )
