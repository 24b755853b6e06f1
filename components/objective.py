"""How fast failures use up what an objective allows, and when that is too fast. Pure.

An objective of 99.9 % allows one request in a thousand to fail: the budget of a month. A burn rate of one spends it in
just that month, one of 14.4 in two days. Each alarm looks at a long window, so that a moment's trouble is no alarm, and
at a short one, so that the alarm ends soon after the trouble does (Google, The Site Reliability Workbook, chapter 5,
"Multiwindow, Multi-Burn-Rate Alerts").

The first two are the workbook's own. Its third, a burn rate of one over three days, is two here: CloudWatch looks back
over seven days, but compares periods, and a mean over three days of them is none. So one alarm takes a day as one
period, at a rate of three; the last wants a rate of one on each of three days in a row, which is never too early and
may be later than a mean would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.symptom import A_DAY, AN_HOUR, FIVE_MINUTES, Metric, Symptom

BUDGET_SECONDS = 30 * A_DAY
LEAST_FAILURES = 5
"""So many requests must have failed in the long window: of ten requests at night, one is no trend."""
MOST_PERCENT = 90.0
"""Of the requests: where the budget is so large that a burn rate cannot be reached, this is bad enough."""


@dataclass(frozen=True, kw_only=True)
class Burn:
    """A rate at which the budget is spent, and over which windows it is measured, in seconds."""

    name: str
    rate: float
    long: int
    short: int
    urgency: Literal["page", "ticket"]
    """Whether somebody is to be woken, or it waits for the next working day."""
    times: int = 1
    """How many long windows in a row."""

    @property
    def spent(self) -> float:
        """What share of the budget is gone, at this rate, once all long windows have passed."""
        return self.rate * self.long * self.times / BUDGET_SECONDS


BURNS = (
    Burn(name="fast", rate=14.4, long=AN_HOUR, short=FIVE_MINUTES, urgency="page"),
    Burn(name="steady", rate=6, long=6 * AN_HOUR, short=30 * 60, urgency="page"),
    Burn(name="slow", rate=3, long=A_DAY, short=2 * AN_HOUR, urgency="ticket"),
    Burn(name="creeping", rate=1, long=A_DAY, times=3, short=6 * AN_HOUR, urgency="ticket"),
)

FASTEST = BURNS[0].rate
"""At which failures are told where there is one window alone: what would spend the month's budget in two days."""


def failing_percent(objective: float, rate: float) -> float:
    """Return what percentage of requests fails where a budget burns at this rate.

    `objective` is a share between 0 and 1, exclusively. Above `MOST_PERCENT` it is that.
    """
    if not 0 < objective < 1:
        raise ValueError(f"an objective is a share between 0 and 1, not {objective:g}")
    return min(round(100 * rate * (1 - objective), 9), MOST_PERCENT)


def failure_rate(least: int) -> dict[str, str]:
    """Return the expressions for the percentage of requests that failed, of metrics with the ids given here.

    `answered`: requests that reached a target. `refused`: those for which none was left, which the load balancer
    does not count among its requests. `broken` and `own`: errors of targets, and of the load balancer. A metric
    without data counts as none (`FILL`); without any request there is no rate, and no data. With fewer than `least`
    failures the rate is taken for zero.
    """
    return {
        "failed": "FILL(broken, 0) + FILL(own, 0)",
        "asked": "FILL(answered, 0) + FILL(refused, 0)",
        "rate": f"100 * failed / asked * (failed >= {least})",
    }


def request_counts(load_balancer: object) -> tuple[Metric, ...]:
    """Return the metrics that `failure_rate` is made of, of one load balancer."""
    names = {
        "answered": "RequestCount",
        "refused": "HTTPCode_ELB_503_Count",
        "broken": "HTTPCode_Target_5XX_Count",
        "own": "HTTPCode_ELB_5XX_Count",
    }
    return tuple(
        Metric(
            id=id_,
            namespace="AWS/ApplicationELB",
            name=name,
            dimensions={"LoadBalancer": load_balancer},
            statistic="Sum",
        )
        for id_, name in names.items()
    )


def windows(objective: float, burn: Burn, load_balancer: object) -> tuple[Symptom, Symptom]:
    """Return the long and the short window of a burn rate, which only together are an alarm."""
    threshold = failing_percent(objective, burn.rate)
    share = f"{threshold:g} % of the requests failed: {burn.rate:g}x what {100 * objective:g} % allows"

    def window(length: str, seconds: int, times: int, least: int) -> Symptom:
        span = f"{seconds // 60} min" if seconds < AN_HOUR else f"{seconds // AN_HOUR} h"
        return Symptom(
            name=f"objective-{burn.name}-{length}",
            description=f"Over {span}{f', {times} times in a row' if times > 1 else ''}, {share}",
            metrics=request_counts(load_balancer),
            expressions=failure_rate(least),
            comparison="above",
            threshold=threshold,
            period=seconds,
            periods=times,
            missing="notBreaching",
        )

    return window("long", burn.long, burn.times, LEAST_FAILURES), window("short", burn.short, 1, 1)
