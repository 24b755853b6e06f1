"""The period that a report is handed over for, as an auditor asks for it: `2026-07-01..2026-09-30`."""

from __future__ import annotations

import re
from datetime import date

from auditor.errors import InputError
from auditor.results.words import Record


class Period(Record):
    """From the first day to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def read_period(text: str, today: date) -> Period:
    """Read a period; raise `InputError` if it is none, ends before it begins, or lies in the future as a whole."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text, re.ASCII)
    try:
        first, last = (date.fromisoformat(day) for day in (found.groups() if found else ()))
    except ValueError:
        raise InputError(f"--period: {text!r} is no period; write it as 2026-07-01..2026-09-30") from None
    if last < first:
        raise InputError(f"--period: ends on {last}, before it begins on {first}; exchange the two days")
    if first > today:
        raise InputError(f"--period: begins on {first}, which is yet to come; name one that has begun")
    return Period(first=first, last=last)
