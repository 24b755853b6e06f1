"""The settings of how much load an environment is made for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.capacity_plan import CapacityPlan, Load, plan_capacity
from components.network_plan import MIN_ZONES
from components.payer_cycles import PayerCycle
from stacks.section import Section

Requests = Annotated[float, Field(gt=0, le=100_000)]
"""A second. More is a slip of the pen: a service has 5000 tasks at most (Amazon ECS endpoints and quotas)."""


class Cycle(Section):
    """A payer cycle: when insurers' calendars multiply the load, as each January or at the end of open enrolment."""

    name: str
    """In small letters, digits and single hyphens."""
    start: str
    """Six fields of AWS's cron, as `0 6 1 * ? *`; as long before the load as tasks take to start."""
    end: str
    """As `start`; at most 31 days later."""
    multiplier: float
    """3 to 5 times the normal peak."""
    timezone: str = "UTC"
    """By its canonical name, as America/New_York."""

    @model_validator(mode="after")
    def _is_a_cycle(self) -> Cycle:
        self.cycle()
        return self

    def cycle(self) -> PayerCycle:
        """Return the cycle as the capacity plan takes it."""
        return PayerCycle(**self.model_dump())


class Capacity(Section):
    """How much load is expected, and how much more must be survived."""

    requests_per_second: Requests = 50
    """At the normal daily peak."""
    baseline_requests_per_second: Requests = 10
    """At the quietest hour: what the fewest tasks answer even when a zone has just been lost."""
    requests_per_task: Annotated[float, Field(ge=0.1, le=100_000)] = 25
    """A second, of one fully busy task: measure it with a load test whenever the task or the application changes."""
    utilisation: float = 0.4
    """How busy tasks are to be, as a share: at 0.4 a spike of five times that takes ten minutes to rise is met."""
    spike_factor: float = 5
    """How many times the normal peak a spike is, from 1 to 20."""
    rise_seconds: Annotated[int, Field(le=86_400)] = 600
    """How long a spike takes to rise: the assumption on which the answer of `footing capacity` rests most. Measure it,
    or choose the shortest that you want to survive. Metrics take two minutes to be seen and a task `startup_seconds`
    to start: what comes before that is met by idle tasks, so lower `utilisation` for a steeper rise."""
    startup_seconds: int = 90
    """From the decision for another task until it gets requests."""
    maximum: Annotated[int, Field(ge=2, le=5000)] | None = None
    """The most tasks, for the sake of cost; as many as the largest load foreseen needs, if it is left out."""
    payer_cycles: tuple[Cycle, ...] = ()

    @model_validator(mode="after")
    def _plan_is_possible(self) -> Capacity:
        # The fewest zones need the most tasks in each; with more, the same settings are possible too.
        self.plan(zones=MIN_ZONES, within_seconds=1, objective=0.5)
        return self

    def plan(self, *, zones: int, within_seconds: float, objective: float) -> CapacityPlan:
        """Return how a service for this load scales, in so many zones and with this objective."""
        figures = self.model_dump(exclude={"maximum", "payer_cycles"})
        return plan_capacity(
            Load(**figures, within_seconds=within_seconds, objective=objective),
            zones=zones,
            maximum=self.maximum,
            cycles=[each.cycle() for each in self.payer_cycles],
        )
