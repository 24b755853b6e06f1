"""What an alarm is raised on: a number that users, or what they depend on, suffer from. Pure.

The words are CloudWatch's, but for `missing`, which every symptom has to say: what it means when no data comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Comparison = Literal["above", "at least", "below"]
Missing = Literal["breaching", "notBreaching", "ignore", "missing"]
ONE_MINUTE, FIVE_MINUTES, AN_HOUR, A_DAY = 60, 300, 3_600, 86_400
LONGEST_RANGE = {True: 7 * A_DAY, False: A_DAY}
"""How far back an alarm may look, in seconds, by whether its period is an hour or more (CloudWatch API Reference,
`PutMetricAlarm`, `Period`)."""
MOST_QUERIES = 10
"""Metrics behind one expression (CloudWatch User Guide, "Limits", for alarms based on metric math)."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric, the statistic that is taken of it, and the id by which an expression calls it."""

    id: str
    namespace: str
    name: str
    dimensions: Mapping[str, Any]
    """Plain text, or what AWS will choose."""
    statistic: str
    """`Average`, `Sum` and the like, or a percentile such as `p99`."""

    @property
    def is_percentile(self) -> bool:
        """Whether the statistic is a percentile, which CloudWatch keeps apart from the others."""
        return self.statistic.startswith("p")


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """A condition that somebody must hear of. Raises `ValueError` for one that CloudWatch would refuse."""

    name: str
    """Small letters, digits and hyphens; unique within a stack."""
    description: str
    metrics: tuple[Metric, ...]
    expressions: Mapping[str, str] | None = None
    """Metric math by id, of which the last is what is compared. Without any, there is one metric, and it is."""
    comparison: Comparison
    threshold: float
    period: int = ONE_MINUTE
    """In seconds."""
    periods: int
    """How many in a row must breach."""
    missing: Missing

    def __post_init__(self) -> None:
        if self.period * self.periods > LONGEST_RANGE[self.period >= AN_HOUR]:
            raise ValueError(
                f"{self.name}: {self.periods} periods of {self.period} s are more than CloudWatch looks at"
            )
        if not self.expressions and len(self.metrics) != 1:
            raise ValueError(f"{self.name}: {len(self.metrics)} metrics need an expression that says what to compare")
        if len(self.metrics) > MOST_QUERIES:
            raise ValueError(f"{self.name}: an expression stands on {MOST_QUERIES} metrics at most")


def for_a_quarter_of_an_hour(
    name: str,
    description: str,
    metrics: tuple[Metric, ...],
    threshold: float,
    expressions: Mapping[str, str] | None = None,
) -> Symptom:
    """Return a number that is above a threshold so long that it is no moment's trouble; without requests there is none.

    In periods of five minutes, of which a few requests say more than of one.
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
