"""Where a property's value comes from, when its dependencies name a resource to which the value does not refer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.graph import Reference, Resource, Secret, Text, references


def with_origins(
    recorded: Mapping[str, Resource], handed_out: Callable[[str], Mapping[str, Any]]
) -> dict[str, Resource]:
    """Return resources by URN, each with what the program computed. `handed_out` tells the outputs of a resource.

    What one resource computed explains nothing of another that was handed it on.
    """
    traced: dict[str, Resource] = {}

    def given(urn: str) -> dict[str, Any]:
        computed = trace(urn).computed if urn in recorded else {}
        return {key: value for key, value in handed_out(urn).items() if key not in computed}

    def trace(urn: str) -> Resource:
        if urn not in traced:
            computed = _computed_from(recorded[urn], given)
            traced[urn] = replace(recorded[urn], computed=computed) if computed else recorded[urn]
        return traced[urn]

    for urn in recorded:
        trace(urn)
    return traced


def _computed_from(resource: Resource, given: Callable[[str], Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return, for each property, the resources from whose outputs the program computed something.

    A dependency is explained where a reference to it stands in the value, or where the value repeats something that
    the resource itself was given (a provider echoes inputs, and hands them on as they are).
    """
    found = {}
    for key, urns in resource.property_dependencies.items():
        value = resource.inputs.get(key)
        referred = {reference.urn for reference in references(value)}
        if referred.issuperset(urns):
            continue
        own = list(_leaves(value))
        rest = tuple(urn for urn in urns if urn not in referred and not _repeats(own, given(urn)))
        if rest:
            found[key] = rest
    return found


def _repeats(own: list[Any], outputs: Mapping[str, Any]) -> bool:
    return any(
        (leaf == other and type(leaf) is type(other))
        or (isinstance(leaf, str) and isinstance(other, str) and len(other) > 2 and other in leaf)
        for other in _leaves(outputs)
        for leaf in own
        if not isinstance(other, bool)
    )


def _leaves(value: Any) -> Iterator[Any]:
    match value:
        case Reference() | str() | int() | float():
            yield value
        case Text(parts):
            yield from parts
        case Secret(inner):
            yield from _leaves(inner)
        case dict() | Mapping():
            for part in value.values():
                yield from _leaves(part)
        case list() | tuple():
            for part in value:
                yield from _leaves(part)
