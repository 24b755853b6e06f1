"""A network as the program declares it: where its subnets are, the ways out of it, and who may reach whom."""

from __future__ import annotations

from typing import Literal

from auditor.results.words import Record

Tier = Literal["public", "private", "isolated", "not known"]
"""Told by the routes: to an internet gateway, to something else outside, or to nowhere. A subnet without a route table
of its own has the network's main table, which a program need not declare."""


class Subnet(Record):
    """A subnet."""

    name: str
    tier: Tier
    zone: str
    cidr: str
    table: str | None
    """The route table that is associated with it."""
    gateways: tuple[str, ...] = ()
    """The NAT gateways that stand in it."""


class WayOut(Record):
    """A way out of the network that a route table knows."""

    table: str
    destination: str
    via: str
    to_internet: bool


class Door(Record):
    """An endpoint by which an AWS service is reached without the internet."""

    name: str
    service: str
    kind: str


class Group(Record):
    """A security group, and which resources are in it."""

    name: str
    description: str
    members: tuple[str, ...]


class Reach(Record):
    """A connection that security groups allow. `let_out` and `let_in` are None where no group of the network stands."""

    source: str
    target: str
    ports: str
    let_out: bool | None
    let_in: bool | None

    @property
    def open(self) -> bool:
        """Whether nothing of both ends forbids it."""
        return self.let_out is not False and self.let_in is not False


class AclRule(Record):
    """What a network ACL says of traffic over the edge of its subnets; the lowest number that fits counts."""

    outward: bool
    number: str
    action: str
    ports: str
    peer: str
    """The addresses that it is of: where it goes to if outward, else where it comes from."""


class Acl(Record):
    """A network ACL. What none of its rules fits is stopped."""

    name: str
    default: bool = False
    """Whether it is of every subnet that has no other."""
    subnets: tuple[str, ...] = ()
    rules: tuple[AclRule, ...] = ()


class Network(Record):
    """A VPC. Groups are those of the VPC; what a reach names that is none of them is an address range or a service."""

    name: str
    cidr: str
    subnets: tuple[Subnet, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    doors: tuple[Door, ...] = ()
    groups: tuple[Group, ...] = ()
    reaches: tuple[Reach, ...] = ()
    """What security groups alone allow: an ACL, or whatever else stands in the way, is not asked."""
    acls: tuple[Acl, ...] = ()
