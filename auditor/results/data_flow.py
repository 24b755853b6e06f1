"""Where health data is stored and how it moves, as far as a program tells: places, and hops between them."""

from __future__ import annotations

from typing import Literal

from auditor.graph import Resource
from auditor.results.words import Record

Role = Literal["client", "edge", "entrance", "service", "store", "backup", "log"]
Encrypted = Literal["yes", "no", "not stated"]
ROLES: tuple[Role, ...] = ("client", "edge", "entrance", "service", "store", "backup", "log")
"""In which order data meets them."""
CLIENTS = "clients"
"""Whoever asks from outside; no resource."""
REDIRECTS = "redirects alone, no content"
"""What a hop carries that does nothing but send to another."""


class Place(Record):
    """Where data is, be it at rest or in passing."""

    name: str
    type: str
    role: Role
    at_rest: Encrypted | None
    """None where nothing is kept."""
    at_rest_by: str
    """The key, or on what the word is founded."""

    @property
    def key(self) -> str:
        """By which hops name it: a name is that of one resource of its type."""
        return f"{self.type} {self.name}".strip()


class Hop(Record):
    """A way that data takes. `in_transit` is `not stated` where no property of the program says how."""

    source: str
    target: str
    carries: str
    in_transit: Encrypted
    in_transit_by: str
    """The property that says so."""


class DataFlow(Record):
    """The flow of a stack's data."""

    places: tuple[Place, ...] = ()
    hops: tuple[Hop, ...] = ()
    untold: tuple[str, ...] = ()
    """What of it cannot be told, because a property that decides is not known before deployment."""


def hop(source: Resource | None, target: Resource, carries: str, encrypted: Encrypted, by: str) -> Hop:
    """Return the hop from a resource to another, or from the clients where there is none."""
    return Hop(
        source=f"{source.type} {source.name}" if source else CLIENTS,
        target=f"{target.type} {target.name}",
        carries=carries,
        in_transit=encrypted,
        in_transit_by=by,
    )
