"""What security groups and network ACLs let through, read from every form in which pulumi-aws 7 writes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from policies.rule import first_problem
from policies.view import Resource, UnknownValue

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

BLOCK_LISTS = ("cidrBlocks", "ipv6CidrBlocks")
BLOCKS = ("cidrIpv4", "cidrIpv6", "cidrBlock", "ipv6CidrBlock", *BLOCK_LISTS)
PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp"}
"""Numbers that may stand for a protocol (IANA, "Protocol Numbers"), and AWS's own for all of them."""

WIDEST = {4: 8, 6: 16}
"""By IP version: a block larger than this prefix is the internet, or a part of it too large to be anybody's own."""


@dataclass(frozen=True)
class Opening:
    """One rule that lets traffic through: a resource of its own, or an object at `prefix` inside one."""

    resource: Resource
    prefix: str = ""

    def get(self, name: str, default: Any = None) -> Any:
        """Read a property of the rule; raise `UnknownValue` if it is not known."""
        return self.resource.get(self.prefix + name, default)

    @property
    def protocol(self) -> str:
        """`tcp`, `udp`, `all`, or another protocol's name or number."""
        name: str = (self.get("ipProtocol", "") or self.get("protocol", "-1")).lower()
        return PROTOCOLS.get(name, name)

    @property
    def ports(self) -> tuple[int, int]:
        """Its first and last port."""
        if self.protocol == "all":
            return 0, 65535
        return int(self.get("fromPort", 0)), int(self.get("toPort", 65535))

    def reaches(self, port: int, *protocols: str) -> bool:
        """Tell whether it covers `port` of any of `protocols`."""
        first, last = self.ports
        return self.protocol in ("all", *protocols) and first <= port <= last

    def only_tcp(self, ports: Collection[int]) -> bool:
        """Tell whether it covers no more than `ports` of TCP."""
        first, last = self.ports
        few = last - first < len(ports)
        return self.protocol == "tcp" and few and all(port in ports for port in range(first, last + 1))

    def world(self) -> str | None:
        """Return the block by which it speaks of the whole internet, or of a large part of it, if any."""
        return first_problem(self._world_in, BLOCKS)

    def _world_in(self, name: str) -> str | None:
        if name not in BLOCK_LISTS:
            return self._world_at(self.prefix + name)
        return first_problem(self._world_at, [item.path for item in self.resource.items(self.prefix + name)])

    def _world_at(self, path: str) -> str | None:
        block = self.resource.get(path, "")
        return str(block) if block and is_world(block, path) else None

    def __str__(self) -> str:
        first, last = self.ports
        if self.protocol == "all":
            return "every protocol and port"
        return f"{self.protocol} {first}" if first == last else f"{self.protocol} {first} to {last}"


def openings(resource: Resource, direction: str) -> list[Opening]:
    """Return what `resource` lets through, where `direction` is `ingress` or `egress`.

    A resource is a rule, or holds its rules inline. One that speaks of the other direction lets nothing through.
    """
    if resource.type in (GROUP_RULE, INGRESS_RULE, EGRESS_RULE):
        return [Opening(resource)] if direction_of(resource) == direction else []
    return [Opening(resource, f"{item.path}.") for item in resource.items(direction)]


def direction_of(rule: Resource) -> str:
    """Return which way a rule that is a resource of its own lets traffic through."""
    if rule.type == GROUP_RULE:
        return str(rule.get("type"))
    return "ingress" if rule.type == INGRESS_RULE else "egress"


def is_world(block: object, path: str) -> bool:
    """Tell whether a CIDR block is the whole internet or a large part of it; raise `UnknownValue` if it is none."""
    read = network(block, path)
    return read.prefixlen < WIDEST[read.version]


def network(block: object, path: str) -> IPv4Network | IPv6Network:
    """Read a CIDR block; raise `UnknownValue`, naming `path`, if it cannot be read as one."""
    try:
        return ip_network(str(block), strict=False)
    except ValueError:
        raise UnknownValue(path) from None
