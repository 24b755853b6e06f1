"""Where the route tables of a subnet lead, read from every form in which pulumi-aws 7 writes a route."""

from __future__ import annotations

from policies.joined import DEFAULT_VPC, VPC, joined
from policies.openings import is_world
from policies.rule import first_problem
from policies.some import some
from policies.view import Item, Resource, Stack, UnknownValue

TABLE = "aws:ec2/routeTable:RouteTable"
DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
MAIN_TABLE = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
GATEWAYS = (
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/carrierGateway:CarrierGateway",
)
INTERNET_GATEWAYS = GATEWAYS[:2]
OUTWARD = ("natGatewayId", "egressOnlyGatewayId", "carrierGatewayId")
DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")


def way_out(subnet: Resource, stack: Stack) -> str | None:
    """Return how a subnet's traffic may leave for the internet, or None if it cannot.

    A way out is a route to an internet or NAT gateway, or one for every address, whatever it leads to: behind a
    transit gateway or a peer there may be one.
    """
    return first_problem(lambda table: _table_way_out(table, stack), _tables(subnet, stack))


def way_in(subnet: Resource, stack: Stack) -> str | None:
    """Return how the internet may reach what has a public address in a subnet, or None if it cannot.

    That is a route to an internet gateway, and not one to a NAT gateway, which lets nobody in.
    """

    def problem(table: Resource) -> str | None:
        told = f"a route of {table.name} leads to an internet gateway"
        if _of(table.refers_to("routes"), *INTERNET_GATEWAYS):
            return told
        routes: list[Resource | Item] = [*table.items("routes"), *stack.referring(table, ROUTE, "routeTableId")]
        return told if some(_leads_to_internet_gateway, routes) else None

    return first_problem(problem, _tables(subnet, stack))


def _leads_to_internet_gateway(route: Resource | Item) -> bool:
    targets = route.refers_to("gatewayId") if isinstance(route, Resource) else ()
    if targets or not route.has("gatewayId"):
        return bool(_of(targets, *INTERNET_GATEWAYS))
    return str(route.get("gatewayId", "")).startswith("igw-")


def _tables(subnet: Resource, stack: Stack) -> list[Resource]:
    """Return what holds the routes of a subnet: its own table, or else the VPC's main one."""
    own = joined(stack, subnet, ASSOCIATION, "subnetId")
    if own:
        return [table for association in own for table in _named_tables(association, stack)]
    for vpc in _of(subnet.refers_to("vpcId"), VPC, DEFAULT_VPC):
        main = joined(stack, vpc, MAIN_TABLE, "vpcId")
        return [table for one in main for table in _named_tables(one, stack)] or _main_tables(vpc, stack)
    raise UnknownValue("vpcId")


def _named_tables(association: Resource, stack: Stack) -> list[Resource]:
    named = _of(association.refers_to("routeTableId"), TABLE, DEFAULT_TABLE, VPC, DEFAULT_VPC)
    if not named:
        raise UnknownValue("routeTableId")
    vpcs = [vpc for table in named for vpc in _of((table, *table.refers_to("defaultRouteTableId")), VPC, DEFAULT_VPC)]
    return [*named, *(table for vpc in vpcs for table in _main_tables(vpc, stack))]


def _main_tables(vpc: Resource, stack: Stack) -> list[Resource]:
    """Return the VPC, by which routes may name the table that AWS made with it, and that table if it is declared."""
    return [vpc, *stack.referring(vpc, DEFAULT_TABLE, "defaultRouteTableId")]


def _table_way_out(table: Resource, stack: Stack) -> str | None:
    def problem(route: Resource | Item) -> str | None:
        return _route_way_out(route, table)

    if _of(table.refers_to("routes"), *GATEWAYS):
        return f"a route of {table.name} leads to a gateway to the internet"
    routes: list[Resource | Item] = [*table.items("routes"), *stack.referring(table, ROUTE, "routeTableId")]
    return first_problem(problem, routes)


def _route_way_out(route: Resource | Item, table: Resource) -> str | None:
    targets = route.refers_to("gatewayId") if isinstance(route, Resource) else table.refers_to("routes")
    if _of(targets, *GATEWAYS) or any(route.has(name) for name in OUTWARD):
        return f"a route of {table.name} leads to a gateway to the internet"
    for name in DESTINATIONS:
        if (block := route.get(name)) and is_world(block, name):
            return f"a route of {table.name} leads {block} out"
    try:
        gateway = str(route.get("gatewayId", ""))
    except UnknownValue:
        if targets:  # not known by its id, but by what it refers to
            return None
        raise
    return f"a route of {table.name} leads to an internet gateway" if gateway.startswith("igw-") else None


def _of(resources: tuple[Resource, ...], *types: str) -> list[Resource]:
    return [resource for resource in resources if resource.type in types]
