from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.readings.networks import networks
from auditor.report.diagram import Edge, Node, diagram
from auditor.report.html import to_pages
from auditor.report.network_picture import groups, tiers
from auditor.results.network import Group, Network, Reach
from tests.auditor.reports import report, stack

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INTO, OUT = (f"aws:vpc/securityGroup{way}Rule:SecurityGroup{way}Rule" for way in ("Ingress", "Egress"))


def resource(type_: str, name: str, /, **inputs: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:s::p::{type_}::{name}", type=type_, name=name, inputs=inputs)


def to(other: Resource) -> Reference:
    return Reference(other.urn, "id")


VPC = resource("aws:ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")
TABLE = resource("aws:ec2/routeTable:RouteTable", "table", vpcId=to(VPC))
SUBNET = resource(
    "aws:ec2/subnet:Subnet", "subnet", vpcId=to(VPC), cidrBlock="10.0.0.0/24", availabilityZone="us-east-1a"
)
JOINED = resource(
    "aws:ec2/routeTableAssociation:RouteTableAssociation", "joined", subnetId=to(SUBNET), routeTableId=to(TABLE)
)
INTERNET = resource("aws:ec2/internetGateway:InternetGateway", "gate", vpcId=to(VPC))
NAT = resource("aws:ec2/natGateway:NatGateway", "nat", subnetId=to(SUBNET))
APP, DATA = (resource(GROUP, name, vpcId=to(VPC), description=name) for name in ("app", "data"))


def read(*resources: Resource) -> Network:
    graph = ResourceGraph(project="p", stack="s", origin="program", resources=(VPC, *resources))
    (network,) = networks(graph)
    return network


def route(**inputs: Any) -> Resource:
    return resource("aws:ec2/route:Route", "route", routeTableId=to(TABLE), **inputs)


TIERS: list[tuple[str, tuple[Resource, ...], str]] = [
    ("a route to an internet gateway", (route(destinationCidrBlock="0.0.0.0/0", gatewayId=to(INTERNET)),), "public"),
    ("a route to a NAT gateway", (route(destinationCidrBlock="0.0.0.0/0", natGatewayId=to(NAT)),), "private"),
    (
        "a route to a neighbour",
        (route(destinationCidrBlock="10.9.0.0/16", vpcPeeringConnectionId="pcx-1"),),
        "isolated",
    ),
    ("IPv6 to an internet gateway", (route(destinationIpv6CidrBlock="::/0", gatewayId=to(INTERNET)),), "public"),
    ("none", (), "isolated"),
]


@pytest.mark.parametrize(("routes", "tier"), [row[1:] for row in TIERS], ids=[row[0] for row in TIERS])
def test_a_tier_is_told_by_the_routes(routes: tuple[Resource, ...], tier: str) -> None:
    (subnet,) = read(TABLE, SUBNET, JOINED, INTERNET, NAT, *routes).subnets
    assert (subnet.tier, subnet.zone, subnet.gateways) == (tier, "us-east-1a", ("nat",))


def test_a_route_may_stand_in_its_table() -> None:
    table = resource(TABLE.type, "table", vpcId=to(VPC), routes=[{"cidrBlock": "0.0.0.0/0", "gatewayId": to(INTERNET)}])
    assert read(table, SUBNET, JOINED, INTERNET).subnets[0].tier == "public"


def test_without_a_table_of_its_own_the_tier_of_a_subnet_is_not_known() -> None:
    assert read(SUBNET).subnets[0].tier == "not known"


def rule(type_: str, holder: Resource, **inputs: Any) -> Resource:
    given = {"securityGroupId": to(holder), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
    return resource(type_, f"{type_[21:]}-{holder.name}", **(given | inputs))


LET_OUT = rule(OUT, APP, referencedSecurityGroupId=to(DATA))
LET_IN = rule(INTO, DATA, referencedSecurityGroupId=to(APP))
BY_NUMBER = rule(OUT, APP, referencedSecurityGroupId=to(DATA), ipProtocol="6")
INLINE = resource(
    GROUP,
    "data",
    vpcId=to(VPC),
    ingress=[{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": [to(APP)]}],
)
REACHES: list[tuple[str, tuple[Resource, ...], tuple[bool | None, bool | None, bool]]] = [
    ("both sides", (APP, DATA, LET_OUT, LET_IN), (True, True, True)),
    ("one side by number", (APP, DATA, BY_NUMBER, LET_IN), (True, True, True)),
    ("one side out", (APP, DATA, LET_OUT), (True, False, False)),
    ("one side in", (APP, DATA, LET_IN), (False, True, False)),
    ("one side in the group itself", (APP, INLINE, LET_OUT), (True, True, True)),
]


@pytest.mark.parametrize(("declared", "said"), [row[1:] for row in REACHES], ids=[row[0] for row in REACHES])
def test_two_groups_reach_each_other_where_both_sides_allow_it(
    declared: tuple[Resource, ...], said: tuple[bool | None, bool | None, bool]
) -> None:
    (reach,) = read(*declared).reaches
    assert (reach.source, reach.target, reach.ports) == ("app", "data", "tcp 5432")
    assert (reach.let_out, reach.let_in, reach.open) == said


def test_the_internet_needs_no_rule_of_its_own() -> None:
    (reach,) = read(DATA, rule(INTO, DATA, cidrIpv4="0.0.0.0/0", ipProtocol="-1")).reaches
    assert (reach.source, reach.ports, reach.let_out, reach.open) == (
        "the internet (0.0.0.0/0)",
        "everything",
        None,
        True,
    )


def test_what_is_in_a_group_is_named() -> None:
    database = resource("aws:rds/instance:Instance", "db", vpcSecurityGroupIds=[to(DATA)])
    assert read(DATA, database).groups[0].members == ("db (Instance)",)


def test_a_picture_shows_every_group_and_every_open_way_alone() -> None:
    shown = groups(
        Network(
            name="n",
            cidr="c",
            groups=tuple(Group(name=name, description="", members=()) for name in "ab"),
            reaches=(
                Reach(source="a", target="b", ports="tcp 1", let_out=True, let_in=True),
                Reach(source="a", target="b", ports="tcp 2", let_out=True, let_in=True),
                Reach(source="b", target="a", ports="tcp 3", let_out=True, let_in=False),
            ),
        )
    )
    assert {box.title for box in shown.boxes} == {"a", "b"}
    assert [arrow.label for arrow in shown.arrows] == ["tcp 1, 2"]


def test_boxes_of_a_diagram_do_not_overlap_and_arrows_lead_to_the_right() -> None:
    nodes = [Node(f"{column}{row}", "title", ("line",) * row, column) for column in range(4) for row in range(4)]
    edges = [Edge(a.key, b.key, "tcp 443") for a in nodes for b in nodes if a.column < b.column]
    drawn = diagram(nodes, edges)
    for one in drawn.boxes:
        for other in drawn.boxes:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert one is other or apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    assert max(box.y + box.height for box in drawn.boxes) < drawn.height
    assert len({(arrow.x, arrow.y) for arrow in drawn.arrows}) == len(edges)


def test_names_in_pictures_are_escaped_and_the_svg_is_well_formed() -> None:
    network = read(resource(SUBNET.type, "<b>&", vpcId=to(VPC), cidrBlock="10.0.0.0/24", availabilityZone="z"), APP)
    page = to_pages(report(stack(networks=(network,))))["network/dev.html"]
    pictures = [part.split("</svg>")[0] for part in page.split("<svg")[1:]]
    assert len(pictures) == 2
    for each in pictures:
        root = ElementTree.fromstring(f"<svg{each}</svg>")
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert "<b>" not in page
    assert tiers(network).rows[0].tier == "not known"
