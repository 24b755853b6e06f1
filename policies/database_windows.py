"""The windows in which RDS backs a database up and maintains it, and whether a backup would start too near to one.

DocumentDB and Neptune are run by RDS, and have the same windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from policies.databases import INSTANCE
from policies.schedules import starts
from policies.values import UnknownValue
from policies.view import Item, Resource

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
DAILY = re.compile(rf"{CLOCK}-{CLOCK}")
WEEKLY = re.compile(rf"({'|'.join(WEEKDAYS)}):{CLOCK}-({'|'.join(WEEKDAYS)}):{CLOCK}")
UTC = ("UTC", "Etc/UTC")
UNSAID = "cron(0 5 ? * * *)"
"""When a rule of a plan runs that has no schedule (AWS Backup Developer Guide, API, `BackupRule`)."""


class Window(NamedTuple):
    """A span that comes again, in minutes: from the beginning of its day or week, and how long it is."""

    begin: int
    length: int
    again: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of a week is within it, or within the hour before it."""
        return (minute - self.begin + HOUR) % self.again < self.length + HOUR


def windows(database: Resource) -> dict[str, Window | None]:
    """Return the windows of a database, by the property, and None for one that is not given.

    Raises `UnknownValue` if one is not known.
    """
    named = [name for name in WINDOWS if name.startswith(OF_CLUSTERS) is (database.type != INSTANCE)]
    return {name: WINDOWS[name](database.get(name, ""), name) if database.has(name) else None for name in named}


def too_near(given: Iterable[Window], rule: Item) -> bool:
    """Tell whether a rule of a plan starts a job within one of these windows, or in the hour before it.

    Raises `UnknownValue` where it cannot be told when the rule starts.
    """
    if rule.get("scheduleExpressionTimezone", UTC[0]) not in UTC:
        raise UnknownValue(f"{rule.path}.scheduleExpressionTimezone", "is another than that of the windows, UTC")
    minutes = starts(rule.get("schedule", UNSAID), f"{rule.path}.schedule")
    return any(window.holds(minute) for minute in minutes for window in given)


def _daily(text: str, path: str) -> Window:
    found = DAILY.fullmatch(text)
    if not found:
        raise UnknownValue(path, "is in the form of no daily window")
    begin, end = (int(found[at]) * HOUR + int(found[at + 1]) for at in (1, 3))
    return Window(begin, (end - begin) % DAY, DAY)


def _weekly(text: str, path: str) -> Window:
    found = WEEKLY.fullmatch(text.lower())
    if not found:
        raise UnknownValue(path, "is in the form of no weekly window")
    begin, end = (WEEKDAYS.index(found[at]) * DAY + int(found[at + 1]) * HOUR + int(found[at + 2]) for at in (1, 4))
    return Window(begin, (end - begin) % WEEK, WEEK)


OF_CLUSTERS = "preferred"
"""Begins the names of the properties of clusters."""
WINDOWS = {
    "backupWindow": _daily,
    "maintenanceWindow": _weekly,
    "preferredBackupWindow": _daily,
    "preferredMaintenanceWindow": _weekly,
}
"""How each window of a database is written, by the property."""
