from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup_plan import (
    COLD_DAYS,
    CONTINUOUS_DAYS,
    LEAST_DAYS,
    RESTORE_WINDOW_DAYS,
    RESTORES,
    Retention,
    backup_plans,
    lock_bounds,
)


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
    with pytest.raises(ValueError, match="120 days or more"):
        Retention(daily_days=7, monthly_days=100, cold_after_days=30)


def test_daily_and_monthly_backups_do_not_start_together() -> None:
    for rules in backup_plans(Retention(daily_days=35, monthly_days=365)).values():
        assert len({rule.schedule for rule in rules}) == len(rules)


def test_every_frequency_of_restore_tests_draws_from_what_is_new_since_the_last() -> None:
    assert RESTORES.keys() == RESTORE_WINDOW_DAYS.keys()
