"""Names in Terraform for what has one in Pulumi: readable, and the same whatever else is in the stack, if possible."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping

from auditor.graph import Resource, ResourceGraph


def local_names(graph: ResourceGraph, types: Mapping[str, str]) -> dict[str, str]:
    """Return the local name of each resource. `types` holds the Terraform type of each, by URN.

    A name is Pulumi's own. Where two resources of a type share one, each is also named after the component above it,
    and where that is not enough, by a few characters of the URN's hash.
    """
    levels = dict.fromkeys(types, 0)
    resources = {urn: resource for urn in types if (resource := graph.find(urn))}
    while True:
        names = {urn: _named(resource, graph, levels[urn]) for urn, resource in resources.items()}
        taken = Counter((types[urn], name) for urn, name in names.items())
        doubled = [urn for urn, name in names.items() if taken[types[urn], name] > 1]
        if not doubled:
            return names
        for urn in doubled:
            levels[urn] += 1


def identifier(text: str) -> str:
    """Return a text as an identifier of Terraform's: letters, digits and underscores, a digit never first."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", text)
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def digest(text: str, length: int) -> str:
    """Return the first characters of a text's hash, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def component_path(resource: Resource, graph: ResourceGraph) -> tuple[str, ...]:
    """Return the names of the components above a resource, the outermost first."""
    path: list[str] = []
    above = graph.find(resource.parent) if resource.parent else None
    while above is not None:
        if not above.custom and above.type != "pulumi:pulumi:Stack":
            path.insert(0, above.name)
        above = graph.find(above.parent) if above.parent else None
    return tuple(path)


def _named(resource: Resource, graph: ResourceGraph, level: int) -> str:
    own = identifier(resource.name)
    if level == 0:
        return own
    above = graph.find(resource.parent) if resource.parent else None
    if level == 1 and above is not None:
        return identifier(f"{above.name}_{own}")
    return f"{own}_{digest(resource.urn, 6 * level)}"
