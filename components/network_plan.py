"""How a VPC's address space is divided: pure arithmetic, so that it can be proven for every size.

Every zone that there may ever be has its place from the start, so that adding one moves nothing:

    half of the VPC      the private tier, where everything runs that scales
    an eighth            the public tier: load balancers and NAT gateways
    an eighth            the isolated tier: databases and caches
    the last quarter     unassigned, for what nobody has thought of yet

A VPC is /16 at the largest and a subnet /28 at the smallest, of which AWS keeps five addresses for itself (Amazon
VPC User Guide, "VPC CIDR blocks" and "Subnet CIDR blocks"). A load balancer wants a /27 with eight addresses free
(User Guide for Application Load Balancers, "Subnets for your load balancer"): hence /22 as the smallest VPC.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError

MIN_ZONES = 2
MAX_ZONES = 4
UNFIT_ZONES = ("use1-az3", "usw1-az2", "apne1-az3")
"""Zones, by their ids, that are open to everybody but lack what runs here: the first has no Graviton (EC2 in it has no
Nitro), the others no Fargate (Amazon ECS Developer Guide, "Supported Regions for Amazon ECS on AWS Fargate"). Which
letter stands for them differs from account to account."""
LARGEST_PREFIX = 16
SMALLEST_PREFIX = 22
PRIVATE_SPACE = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Addresses that the internet does not route: RFC 1918, and the shared space of RFC 6598."""


@dataclass(frozen=True, kw_only=True)
class ZonePlan:
    """The subnets of one zone."""

    public: str
    private: str
    isolated: str


@dataclass(frozen=True, kw_only=True)
class NetworkPlan:
    """The subnets of each zone, and the block of each tier: those of all zones that there may ever be."""

    zones: tuple[ZonePlan, ...]
    public: str
    private: str
    isolated: str
    unassigned: str


def plan_network(cidr: str, zones: int) -> NetworkPlan:
    """Divide `cidr` among the tiers of `zones` zones; raise `ValueError` if that is not possible."""
    vpc = _vpc(cidr)
    if not MIN_ZONES <= zones <= MAX_ZONES:
        raise ValueError(f"zones: must be {MIN_ZONES} to {MAX_ZONES}, not {zones}")
    private, rest = vpc.subnets(1)
    tiers, unassigned = rest.subnets(1)
    public, isolated = tiers.subnets(1)
    subnets = zip(*(tier.subnets(new_prefix=_prefix(tier)) for tier in (public, private, isolated)), strict=True)
    every_zone = [ZonePlan(public=str(p), private=str(a), isolated=str(d)) for p, a, d in subnets]
    return NetworkPlan(
        zones=tuple(every_zone[:zones]),
        public=str(public),
        private=str(private),
        isolated=str(isolated),
        unassigned=str(unassigned),
    )


def _prefix(tier: IPv4Network) -> int:
    return tier.prefixlen + (MAX_ZONES - 1).bit_length()


def _vpc(cidr: str) -> IPv4Network:
    try:
        vpc = IPv4Network(cidr, strict=False)
    except (AddressValueError, NetmaskValueError):
        vpc = None
    if vpc is None or "/" not in cidr:
        raise ValueError(f"cidr: {cidr!r} is not an IPv4 network; use one such as 10.0.0.0/16")
    if str(vpc) != cidr:
        raise ValueError(f"cidr: {cidr} has host bits set; use {vpc}")
    if not any(vpc.subnet_of(block) for block in PRIVATE_SPACE):
        blocks = ", ".join(str(block) for block in PRIVATE_SPACE)
        raise ValueError(f"cidr: {cidr} is not private address space; choose a network within {blocks}")
    if vpc.prefixlen < LARGEST_PREFIX:
        raise ValueError(f"cidr: {cidr} is too large; the largest network of a VPC is a /{LARGEST_PREFIX}")
    if vpc.prefixlen > SMALLEST_PREFIX:
        raise ValueError(
            f"cidr: {cidr} is too small for {MAX_ZONES} zones of three tiers; use a /{SMALLEST_PREFIX} or larger"
        )
    return vpc
