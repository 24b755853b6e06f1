"""Burn rates of an objective's error budget, and the alarms on them. Pure.

An objective of 99.9 % allows one request in a thousand to fail: the error budget of 30 days. A burn rate of 1 spends it
in 30 days, one of 14.4 in two. Each alarm has a long window, so that a short problem raises none, and a short one, so
that the alarm ends soon after the problem (Google, The Site Reliability Workbook, chapter 5, "Multiwindow,
Multi-Burn-Rate Alerts").

The first two are the workbook's. Its third, a burn rate of 1 over three days, is two alarms here: the longest period of
CloudWatch is a day, and an alarm compares each period, not their mean. So one alarm has a rate of 3 over a day; the
last needs a rate of 1 on each of three days in a row, which is never too early but may be later than a mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.symptom import A_DAY, AN_HOUR, FIVE_MINUTES, LOAD_BALANCERS, Metric, Symptom

BUDGET_SECONDS = 30 * A_DAY
LEAST_FAILURES = 5
"""The fewest failed requests in the long window that raise an alarm: one of ten requests at night is no trend."""
MOST_PERCENT = 90.0
"""The highest threshold, in percent of requests, for a budget so large that a burn rate cannot be reached."""


@dataclass(frozen=True, kw_only=True)
class Burn:
    """A burn rate and its windows, in seconds."""

    name: str
    rate: float
    long: int
    short: int
    urgency: Literal["page", "ticket"]
    """`page` to wake someone, `ticket` for the next working day."""
    times: int = 1
    """The number of long windows in a row."""

    @property
    def spent(self) -> float:
        """The share of the budget that is spent at this rate during all long windows."""
        return self.rate * self.long * self.times / BUDGET_SECONDS


BURNS = (
    Burn(name="fast", rate=14.4, long=AN_HOUR, short=FIVE_MINUTES, urgency="page"),
    Burn(name="steady", rate=6, long=6 * AN_HOUR, short=30 * 60, urgency="page"),
    Burn(name="slow", rate=3, long=A_DAY, short=2 * AN_HOUR, urgency="ticket"),
    Burn(name="creeping", rate=1, long=A_DAY, times=3, short=6 * AN_HOUR, urgency="ticket"),
)

FASTEST = BURNS[0].rate
"""The burn rate of alarms with a single window: it spends the budget of 30 days in two."""


def failing_percent(objective: float, rate: float) -> float:
    """Return the percentage of failing requests at this burn rate, at most `MOST_PERCENT`.

    `objective` is a share between 0 and 1, exclusively; raises `ValueError` otherwise.
    """
    if not 0 < objective < 1:
        raise ValueError(f"an objective is a share between 0 and 1, not {objective:g}")
    return min(round(100 * rate * (1 - objective), 9), MOST_PERCENT)


def failure_rate(least: int) -> dict[str, str]:
    """Return the expressions for the percentage of requests that failed, of the metrics of `request_counts`.

    `answered`: requests that reached a target. `refused`: those without a healthy target, which the load balancer does
    not count as requests. `broken` and `own`: errors of targets, and of the load balancer. A metric without data counts
    as 0 (`FILL`); without requests there is no rate, and no data. With fewer than `least` failures the rate is 0.
    """
    return {
        "failed": "FILL(broken, 0) + FILL(own, 0)",
        "asked": "FILL(answered, 0) + FILL(refused, 0)",
        "rate": f"100 * failed / asked * (failed >= {least})",
    }


def request_counts(load_balancer: object) -> tuple[Metric, ...]:
    """Return the metrics of `failure_rate`, of one load balancer."""
    names = {
        "answered": "RequestCount",
        "refused": "HTTPCode_ELB_503_Count",
        "broken": "HTTPCode_Target_5XX_Count",
        "own": "HTTPCode_ELB_5XX_Count",
    }
    return tuple(
        Metric(
            alias=alias,
            namespace=LOAD_BALANCERS,
            name=name,
            dimensions={"LoadBalancer": load_balancer},
            statistic="Sum",
        )
        for alias, name in names.items()
    )


def windows(objective: float, burn: Burn, load_balancer: object) -> tuple[Symptom, Symptom]:
    """Return the symptoms of a burn rate's long and short window, which raise an alarm only together."""
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
