from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup_plan import (
    BACKUP_WINDOW,
    COLD_DAYS,
    CONTINUOUS_DAYS,
    LEAST_DAYS,
    MAINTENANCE_WINDOW,
    RESTORE_WINDOW_DAYS,
    RESTORES,
    Retention,
    backup_plans,
    lock_bounds,
)
from policies.database_windows import DAY, HOUR, WINDOWS, Window
from policies.schedules import starts

OF_RDS = {"backupWindow": BACKUP_WINDOW, "maintenanceWindow": MAINTENANCE_WINDOW}
SCHEDULES = {
    rule.schedule for plan in backup_plans(Retention(daily_days=35, monthly_days=365)).values() for rule in plan
}


@st.composite
def retentions(draw: st.DrawFn) -> Retention:
    daily = draw(st.integers(LEAST_DAYS, 400))
    monthly = draw(st.integers(daily, 4_000))
    cold = draw(st.none() | st.integers(1, monthly - COLD_DAYS)) if monthly > COLD_DAYS else None
    return Retention(daily_days=daily, monthly_days=monthly, cold_after_days=cold)


@given(retentions())
def test_the_lock_of_the_vault_takes_every_backup_of_every_plan(retention: Retention) -> None:
    rules = [rule for plan in backup_plans(retention).values() for rule in plan]
    least, most = lock_bounds(rules)
    assert all(least <= rule.keep_days <= most for rule in rules)
    assert least >= LEAST_DAYS


@given(retentions())
def test_a_continuous_backup_reaches_no_further_back_than_aws_lets_it(retention: Retention) -> None:
    rules = [rule for plan in backup_plans(retention).values() for rule in plan if rule.continuous]
    assert rules
    assert all(rule.keep_days <= CONTINUOUS_DAYS and rule.cold_after_days is None for rule in rules)


@given(retentions())
def test_every_plan_keeps_monthly_backups_for_as_long_as_it_is_told(retention: Retention) -> None:
    for rules in backup_plans(retention).values():
        (monthly,) = [rule for rule in rules if rule.name == "monthly"]
        assert (monthly.keep_days, monthly.cold_after_days) == (retention.monthly_days, retention.cold_after_days)


@given(st.integers(1, 2_000), st.integers(1, 2_000), st.none() | st.integers(1, 2_000))
def test_only_what_aws_takes_is_a_retention(daily: int, monthly: int, cold: int | None) -> None:
    possible = LEAST_DAYS <= daily <= monthly and (cold is None or monthly >= cold + COLD_DAYS)
    try:
        Retention(daily_days=daily, monthly_days=monthly, cold_after_days=cold)
    except ValueError:
        assert not possible
    else:
        assert possible


def test_a_refusal_says_what_would_do() -> None:
    with pytest.raises(ValueError, match="monthly_days: must be 120 or more"):
        Retention(daily_days=7, monthly_days=100, cold_after_days=30)


def test_daily_and_monthly_backups_do_not_start_together() -> None:
    for rules in backup_plans(Retention(daily_days=35, monthly_days=365)).values():
        assert len({rule.schedule for rule in rules}) == len(rules)


def test_every_frequency_of_restore_tests_draws_from_what_is_new_since_the_last() -> None:
    assert RESTORES.keys() == RESTORE_WINDOW_DAYS.keys()


def window(name: str) -> Window:
    return WINDOWS[name](OF_RDS[name], name)


@pytest.mark.parametrize("name", OF_RDS)
@pytest.mark.parametrize("schedule", sorted(SCHEDULES))
def test_a_backup_starts_four_hours_or_more_from_the_windows_of_rds(schedule: str, name: str) -> None:
    """By the time of day: a schedule may be of any day, and so may a window some time."""
    begin, length, _ = window(name)
    for minute in starts(schedule, "schedule"):
        assert 4 * HOUR <= (begin - minute) % DAY <= DAY - length - 4 * HOUR


@pytest.mark.parametrize("name", OF_RDS)
def test_a_window_of_rds_is_half_an_hour_or_more_and_not_half_a_day(name: str) -> None:
    assert 30 <= window(name).length < DAY / 2


def test_the_windows_of_rds_do_not_overlap() -> None:
    daily, weekly = window("backupWindow"), window("maintenanceWindow")
    assert daily.length <= (weekly.begin - daily.begin) % DAY <= DAY - weekly.length


def test_a_weekly_restore_test_is_two_days_or_more_from_the_ends_of_a_week_that_begins_on_sunday_or_monday() -> None:
    for minute in starts(RESTORES["weekly"], "schedule"):
        assert 2 * DAY <= minute <= 4 * DAY
