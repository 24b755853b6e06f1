"""Symptoms: conditions of CloudWatch metrics on which an alarm is raised. Pure.

The terms are CloudWatch's. Every symptom must declare `missing`: how missing data is treated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Comparison = Literal["above", "at least", "below"]
Missing = Literal["breaching", "notBreaching", "ignore", "missing"]
ONE_MINUTE, FIVE_MINUTES, AN_HOUR, A_DAY = 60, 300, 3_600, 86_400
LOAD_BALANCERS = "AWS/ApplicationELB"
"""The namespace of Application Load Balancers' metrics."""
LONGEST_RANGE = {True: 7 * A_DAY, False: A_DAY}
"""The longest evaluation interval of an alarm, in seconds, by whether its period is an hour or more (CloudWatch API
Reference, `PutMetricAlarm`, `Period`)."""
MOST_QUERIES = 10
"""The most metrics of one expression (CloudWatch User Guide, "Limits", for alarms based on metric math)."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric and its statistic."""

    namespace: str
    name: str
    dimensions: Mapping[str, Any]
    """Values are text, or Pulumi outputs."""
    statistic: str
    """`Average`, `Sum` and the like, or a percentile such as `p99`."""
    alias: str = ""
    """The id in expressions, if it is not the name with a small first letter."""

    @property
    def id(self) -> str:
        """The id by which an expression refers to the metric."""
        return self.alias or self.name[0].lower() + self.name[1:]

    @property
    def is_percentile(self) -> bool:
        """Whether the statistic is a percentile, which has a property of its own in CloudWatch."""
        return self.statistic.startswith("p")


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """A condition that raises an alarm. Raises `ValueError` for one that CloudWatch would reject."""

    name: str
    """Small letters, digits and hyphens; unique within a stack."""
    description: str
    metrics: tuple[Metric, ...]
    expressions: Mapping[str, str] | None = None
    """Metric math by id; the last expression is compared. Without expressions, the only metric is."""
    comparison: Comparison
    threshold: float
    """In the unit of the metric, or of the last expression."""
    period: int = ONE_MINUTE
    """In seconds."""
    periods: int
    """How many periods in a row must breach."""
    missing: Missing

    def __post_init__(self) -> None:
        if self.period * self.periods > LONGEST_RANGE[self.period >= AN_HOUR]:
            raise ValueError(
                f"{self.name}: {self.periods} periods of {self.period} s are more than CloudWatch evaluates"
            )
        if not self.expressions and len(self.metrics) != 1:
            raise ValueError(f"{self.name}: {len(self.metrics)} metrics need an expression to compare")
        if len(self.metrics) > MOST_QUERIES:
            raise ValueError(f"{self.name}: an expression takes at most {MOST_QUERIES} metrics")


def for_a_quarter_of_an_hour(
    name: str,
    description: str,
    metrics: tuple[Metric, ...],
    threshold: float,
    expressions: Mapping[str, str] | None = None,
) -> Symptom:
    """Return the symptom of a metric above its threshold for 15 minutes; missing data, as without requests, is none.

    Its periods are five minutes, since a few requests in one minute mean little.
    """
    return Symptom(
        name=name,
        description=description,
        metrics=metrics,
        expressions=expressions,
        comparison="above",
        threshold=threshold,
        period=FIVE_MINUTES,
        periods=3,
        missing="notBreaching",
    )
