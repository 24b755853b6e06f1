"""The settings of the load that an environment is sized for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.capacity_plan import CapacityPlan, Load, plan_capacity
from components.network_plan import MIN_ZONES
from components.payer_cycles import PayerCycle
from stacks.section import Section

Requests = Annotated[float, Field(gt=0, le=100_000)]
"""Requests a second. More is a typing error: a service has at most 5000 tasks (Amazon ECS endpoints and quotas)."""


class Cycle(Section):
    """A payer cycle: when insurers' calendars multiply the load, as each January or at the end of open enrolment."""

    name: str
    """Lowercase letters, digits and single hyphens."""
    start: str
    """The six fields of an AWS cron expression, such as `0 6 1 * ? *`; early enough for tasks to start."""
    end: str
    """Like `start`; at most 31 days later."""
    multiplier: float
    """How many times the normal peak: 3 to 5."""
    timezone: str = "UTC"
    """The IANA name of the time zone, such as America/New_York."""

    @model_validator(mode="after")
    def _is_a_cycle(self) -> Cycle:
        self.cycle()
        return self

    def cycle(self) -> PayerCycle:
        """Return the cycle in the form that the capacity plan takes."""
        return PayerCycle(**self.model_dump())


class CapacitySettings(Section):
    """The expected load, and the peaks that must be survived."""

    requests_per_second: Requests = 50
    """Requests a second at the normal daily peak."""
    baseline_requests_per_second: Requests = 10
    """Requests a second at the quietest hour, which the fewest tasks answer even right after a zone is lost."""
    requests_per_task: Annotated[float, Field(ge=0.1, le=100_000)] = 25
    """Requests a second that one fully busy task answers within the objective. Measure it with a load test whenever
    the task or the application changes."""
    utilisation: float = 0.4
    """The target share of a task's capacity in use: 0.4 meets a fivefold spike that rises for ten minutes."""
    spike_factor: float = 5
    """The height of a spike, as a multiple of the normal peak: 1 to 20."""
    rise_seconds: Annotated[int, Field(le=86_400)] = 600
    """Seconds that a spike takes to rise: the assumption on which `footing capacity` depends most. Measure it, or
    set the shortest that you want to survive. Metrics arrive after two minutes and a task starts in
    `startup_seconds`; until then only idle capacity helps, so lower `utilisation` for a steeper rise."""
    startup_seconds: int = 90
    """Seconds from the decision to start a task until it receives requests."""
    maximum: Annotated[int, Field(ge=2, le=5000)] | None = None
    """The maximum number of tasks, to limit cost. By default, what the largest expected load needs."""
    payer_cycles: tuple[Cycle, ...] = ()

    @model_validator(mode="after")
    def _plan_is_possible(self) -> CapacitySettings:
        # The fewest zones need the most tasks in each zone; with more zones the same settings are possible too.
        self.plan(zones=MIN_ZONES, within_seconds=1, objective=0.5)
        return self

    def plan(self, *, zones: int, within_seconds: float, objective: float) -> CapacityPlan:
        """Return the plan for this load; `objective` is the share of requests that are answered `within_seconds`."""
        figures = self.model_dump(exclude={"maximum", "payer_cycles"})
        return plan_capacity(
            Load(**figures, within_seconds=within_seconds, objective=objective),
            zones=zones,
            maximum=self.maximum,
            cycles=[each.cycle() for each in self.payer_cycles],
        )
