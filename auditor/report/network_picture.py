"""The pictures of a network: its tiers with the ways out, and who may reach whom. Tables beside them say the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from auditor.report.diagram import Diagram, Edge, Node, diagram, shortened
from auditor.results.network import Network, Reach, Subnet, Tier

TIERS: tuple[Tier, ...] = ("public", "private", "isolated", "not known")
CELL, CELL_HEAD, LINE, GAP, SIDE, OUT = 236, 42, 18, 14, 96, 300
"""In pixels: the width of a zone, the room for titles, a line, the space around, and the widths at either side."""
MOST_MEMBERS = 3
"""How many members of a group a box names; the table names all."""


@dataclass(frozen=True)
class Cell:
    """The subnets of one tier in one zone."""

    x: int
    subnets: tuple[tuple[int, Subnet], ...]


@dataclass(frozen=True)
class Row:
    """One tier."""

    tier: Tier
    y: int
    height: int
    cells: tuple[Cell, ...]
    ways: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Tiers:
    """The picture of the tiers, and its size."""

    zones: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    inside: int
    width: int
    height: int


def tiers(network: Network) -> Tiers:
    """Place the subnets of a network: a row for each tier, a column for each zone, the ways out at the right."""
    zones = sorted({subnet.zone for subnet in network.subnets})
    rows, top = [], GAP + 60
    for tier in TIERS:
        of_tier = [subnet for subnet in network.subnets if subnet.tier == tier]
        if not of_tier:
            continue
        ways = _ways(network, of_tier)
        most = max(sum(subnet.zone == zone for subnet in of_tier) for zone in zones)
        height = max(most * (CELL_HEAD + LINE + 8), len(ways) * LINE + 14) + GAP
        cells = tuple(
            Cell(
                SIDE + place * (CELL + GAP),
                tuple(enumerate(subnet for subnet in of_tier if subnet.zone == zone)),
            )
            for place, zone in enumerate(zones)
        )
        rows.append(Row(tier, top, height, cells, tuple(enumerate(ways))))
        top += height + GAP
    inside = SIDE + len(zones) * (CELL + GAP)
    return Tiers(
        zones=tuple((SIDE + place * (CELL + GAP), zone) for place, zone in enumerate(zones)),
        rows=tuple(rows),
        inside=inside,
        width=inside + OUT + 2 * GAP,
        height=top + GAP,
    )


def groups(network: Network) -> Diagram:
    """Place the security groups of a network with what lies outside, and an arrow for each way that is open."""
    names = [group.name for group in network.groups]
    reaches = [each for each in network.reaches if each.open]
    columns = _columns(names, reaches)
    last = max(columns.values(), default=1) + 1
    sources = dict.fromkeys(each.source for each in reaches if each.source not in names)
    targets = dict.fromkeys(each.target for each in reaches if each.target not in names)
    lines = {group.name: _lines(group.members) for group in network.groups}
    nodes = [
        *(Node(f"from {name}", name, (), 0, "outside") for name in sources),
        *(Node(name, name, lines[name], columns[name]) for name in sorted(names, key=lambda name: columns[name])),
        *(Node(f"to {name}", name, (), last, "outside") for name in targets),
    ]
    ports = defaultdict[tuple[str, str], list[str]](list)
    for each in reaches:
        source = each.source if each.source in names else f"from {each.source}"
        target = each.target if each.target in names else f"to {each.target}"
        ports[source, target].append(each.ports)
    return diagram(nodes, [Edge(*ends, _together(each)) for ends, each in ports.items()])


def _columns(names: list[str], reaches: list[Reach]) -> dict[str, int]:
    """Put a group one column behind the last that reaches it; where groups reach each other in a ring, it stops."""
    columns = dict.fromkeys(names, 1)
    for _ in names:
        for each in reaches:
            if each.source in columns and each.target in columns and each.source != each.target:
                columns[each.target] = min(len(names), max(columns[each.target], columns[each.source] + 1))
    ranks = {column: place for place, column in enumerate(sorted(set(columns.values())), start=1)}
    return {name: ranks[column] for name, column in columns.items()}


def _ways(network: Network, subnets: list[Subnet]) -> list[str]:
    tables = {subnet.table for subnet in subnets}
    ways = dict.fromkeys((way.destination, way.via) for way in network.ways_out if way.table in tables)
    to = defaultdict[tuple[str, str], list[str]](list)
    for destination, via in ways:
        kind, _, gateway = via.rpartition(" ")
        to[destination, kind].append(gateway)
    told = [
        f"{to_whom.rpartition('.')[2] if kind.startswith('gateway e') else to_whom} by {_kind(kind, found)}"
        for (to_whom, kind), found in to.items()
    ]
    return [shortened(each, 44) for each in told] or [
        "not known" if any(subnet.table is None for subnet in subnets) else "no way out"
    ]


def _kind(kind: str, gateways: list[str]) -> str:
    if not kind:
        return ", ".join(gateways)
    return f"{len(gateways)} {kind}s" if len(gateways) > 1 else kind


def _lines(members: tuple[str, ...]) -> tuple[str, ...]:
    if not members:
        return ("nothing is in it",)
    more = len(members) - MOST_MEMBERS
    return (*members[:MOST_MEMBERS], *([f"and {more} more"] if more > 0 else []))


def _together(ports: list[str]) -> str:
    """Write ports shortly: the protocol once where it is the same."""
    by_protocol = defaultdict[str, list[str]](list)
    for each in ports:
        protocol, _, port = each.partition(" ")
        by_protocol[protocol].append(port)
    return "; ".join(f"{protocol} {', '.join(filter(None, found))}".strip() for protocol, found in by_protocol.items())
