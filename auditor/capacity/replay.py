"""Days replayed against the scaling that a stack declares, and whether its objective would have held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from auditor.capacity.configured import Configured
from auditor.capacity.day import DAY_SECONDS, Surge, day, rising, spikes
from auditor.capacity.simulation import Run, Scaling, Service, simulate
from components.capacity_plan import Load
from components.payer_cycles import PayerCycle, windows


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One day of one service: its load in requests a second for each step, and what became of it."""

    service: str
    scenario: str
    """With how steep it is: what a verdict rests on most."""
    surge: Surge
    load: tuple[float, ...]
    run: Run
    objective: float
    within_seconds: float
    requests_per_task: float

    @property
    def holds(self) -> bool:
        """Whether as many requests were answered in time as the objective asks."""
        return self.run.share >= self.objective


def replay(service: Configured) -> list[Replay]:
    """Replay a day with a spike at its busiest and its quietest hour, and the first day of each payer cycle."""
    return [
        Replay(
            service=service.name,
            scenario=f"{scenario}, {rising(surge.rise)}",
            surge=surge,
            load=day(service.load, surge),
            run=run(service.load, surge, scaling, service.service),
            objective=service.load.objective,
            within_seconds=service.load.within_seconds,
            requests_per_task=service.load.requests_per_task,
        )
        for scenario, surge, scaling in _scenarios(service)
    ]


@cache
def run(load: Load, surge: Surge, scaling: Scaling, service: Service) -> Run:
    """Return what becomes of a day. Stacks of the same size have the same days."""
    return simulate(day(load, surge), scaling, service)


def _scenarios(service: Configured) -> Iterator[tuple[str, Surge, Scaling]]:
    for scenario, surge in spikes(service.load).items():
        yield scenario, surge, service.scaling
    for cycle in service.cycles:
        surge, midnight = _first_day(cycle, service.load.rise_seconds)
        yield f"{cycle.multiplier:g}x payer cycle {cycle.name}", surge, service.on(midnight)


def _first_day(cycle: PayerCycle, rise: int) -> tuple[Surge, datetime]:
    """Return the load of the day on which a cycle starts, and when that day begins where the cycle is."""
    start, end = next(windows(cycle))
    midnight = start.replace(hour=0, minute=0)
    lasts = min((end - midnight) / timedelta(seconds=1), DAY_SECONDS)
    begins = (start - midnight) / timedelta(seconds=1)
    return Surge(start=int(begins), end=int(lasts), rise=rise, factor=cycle.multiplier), midnight
