"""A picture of a stack, drawn from its graph: each layer with its components, and what each is made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.graph import Resource, ResourceGraph
from auditor.report.template_environment import template_environment

COLUMNS = 3
WIDTH, GAP, LINE, HEAD = 320, 16, 17, 40
"""In pixels: a component's box, the space around it, a line of text, and the room for a title."""


@dataclass(frozen=True)
class Box:
    """A box with a title, and lines of text or further boxes in it; its place is relative to the box around it."""

    title: str
    lines: tuple[str, ...]
    boxes: tuple[Box, ...]
    x: int
    y: int
    width: int
    height: int


def picture(graph: ResourceGraph) -> str:
    """Draw a stack as SVG. The same graph gives the same bytes."""
    layers = list(_layers(graph))
    template = template_environment().get_template("picture.svg")
    return template.render(
        project=graph.project,
        layers=layers,
        line=LINE,
        width=max((layer.x + layer.width for layer in layers), default=0) + GAP,
        height=max((layer.y + layer.height for layer in layers), default=0) + GAP,
    )


def _layers(graph: ResourceGraph) -> Iterator[Box]:
    children = defaultdict(list)
    for resource in graph:
        children[resource.parent].append(resource)
    top = GAP
    for resource in graph:
        if resource.type.startswith("footing:stacks:"):
            boxes = tuple(_placed(_components(resource, children)))
            height = max((box.y + box.height for box in boxes), default=HEAD) + GAP
            yield Box(_name(resource), (), boxes, GAP, top, COLUMNS * (WIDTH + GAP) + GAP, height)
            top += height + GAP


def _components(layer: Resource, children: dict[str | None, list[Resource]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the title of each component, and how many of which resources are below it, at whatever depth."""
    for component in children[layer.urn]:
        if not component.custom:
            below = Counter(_name(resource) for resource in _below(component, children) if resource.custom)
            lines = (f"{count} × {name}" if count > 1 else name for name, count in sorted(below.items()))
            yield _name(component), tuple(lines)


def _below(component: Resource, children: dict[str | None, list[Resource]]) -> Iterator[Resource]:
    for resource in children[component.urn]:
        yield resource
        yield from _below(resource, children)


def _placed(components: Iterator[tuple[str, tuple[str, ...]]]) -> Iterator[Box]:
    """Put each component into the column that is shortest so far."""
    bottoms = [HEAD] * COLUMNS
    for title, lines in components:
        column = bottoms.index(min(bottoms))
        height = HEAD + len(lines) * LINE + GAP // 2
        yield Box(title, lines, (), GAP + column * (WIDTH + GAP), bottoms[column], WIDTH, height)
        bottoms[column] += height + GAP


def _name(resource: Resource) -> str:
    """Return a type without its package and module's file, such as `ec2 Subnet`; a component's is its class."""
    _, module, name = resource.type.split(":")
    return f"{module.split('/')[0]} {name}" if resource.custom else name
