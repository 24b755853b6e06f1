"""A day of load: quiet at night, busy in the early afternoon, with a spike or a payer cycle on top."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from auditor.capacity.simulation import STEP_SECONDS
from components.capacity_plan import Load

DAY_SECONDS = 86_400
BUSIEST_SECOND = 14 * 3600
QUIETEST_SECOND = 2 * 3600
SPIKE_SECONDS = 1800
"""How long a spike stays at its height."""


@dataclass(frozen=True, kw_only=True)
class Surge:
    """The load is multiplied from `start` to `end`, in seconds of the day; it takes `rise` to come, and to go."""

    start: int
    end: int
    rise: int
    factor: float

    def at(self, second: int) -> float:
        """Return by how much the normal load is multiplied at a second of the day."""
        if not self.start <= second < self.end + self.rise:
            return 1.0
        risen = min(1.0, (second - self.start) / self.rise) if self.rise else 1.0
        gone = max(0.0, (second - self.end) / self.rise) if self.rise else 0.0
        return 1 + (self.factor - 1) * max(0.0, risen - gone)


@cache
def day(load: Load, surge: Surge) -> tuple[float, ...]:
    """Return requests a second for each step of a day."""
    seconds = range(0, DAY_SECONDS, STEP_SECONDS)
    return tuple(_normal(load, second) * surge.at(second) for second in seconds)


def spikes(load: Load) -> Mapping[str, Surge]:
    """Return a spike at the hour at which it is the largest, and one at which it meets the fewest tasks."""
    moments = {"busiest": BUSIEST_SECOND, "quietest": QUIETEST_SECOND}
    return {
        f"{load.spike_factor:g}x spike at the {hour} hour": Surge(
            start=middle - SPIKE_SECONDS // 2 - load.rise_seconds,
            end=middle + SPIKE_SECONDS // 2,
            rise=load.rise_seconds,
            factor=load.spike_factor,
        )
        for hour, middle in moments.items()
    }


def rising(seconds: int) -> str:
    """Say how steep a surge is: that which decides whether new tasks come in time, and so part of a day's name."""
    return f"rising over {lasting(seconds)}" if seconds else "rising at once"


def lasting(seconds: int) -> str:
    """Write a number of seconds as people say it."""
    minutes, rest = divmod(seconds, 60)
    of_minutes = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes else ""
    return " ".join(part for part in (of_minutes, f"{rest} s" if rest or not minutes else "") if part)


def _normal(load: Load, second: int) -> float:
    height = (1 + math.cos(2 * math.pi * (second - BUSIEST_SECOND) / DAY_SECONDS)) / 2
    return load.baseline_requests_per_second + height * (load.requests_per_second - load.baseline_requests_per_second)
