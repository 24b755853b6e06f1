from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.objective import (
    BUDGET_SECONDS,
    BURNS,
    MOST_PERCENT,
    Burn,
    failing_percent,
    failure_rate,
    request_counts,
    windows,
)
from components.symptom import AN_HOUR

objectives = st.floats(min_value=0.9, max_value=0.9999)
rates = st.floats(min_value=0.5, max_value=20)
hours = st.integers(min_value=1, max_value=24)
burns = st.sampled_from(BURNS)


@given(objectives, rates, hours, st.integers(min_value=1, max_value=1_000_000))
def test_failures_at_the_threshold_spend_the_share_of_the_budget_that_the_burn_rate_says(
    objective: float, rate: float, hour: int, requests_an_hour: int
) -> None:
    percent = failing_percent(objective, rate)
    assume(percent < MOST_PERCENT)
    burn = Burn(name="any", rate=rate, long=hour * AN_HOUR, short=300, urgency="page")
    failed = requests_an_hour * hour * percent / 100
    budget = requests_an_hour * (BUDGET_SECONDS / AN_HOUR) * (1 - objective)
    assert failed / budget == pytest.approx(burn.spent, rel=1e-4)


@given(objectives, burns)
def test_the_rate_at_which_everything_fails_is_above_every_threshold(objective: float, burn: Burn) -> None:
    assert 0 < failing_percent(objective, burn.rate) < 100


@given(objectives, objectives, rates)
def test_a_stricter_objective_is_never_laxer_about_failures(one: float, other: float, rate: float) -> None:
    assert failing_percent(max(one, other), rate) <= failing_percent(min(one, other), rate)


@pytest.mark.parametrize(("name", "spent"), [("fast", 0.02), ("steady", 0.05), ("slow", 0.1), ("creeping", 0.1)])
def test_the_burn_rates_spend_what_the_workbook_says(name: str, spent: float) -> None:
    (burn,) = [each for each in BURNS if each.name == name]
    assert burn.spent == pytest.approx(spent)


def test_what_wakes_somebody_up_is_faster_than_what_waits() -> None:
    slowest_page = min(each.rate for each in BURNS if each.urgency == "page")
    assert slowest_page > max(each.rate for each in BURNS if each.urgency == "ticket")
    assert [each.long > each.short * 3 for each in BURNS] == [True] * len(BURNS)


@pytest.mark.parametrize("burn", BURNS, ids=lambda burn: burn.name)
def test_both_windows_want_the_same_rate_and_the_long_one_enough_failures(burn: Burn) -> None:
    long, short = windows(0.999, burn, "app/it/1")
    assert long.threshold == short.threshold == pytest.approx(burn.rate / 10)
    assert (long.period, long.periods, short.period, short.periods) == (burn.long, burn.times, burn.short, 1)
    assert [*(long.expressions or {}).values()][-1].endswith("(failed >= 5)")
    assert [*(short.expressions or {}).values()][-1].endswith("(failed >= 1)")


def test_the_expressions_stand_on_the_metrics_that_there_are() -> None:
    ids = {metric.id for metric in request_counts("app/it/1")} | {*failure_rate(1)}
    words = {
        word
        for text in failure_rate(1).values()
        for word in text.replace("(", " ").replace(")", " ").replace(",", " ").split()
        if word.isalpha() and word != "FILL"
    }
    assert words <= ids


def test_each_id_of_an_expression_is_the_count_that_its_name_says() -> None:
    assert {metric.id: metric.name for metric in request_counts("app/it/1")} == {
        "answered": "RequestCount",
        "refused": "HTTPCode_ELB_503_Count",
        "broken": "HTTPCode_Target_5XX_Count",
        "own": "HTTPCode_ELB_5XX_Count",
    }
    for metric in request_counts("app/it/1"):
        assert (metric.namespace, metric.statistic) == ("AWS/ApplicationELB", "Sum")
        assert metric.dimensions == {"LoadBalancer": "app/it/1"}


@pytest.mark.parametrize("objective", [0, 1, -1, 99.9])
def test_an_objective_that_is_no_share_is_refused(objective: float) -> None:
    with pytest.raises(ValueError, match="share between 0 and 1"):
        failing_percent(objective, 1)
