from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.results.period import Period, read_period

TODAY = date(2026, 8, 15)
DAYS = st.dates(date(2000, 1, 1), TODAY)


@given(first=DAYS, length=st.integers(0, 800))
def test_a_period_is_read_as_it_is_written(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert read_period(f"{first}..{last}", TODAY) == Period(first=first, last=last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is no period; write it as 2026-07-01..2026-09-30"),
        ("2026-07-01", "is no period"),
        ("2026-07-01..", "is no period"),
        ("2026-07-01..2026-09-31", "is no period"),
        ("2026-07-01...2026-09-30", "is no period"),
        ("2026-7-1..2026-9-30", "is no period"),
        ("\uff12026-07-01..2026-09-30", "is no period"),
        ("2026-07-01..2026-09-30\n", "is no period"),
        ("2026-07-02..2026-07-01", "ends on 2026-07-01, before it begins on 2026-07-02"),
        ("2026-08-16..2026-09-30", "begins on 2026-08-16, which is yet to come"),
    ],
)
def test_what_is_no_period_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^--period: .*{re.escape(message)}"):
        read_period(text, TODAY)


def test_a_period_may_still_be_running() -> None:
    assert str(read_period("2026-08-15..2026-12-31", TODAY)) == "2026-08-15 to 2026-12-31"
