"""The networks of a stack, read off its graph: only what the program declares itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.readings.acls import acls
from auditor.readings.properties import items, named_by, one_of, worded
from auditor.readings.reachability import reaches
from auditor.results.network import Acl, Door, Group, Network, Reach, Subnet, Tier, WayOut

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
NAT = "aws:ec2/natGateway:NatGateway"
GROUPS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
MEMBERSHIP = ("securityGroupIds", "securityGroups", "vpcSecurityGroupIds", "networkConfiguration", "vpcConfig")
"""Properties by which a resource says in which groups it is."""
_VIA = (
    "gatewayId",
    "natGatewayId",
    "transitGatewayId",
    "vpcPeeringConnectionId",
    "networkInterfaceId",
    "egressOnlyGatewayId",
    "vpcEndpointId",
    "carrierGatewayId",
    "localGatewayId",
    "coreNetworkArn",
)
_DESTINATIONS = (
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "destinationPrefixListId",
    "cidrBlock",
    "ipv6CidrBlock",
)
_EVERYWHERE = ("0.0.0.0/0", "::/0")


def networks(graph: ResourceGraph) -> tuple[Network, ...]:
    """Return the networks of a stack, in the order of their URNs."""
    joined = _joined(graph)
    return tuple(_network(each, joined, graph) for each in graph if each.type == VPC and not each.external)


@dataclass(frozen=True)
class _Joined:
    """What belongs to what, by URN, gathered in one walk over the graph."""

    inside: Mapping[str, Sequence[Resource]]
    members: Mapping[str, Sequence[str]]
    tables: Mapping[str, str]
    gateways: Mapping[str, Sequence[str]]
    ways: Mapping[str, Sequence[WayOut]]
    reaches: Mapping[str, Sequence[Reach]]
    acls: Mapping[str, tuple[Acl, ...]]


def _joined(graph: ResourceGraph) -> _Joined:
    inside = defaultdict[str, list[Resource]](list)
    members = defaultdict[str, list[str]](list)
    tables = dict[str, str]()
    gateways = defaultdict[str, list[str]](list)
    ways = defaultdict[str, list[WayOut]](list)
    for resource in graph:
        if not resource.custom:
            continue
        for urn in named_by(resource, "vpcId"):
            inside[urn].append(resource)
        for urn in _groups_of(resource):
            members[urn].append(f"{resource.name} ({resource.type.rpartition(':')[2]})")
        if resource.type == NAT:
            for urn in named_by(resource, "subnetId"):
                gateways[urn].append(resource.name)
        elif resource.type == ASSOCIATION:
            table = one_of(graph, named_by(resource, "routeTableId"), TABLE)
            tables |= {urn: table.urn for urn in named_by(resource, "subnetId") if table is not None}
        for urn, way in _ways_out(resource, graph):
            ways[urn].append(way)
    return _Joined(inside, members, tables, gateways, ways, reaches(graph, GROUPS), acls(graph))


def _network(vpc: Resource, joined: _Joined, graph: ResourceGraph) -> Network:
    inside = joined.inside.get(vpc.urn, ())
    groups = [each for each in inside if each.type in GROUPS]
    return Network(
        name=vpc.name,
        cidr=worded(vpc.inputs.get("cidrBlock"), graph),
        subnets=tuple(_subnet(each, joined, graph) for each in inside if each.type == SUBNET),
        ways_out=tuple(way for each in inside if each.type == TABLE for way in joined.ways.get(each.urn, ())),
        doors=tuple(_door(each, graph) for each in inside if each.type == ENDPOINT),
        groups=tuple(
            Group(
                name=each.name,
                description=worded(each.inputs.get("description"), graph),
                members=tuple(sorted(joined.members.get(each.urn, ()))),
            )
            for each in groups
        ),
        acls=joined.acls.get(vpc.urn, ()),
        reaches=tuple(dict.fromkeys(reach for each in groups for reach in joined.reaches.get(each.urn, ()))),
    )


def _subnet(subnet: Resource, joined: _Joined, graph: ResourceGraph) -> Subnet:
    table = graph.find(joined.tables.get(subnet.urn, ""))
    return Subnet(
        name=subnet.name,
        tier=_tier(joined.ways.get(table.urn, ())) if table else "not known",
        zone=worded(subnet.inputs.get("availabilityZone") or subnet.inputs.get("availabilityZoneId"), graph),
        cidr=worded(subnet.inputs.get("cidrBlock") or subnet.inputs.get("ipv6CidrBlock"), graph),
        table=table.name if table else None,
        gateways=tuple(joined.gateways.get(subnet.urn, ())),
    )


def _tier(ways: Iterable[WayOut]) -> Tier:
    out = [way for way in ways if way.destination in _EVERYWHERE]
    if any(way.to_internet for way in out):
        return "public"
    return "private" if out else "isolated"


def _groups_of(resource: Resource) -> Iterable[str]:
    if resource.type in GROUPS:
        return ()
    return dict.fromkeys(urn for key in MEMBERSHIP if key in resource.inputs for urn in named_by(resource, key))


def _ways_out(resource: Resource, graph: ResourceGraph) -> Iterator[tuple[str, WayOut]]:
    """Yield what a route, a route table's own list or a gateway endpoint adds, each with the URN of the table."""
    if resource.type == "aws:ec2/route:Route":
        for table in _tables(resource, "routeTableId", graph):
            yield table.urn, _way(table, resource, resource.inputs, graph)
    elif resource.type == TABLE:
        for inline in items(resource.inputs.get("routes")):
            yield resource.urn, _way(resource, resource, inline, graph)
    elif resource.type == ENDPOINT:
        service = worded(resource.inputs.get("serviceName"), graph)
        for table in _tables(resource, "routeTableIds", graph):
            via = f"gateway endpoint {resource.name}"
            yield table.urn, WayOut(table=table.name, destination=service, via=via, to_internet=False)


def _tables(resource: Resource, key: str, graph: ResourceGraph) -> Iterator[Resource]:
    named = (graph.find(urn) for urn in named_by(resource, key))
    return (each for each in named if each is not None and each.type == TABLE)


def _way(table: Resource, holder: Resource, given: Any, graph: ResourceGraph) -> WayOut:
    destination = next((worded(given[key], graph) for key in _DESTINATIONS if given.get(key)), "not known")
    key = next((key for key in _VIA if given.get(key)), "")
    named = named_by(holder, key if holder is not table else "routes", given.get(key)) if key else ()
    found = [each for urn in named if (each := graph.find(urn))]
    by_name = {GATEWAY: "internet gateway", NAT: "NAT gateway"}
    via = next((f"{by_name[each.type]} {each.name}" for each in found if each.type in by_name), "")
    return WayOut(
        table=table.name,
        destination=destination,
        via=via or (worded(given.get(key), graph) if key else "not known"),
        to_internet=any(each.type == GATEWAY for each in found) or str(given.get(key)).startswith("igw-"),
    )


def _door(door: Resource, graph: ResourceGraph) -> Door:
    return Door(
        name=door.name,
        service=worded(door.inputs.get("serviceName"), graph),
        kind=worded(door.inputs.get("vpcEndpointType") or "Gateway", graph),
    )
