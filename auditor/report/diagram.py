"""Boxes in columns with labelled arrows between them: from what is to be seen to where each line of it stands.

Each arrow ends in a row of its own, so that no label covers another; nothing is measured but the number of letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LETTER, LINE, HEAD, GAP, SLOT = 8.0, 17, 26, 22, 21
"""In pixels: the width of a letter, a line of text, the room for a title, the space between boxes, that of an arrow."""
LANE = 15
"""In pixels: the room for an arrow that runs below the boxes."""
NARROWEST, WIDEST = 120, 270
LETTERS = int((WIDEST - 24) / LETTER)


@dataclass(frozen=True)
class Node:
    """What a box shows. `column` counts from the left."""

    key: str
    title: str
    lines: tuple[str, ...]
    column: int
    kind: str = "inside"


@dataclass(frozen=True)
class Edge:
    """An arrow, to the right; `kind` chooses how its line is drawn, and is said by the label too."""

    source: str
    target: str
    label: str
    kind: str = "plain"


@dataclass(frozen=True)
class Box:
    """A node in its place."""

    title: str
    lines: tuple[str, ...]
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arrow:
    """An edge in its place: `path` in SVG's words, the tip, and where its label ends."""

    path: str
    tip: str
    label: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Diagram:
    """All of it, and its size."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def diagram(nodes: Sequence[Node], edges: Iterable[Edge]) -> Diagram:
    """Place nodes and edges; an edge whose end is no node is left out, and so is one from a node to itself."""
    known = {node.key for node in nodes}
    drawn = [each for each in edges if {each.source, each.target} <= known and each.source != each.target]
    boxes = _boxes(nodes, drawn)
    arrows = tuple(_arrows(boxes, drawn, {id(edge) for edge in drawn if _jumps(nodes, edge)}))
    return Diagram(
        tuple(boxes.values()),
        arrows,
        width=max((box.x + box.width for box in boxes.values()), default=0) + GAP,
        height=_bottom(boxes) + GAP + LANE * sum(_jumps(nodes, edge) for edge in drawn),
    )


def shortened(text: str, letters: int = LETTERS) -> str:
    """Return text that fits into a box; the table beside a picture has it in full."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _boxes(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    left: float = GAP
    columns = sorted({node.column for node in nodes})
    for place, column in enumerate(columns):
        inside = [node for node in nodes if node.column == column]
        width = _width(inside)
        top: float = GAP
        if place:
            keys = {node.key for node in inside}
            labels = [len(edge.label) for edge in edges if edge.target in keys]
            left += max(labels, default=0) * 6.2 + 56
        for node in inside:
            ends = [sum(getattr(edge, end) == node.key for edge in edges) for end in ("source", "target")]
            height = max(HEAD + len(node.lines) * LINE + 12, max(ends) * SLOT + 16)
            boxes[node.key] = Box(
                shortened(node.title), tuple(map(shortened, node.lines)), node.kind, left, top, width, height
            )
            top += height + GAP
        left += width
    return boxes


def _width(nodes: Iterable[Node]) -> float:
    letters = max(len(text) for node in nodes for text in (node.title, *node.lines))
    return max(NARROWEST, min(WIDEST, letters * LETTER + 24))


def _arrows(boxes: dict[str, Box], edges: Sequence[Edge], jumping: set[int]) -> Iterable[Arrow]:
    ends = defaultdict[tuple[str, str], list[Edge]](list)
    for edge in edges:
        ends["from", edge.source].append(edge)
        ends["to", edge.target].append(edge)
    for slots in ends.values():
        slots.sort(key=lambda edge: (id(edge) in jumping, boxes[edge.source].y, boxes[edge.target].y))
    lane = _bottom(boxes) + 4
    for edge in edges:
        start, end = boxes[edge.source].x + boxes[edge.source].width, boxes[edge.target].x
        first = _row(boxes[edge.source], ends["from", edge.source], edge)
        last = _row(boxes[edge.target], ends["to", edge.target], edge)
        turn = end - len(edge.label) * 6.2 - 24
        if id(edge) in jumping:
            lane += LANE
            path = f"M{start:.0f} {first:.0f} {_bent(start, first, start + 26, lane)} H{turn - 26:.0f} "
            path += _bent(turn - 26, lane, turn, last)
        else:
            path = f"M{start:.0f} {first:.0f} {_bent(start, first, turn, last)}"
        tip = f"{end:.0f},{last:.0f} {end - 8:.0f},{last - 4:.0f} {end - 8:.0f},{last + 4:.0f}"
        # The curve is over where the label begins, so that the label lies on a straight line.
        yield Arrow(f"{path} H{end - 6:.0f}", tip, edge.label, edge.kind, end - 12, last - 5)


def _bent(left: float, top: float, right: float, bottom: float) -> str:
    bend = (right - left) / 2 if right > left else 60
    return f"C{left + bend:.0f} {top:.0f} {right - bend:.0f} {bottom:.0f} {right:.0f} {bottom:.0f}"


def _jumps(nodes: Sequence[Node], edge: Edge) -> bool:
    """Whether an arrow would run over the boxes of a column between; it takes a lane below all of them instead."""
    columns = {node.key: node.column for node in nodes}
    first, last = columns[edge.source], columns[edge.target]
    return last <= first or any(first < column < last for column in columns.values())


def _bottom(boxes: dict[str, Box]) -> float:
    return max((box.y + box.height for box in boxes.values()), default=0)


def _row(box: Box, slots: Sequence[Edge], edge: Edge) -> float:
    return box.y + box.height * (slots.index(edge) + 1) / (len(slots) + 1)
