"""What the offline judge says of a program, in the words in which the engine speaks of its policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.graph import Resource, ResourceGraph
from auditor.judges.view import view
from policies.rule import Rule, Status
from policies.rules import RULES

from .events import STACK, Run
from .remote import IMAGE


@dataclass(frozen=True)
class Said:
    """Where one rule passed and failed: URNs, or the whole stack for a stack rule."""

    passed: frozenset[str]
    failed: frozenset[str]


def offline(graph: ResourceGraph) -> dict[str, Said]:
    """What each rule says of a graph, as far as the engine could tell."""
    stack = view(graph)
    return {rule.id: _said(rule, [(each.resource.urn, each.status) for each in rule.judge(stack)]) for rule in RULES}


def native(run: Run) -> dict[str, Said]:
    """What each rule said in a run of the engine."""
    found = {}
    for rule in RULES:
        verdict = run.verdict(rule.id, of="stack" if rule.joins else "resource")
        found[rule.id] = Said(_outer(verdict.passed), _outer(verdict.failed))
    return found


def statuses(graph: ResourceGraph) -> dict[tuple[str, str], Status]:
    """What each rule says of each resource of a graph, but for what a plugin makes."""
    stack = view(graph)
    outcomes = [(rule.id, each) for rule in RULES for each in rule.judge(stack)]
    return {(rule, each.resource.urn): each.status for rule, each in outcomes if IMAGE not in each.resource.urn}


def relations(graph: ResourceGraph) -> dict[str, object]:
    """To whom each property of each resource refers, by which provider it is made, and where it is declared.

    A component that a plugin makes is one thing: of its parts, and of what it was given, only the engine tells
    whoever refers to the component that they are behind it, and only the program where it is declared.
    """
    own = [resource for resource in graph if not resource.type.startswith("pulumi:")]
    inside = {resource.urn for resource in own if is_part(resource.urn)}
    given = {each.urn: _given(each) - inside for each in own if each.type == IMAGE}
    found: dict[str, object] = {}
    for resource in own:
        if resource.urn in given:
            found[resource.urn] = given[resource.urn]
        elif resource.urn not in inside:
            refers = {name: _direct(urns, given, inside) for name, urns in resource.property_dependencies.items()}
            found[resource.urn] = refers, _explicit(resource.options.provider), str(resource.source)
    return found


def is_part(urn: str) -> bool:
    """Tell whether a resource was made by a plugin, inside of a component."""
    return f"{IMAGE}$" in urn


def _explicit(provider: str | None) -> str | None:
    return None if provider and "::default_" in provider else provider


def _given(component: Resource) -> frozenset[str]:
    return frozenset(urn for urns in component.property_dependencies.values() for urn in urns)


def _direct(urns: tuple[str, ...], given: dict[str, frozenset[str]], inside: set[str]) -> set[str]:
    behind = inside.union(*(given[urn] for urn in urns if urn in given))
    return set(urns) - behind


def _said(rule: Rule, outcomes: list[tuple[str, Status]]) -> Said:
    def where(status: Status) -> frozenset[str]:
        return _outer(urn for urn, each in outcomes if each is status)

    if not rule.joins:
        return Said(where(Status.PASS), where(Status.FAIL))
    # The engine hears of a stack rule once: a violation anywhere fails it, and an unknown keeps it from passing.
    whole = frozenset({STACK})
    if where(Status.FAIL):
        return Said(frozenset(), whole)
    return Said(whole if where(Status.PASS) and not where(Status.UNKNOWN) else frozenset(), frozenset())


def _outer(urns: Iterable[str]) -> frozenset[str]:
    """Return URNs with those of a plugin's component and of its parts, one of which a rule judges, told as one."""
    return frozenset(urn if IMAGE not in urn else urn[: urn.index(IMAGE) + len(IMAGE)] for urn in urns)
