"""What was said of a stack the last time, and of what that depends: the rest need not be judged again."""

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from policies.rule import Outcome, Rule, Status
from policies.view import EVERYTHING, Resource, Stack


class _Said(NamedTuple):
    status: Status
    reason: str
    provided_by: str | None
    provided_for: tuple[str, ...]
    sought: frozenset[str]


class Memory:
    """What each rule said of each resource of a stack, and the types of what else it looked for.

    It does not hold what rules looked at, so it is of use only where nobody asks for evidence.
    """

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], _Said] = {}
        self._resources: dict[str, int] = {}
        self._types: dict[str, int] = {}

    def recall(self, stack: Stack, rules: Sequence[Rule]) -> None:
        """Have a stack know what rules would say again, because nothing that they looked for is other than it was."""
        resources, types = _fingerprints(stack)
        stack.sought = set()
        changed = {each for each in types.keys() | self._types.keys() if types.get(each) != self._types.get(each)}
        by_id = {rule.id: rule for rule in rules if not rule.by_name}
        for (rule, urn), said in self._said.items():
            same = resources.get(urn) == self._resources[urn]
            if same and rule in by_id and changed.isdisjoint(said.sought):
                outcome = Outcome(
                    by_id[rule], stack.find(urn), said.status, said.reason, said.provided_by, said.provided_for
                )
                stack.outcomes[rule, urn] = outcome, said.sought
        self._resources, self._types = resources, types

    def keep(self, stack: Stack) -> None:
        """Remember what was said of the stack that was recalled last."""
        self._said = {
            asked: _Said(each.status, each.reason, each.provided_by, each.provided_for, frozenset(sought))
            for asked, (each, sought) in stack.outcomes.items()
        }


def _fingerprints(stack: Stack) -> tuple[dict[str, int], dict[str, int]]:
    """Return a number for each resource, and for each type, that is another if anything about it is."""
    resources = {each.urn: hash(_written(each)) for each in stack}
    of_type: dict[str, list[int]] = defaultdict(list)
    for each in stack:
        of_type[each.type].append(resources[each.urn])
    types = {type_: hash(tuple(numbers)) for type_, numbers in of_type.items()}
    return resources, {**types, EVERYTHING: hash(tuple(resources.values()))}


def _written(resource: Resource) -> bytes:
    about: list[Any] = [resource.type, resource.name, resource.parent, resource.protected, resource.made]
    content = io.BytesIO()
    pickler = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # what is equal is written alike, be it one object or two
    pickler.dump([resource.urn, *about, resource.properties, resource.references])
    return content.getvalue()
