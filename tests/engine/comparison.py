"""What the offline judge says of a program, in the words in which the engine speaks of its policies."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.graph import ResourceGraph
from auditor.judges.view import view
from policies.rule import Rule, Status
from policies.rules import RULES

from .events import STACK, Run


@dataclass(frozen=True)
class Said:
    """Where one rule passed and failed: URNs, or the whole stack for a stack rule."""

    passed: frozenset[str]
    failed: frozenset[str]


def offline(graph: ResourceGraph) -> dict[str, Said]:
    """What each rule says of a recorded graph, as far as the engine could tell."""
    stack = view(graph)
    return {rule.id: _said(rule, [(each.resource.urn, each.status) for each in rule.judge(stack)]) for rule in RULES}


def native(run: Run) -> dict[str, Said]:
    """What each rule said in a run of the engine."""
    found = {}
    for rule in RULES:
        verdict = run.verdict(rule.id, of="stack" if rule.joins else "resource")
        found[rule.id] = Said(verdict.passed, verdict.failed)
    return found


def _said(rule: Rule, outcomes: list[tuple[str, Status]]) -> Said:
    def where(status: Status) -> frozenset[str]:
        return frozenset(urn for urn, each in outcomes if each is status)

    if not rule.joins:
        return Said(where(Status.PASS), where(Status.FAIL))
    # The engine hears of a stack rule once: a violation anywhere fails it, and an unknown keeps it from passing.
    whole = frozenset({STACK})
    if where(Status.FAIL):
        return Said(frozenset(), whole)
    return Said(whole if where(Status.PASS) and not where(Status.UNKNOWN) else frozenset(), frozenset())
