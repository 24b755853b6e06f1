"""The days of spikes once more, with spikes that rise faster: from which steepness on the objective no longer holds.

How long a spike takes to rise is an assumption, and none matters more: until it shows in the metrics and new tasks have
started, it is met by what was idle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from auditor.capacity.configured import Configured
from auditor.capacity.day import lasting, spikes
from auditor.capacity.replay import run

PARTS = (1.0, 0.75, 0.5, 0.2, 0.1, 0.0)
"""Of the rise that is assumed; with none of it left, the spike is there at once."""


@dataclass(frozen=True, kw_only=True)
class Steeper:
    """One day of one service: by how long its spike takes to rise, in seconds, the share that is answered in time."""

    service: str
    day: str
    objective: float
    shares: Mapping[int, float]

    @property
    def verdict(self) -> str:
        """Say from which rise on the objective holds, with all that are longer and not above the assumed one."""
        steepest = None
        for rise, answered in self.shares.items():
            if answered < self.objective:
                break
            steepest = rise
        if steepest is None:
            return "not even as assumed"
        return f"{lasting(steepest)} or more" if steepest else "any"


def steeper(service: Configured) -> list[Steeper]:
    """Replay each spike of a service with the rise that is assumed, and with ever shorter ones."""
    load, scaling = service.load, service.scaling
    loads = [
        replace(load, rise_seconds=rise) for rise in dict.fromkeys(round(load.rise_seconds * each) for each in PARTS)
    ]
    return [
        Steeper(
            service=service.name,
            day=day,
            objective=load.objective,
            shares={each.rise_seconds: run(each, spikes(each)[day], scaling, service.service).share for each in loads},
        )
        for day in spikes(load)
    ]
