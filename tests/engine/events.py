"""What one run of the engine said, read from its event log (`--event-log`).

The log says in which resources a rule passed and failed. It never says that a rule was not applicable, and
drops the reason: what was analyzed, and neither passed nor failed, is all that is left to read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

STACK = "the whole stack"
"""Stands where a resource's URN would: stack rules judge all resources at once."""


@dataclass(frozen=True)
class Violation:
    """One violation as the engine reports it."""

    rule: str
    level: str
    urn: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """Where one rule passed, failed, and answered that it does not apply, by URN or `STACK`."""

    passed: frozenset[str]
    failed: frozenset[str]
    not_applicable: frozenset[str]


@dataclass(frozen=True)
class Run:
    """One finished `pulumi preview` or `pulumi up`."""

    exit_code: int
    text: str
    """What a person saw: standard output and error."""
    events: tuple[dict[str, Any], ...]

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """In the order in which they were reported."""
        return tuple(
            Violation(said["policyName"], said["enforcementLevel"], said["resourceUrn"], said["message"])
            for said in self._payloads("policyEvent")
        )

    @cached_property
    def states(self) -> dict[str, dict[str, Any]]:
        """The last state of each resource (`inputs`, `outputs`, `id`, `parent`), by URN."""
        steps = self._payloads("resOutputsEvent") + self._payloads("resourcePreEvent")
        states = [said["metadata"]["new"] for said in reversed(steps) if said["metadata"].get("new")]
        return {state["urn"]: state for state in states}

    def verdict(self, rule: str, *, of: str) -> Verdict:
        """The verdict of `rule`, which is a rule of each ``"resource"`` or of the ``"stack"``."""
        kind = {"resource": "policyAnalyzeSummaryEvent", "stack": "policyAnalyzeStackSummaryEvent"}[of]
        summaries = self._payloads(kind)
        passed = _where(rule, "passed", summaries)
        failed = _where(rule, "failed", summaries)
        analyzed = frozenset(said.get("resourceUrn", STACK) for said in summaries)
        return Verdict(passed, failed, analyzed - passed - failed)

    def state_of(self, resource_type: str, name: str) -> dict[str, Any]:
        """The state of the one resource with this type and name."""
        [state] = [
            state for urn, state in self.states.items() if state["type"] == resource_type and urn.endswith(f"::{name}")
        ]
        return state

    def _payloads(self, kind: str) -> list[dict[str, Any]]:
        return [event[kind] for event in self.events if kind in event]


def read_events(log: Path) -> tuple[dict[str, Any], ...]:
    """The events in `log`; none if the engine stopped before it opened one."""
    if not log.exists():
        return ()
    return tuple(json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())


def _where(rule: str, outcome: str, summaries: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(said.get("resourceUrn", STACK) for said in summaries if rule in said.get(outcome, ()))
