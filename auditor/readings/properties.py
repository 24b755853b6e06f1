"""What is read off a graph in more than one place: whom a property names, and a value, tags or ports as they read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Text, Unknown, references

_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""By IANA's numbers, which the engine's files may have."""


def named_by(resource: Resource, key: str, part: Any = None) -> tuple[str, ...]:
    """Return the URNs of the resources that a property refers to, or a part of it.

    A file of the engine says only on which resources the whole property depends.
    """
    found = dict.fromkeys(reference.urn for reference in references(resource.inputs.get(key) if part is None else part))
    return tuple(found) or tuple(resource.property_dependencies.get(key, ()))


def one_of(graph: ResourceGraph, urns: tuple[str, ...], type_: str) -> Resource | None:
    """Return the first of some resources that is of a type."""
    return next((found for urn in urns if (found := graph.find(urn)) is not None and found.type == type_), None)


def name_of(urn: str, graph: ResourceGraph) -> str:
    """Return the name of a resource, be it in the graph or not."""
    found = graph.find(urn)
    return found.name if found else urn.rpartition("::")[2]


def worded(value: Any, graph: ResourceGraph) -> str:
    """Write a value for people: a resource by its name, a secret and what nobody knows yet by that word."""
    match value:
        case None | "":
            return "not set"
        case Reference(urn):
            return name_of(urn, graph)
        case Text(parts):
            return "".join(worded(part, graph) for part in parts)
        case Secret():
            return "secret"
        case Unknown():
            return "not known before deployment"
        case _:
            return str(value)


def ports_of(protocol: Any, given: Mapping[str, Any], graph: ResourceGraph) -> str:
    """Write by which ports a rule of a network lets something through: `tcp 443`, `icmp` or `everything`."""
    said = worded(protocol, graph)
    said = _PROTOCOLS.get(said, said)
    if said in ("-1", "all"):
        return "everything"
    first, last = (worded(given.get(key), graph) for key in ("fromPort", "toPort"))
    if said.startswith("icmp") or first == "not set":
        return said
    return f"{said} {first}" if first == last else f"{said} {first}-{last}"


def document(value: Any) -> Any:
    """Read a property of a provider, which the engine writes as JSON; None if it is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def default_tags(provider: Resource) -> Mapping[str, Any]:
    """Return the tags that a provider writes on whatever it makes."""
    given = document(provider.inputs.get("defaultTags"))
    tags = document(given.get("tags")) if isinstance(given, Mapping) else None
    return tags if isinstance(tags, Mapping) else {}


def items(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list of nested properties, or the one that stands for itself."""
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, Mapping))
