"""The picture of the data flow: places from the client to backups and logs, and how each hop is encrypted."""

from __future__ import annotations

from auditor.report.diagram import Diagram, Edge, Node, diagram
from auditor.results.data_flow import REDIRECTS, ROLES, DataFlow, Encrypted

IN_TRANSIT: dict[Encrypted, str] = {"yes": "✓ encrypted", "no": "✗ in clear", "not stated": "? not stated"}
AT_REST: dict[Encrypted | None, str] = {
    "yes": "✓ encrypted at rest",
    "no": "✗ not encrypted at rest",
    "not stated": "? at rest: not stated",
}


def flow(data: DataFlow) -> Diagram:
    """Place what a data flow consists of; hops between the same two places that are alike are one arrow."""
    nodes = [
        Node(
            place.key,
            place.name,
            tuple(text for text in (place.type.rpartition(":")[2], AT_REST.get(place.at_rest)) if text),
            min(ROLES.index(place.role), ROLES.index("backup")),
            "outside" if place.role == "client" else "inside",
        )
        for place in data.places
    ]
    alike = dict.fromkeys((hop.source, hop.target, hop.in_transit, hop.carries == REDIRECTS) for hop in data.hops)
    return diagram(
        nodes,
        [
            Edge(source, target, f"{IN_TRANSIT[how]}{', redirects' if redirects else ''}", how.replace(" ", "-"))
            for source, target, how, redirects in alike
        ],
    )
