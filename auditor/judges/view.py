"""A resource graph as the rules of the pack see it.

A rule judges what a program gives a resource, so of a deployed resource it sees the inputs too; of a component and of
the stack itself also what they export. What a reference points to is not known before deployment, unless the program
itself chose it (a name). Text with such gaps is a `Template`, which only documents may be read from. What the program
computed from a reference is not known either, whatever text the recorder holds in its place.
"""

from __future__ import annotations

from typing import Any

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Text, Unknown
from policies.view import SECRET, UNKNOWN, Stack, Template
from policies.view import Resource as ViewedResource


def view(graph: ResourceGraph, *, evidence: bool = True) -> Stack:
    """Return the stack that a graph describes; rules keep what they look at if it is to be `evidence`."""
    return Stack(graph.stack, [_resource(resource, graph) for resource in graph], evidence=evidence)


def _resource(resource: Resource, graph: ResourceGraph) -> ViewedResource:
    given = {key: UNKNOWN if key in resource.computed else _value(each, graph) for key, each in resource.inputs.items()}
    exported = {} if resource.custom else {key: _value(each, graph) for key, each in resource.outputs.items()}
    return ViewedResource(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        properties={**given, **exported},
        references=resource.property_dependencies,
        parent=resource.parent,
        protected=resource.options.protect,
        provider=resource.options.provider,
        made=not resource.external,
    )


def _value(value: Any, graph: ResourceGraph) -> Any:
    if type(value) in (str, bool, int):  # as most are
        return value
    match value:
        case dict():
            return {key: _value(part, graph) for key, part in value.items()}
        case list():
            return [_value(part, graph) for part in value]
        case Reference():
            chosen = _chosen(value, graph)
            return UNKNOWN if chosen is None else chosen
        case Text(parts):
            known = [_chosen(part, graph) if isinstance(part, Reference) else part for part in parts]
            if None not in known:
                return "".join(str(part) for part in known)
            return Template("".join(_gap(part, graph) if isinstance(part, Reference) else part for part in parts))
        case Secret():
            return SECRET
        case Unknown():
            return UNKNOWN
        case _:
            return value


def _chosen(reference: Reference, graph: ResourceGraph) -> str | int | float | None:
    """Return what a reference points to, if the program chose it itself."""
    target = graph.find(reference.urn)
    if target is None or reference.part or reference.attribute in target.computed:
        return None
    value = target.inputs.get(reference.attribute)
    return value if isinstance(value, str | int | float) else None


def _gap(reference: Reference, graph: ResourceGraph) -> str:
    target = graph.find(reference.urn)
    return f"${{{target.name if target else reference.urn}.{reference.attribute}}}"
