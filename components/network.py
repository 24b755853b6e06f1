"""The VPC: three tiers in every zone, and the ways between them and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import ec2

from components.account import Account
from components.endpoints import Endpoints, EndpointsArgs
from components.isolated_acl import IsolatedAclArgs, isolated_acl
from components.log_keeping import LogKeeping
from components.names import physical_name
from components.network_logs import NetworkLogs, NetworkLogsArgs
from components.network_plan import ZonePlan, plan_network
from components.security_groups import WORLD, SecurityGroups, SecurityGroupsArgs


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The address space of a network, and its reach."""

    account: Account
    cidr: str
    zones: Sequence[str]
    """Names of the zones. Add new ones at the end: a zone's addresses follow from its place."""
    nat: Literal["per zone", "single"]
    endpoints: tuple[str, ...]
    """Short names of the AWS services that get an interface endpoint."""
    guests: tuple[str, ...] = ()
    """ARNs of roles of other accounts that read this account's buckets from here: those that the pipeline takes."""
    logs: LogKeeping
    boundary_arn: pulumi.Input[str]
    protect: bool
    application_port: int = 8080
    open_to_world: bool = True
    """Whether the world reaches the load balancer, or CloudFront alone does."""


class Network(pulumi.ComponentResource):
    """A VPC whose tiers differ in their ways out.

    - public: routed to the internet gateway; for load balancers and NAT gateways, no address handed out by itself
    - private: routed to NAT, and to S3 and DynamoDB by gateway endpoints; for the application
    - isolated: routed nowhere beyond the VPC; for data, with a network ACL of its own

    A route table of its own for each private zone keeps traffic in its zone, and lets `nat` change without moving a
    subnet. The default security group, which everything forgotten falls into, is emptied (AWS Foundational Security
    Best Practices, EC2.2). Interface endpoints, security groups and logs are components of their own.
    """

    vpc: ec2.Vpc
    public_subnets: Mapping[str, ec2.Subnet]
    private_subnets: Mapping[str, ec2.Subnet]
    isolated_subnets: Mapping[str, ec2.Subnet]
    groups: SecurityGroups
    endpoints: Endpoints
    logs: NetworkLogs
    application_port: int

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Network", name, None, opts)
        self._name, self._args = name, args
        self.application_port = args.application_port
        self._opts = pulumi.ResourceOptions(parent=self)
        self._plan = plan_network(args.cidr, len(args.zones))
        self.vpc = ec2.Vpc(
            name,
            cidr_block=args.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self._tags("vpc"),
            opts=self._opts,
        )
        ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=self.vpc.id, ingress=[], egress=[], opts=self._opts)
        self.public_subnets = self._tier("public", lambda zone: zone.public)
        self.private_subnets = self._tier("private", lambda zone: zone.private)
        self.isolated_subnets = self._tier("isolated", lambda zone: zone.isolated)
        gateway = self._route_public_tier()
        private_tables = self._route_private_tier(gateway)
        self._seal_isolated_tier()
        self.groups = SecurityGroups(
            f"{name}-groups",
            SecurityGroupsArgs(
                vpc_id=self.vpc.id, application_port=args.application_port, open_to_world=args.open_to_world
            ),
            self._opts,
        )
        self.endpoints = Endpoints(
            f"{name}-endpoints",
            EndpointsArgs(
                account=args.account,
                vpc_id=self.vpc.id,
                subnets=self.private_subnets,
                route_tables=private_tables,
                services=args.endpoints,
                guests=args.guests,
                application=self.groups.application,
            ),
            self._opts,
        )
        self.logs = NetworkLogs(
            f"{name}-logs",
            NetworkLogsArgs(
                account=args.account,
                vpc_id=self.vpc.id,
                logs=args.logs,
                boundary_arn=args.boundary_arn,
                protect=args.protect,
            ),
            self._opts,
        )
        self.register_outputs(
            {
                "vpc": self.vpc.id,
                "public_subnets": [subnet.id for subnet in self.public_subnets.values()],
                "private_subnets": [subnet.id for subnet in self.private_subnets.values()],
                "isolated_subnets": [subnet.id for subnet in self.isolated_subnets.values()],
            }
        )

    def _tags(self, label: str) -> dict[str, str]:
        return {"Name": physical_name(label)}

    def _tier(self, tier: str, cidr: Callable[[ZonePlan], str]) -> dict[str, ec2.Subnet]:
        return {
            zone: ec2.Subnet(
                f"{self._name}-{tier}-{zone}",
                vpc_id=self.vpc.id,
                availability_zone=zone,
                cidr_block=cidr(plan),
                map_public_ip_on_launch=False,
                tags=self._tags(f"{tier}-{zone}"),
                opts=self._opts,
            )
            for zone, plan in zip(self._args.zones, self._plan.zones, strict=True)
        }

    def _route_table(self, label: str) -> ec2.RouteTable:
        # Its routes are resources of their own: inline ones would undo those that gateway endpoints add.
        return ec2.RouteTable(f"{self._name}-{label}", vpc_id=self.vpc.id, tags=self._tags(label), opts=self._opts)

    def _associate(self, table: ec2.RouteTable, tier: str, subnets: Mapping[str, ec2.Subnet]) -> None:
        for zone, subnet in subnets.items():
            ec2.RouteTableAssociation(
                f"{self._name}-{tier}-{zone}", route_table_id=table.id, subnet_id=subnet.id, opts=self._opts
            )

    def _route_public_tier(self) -> ec2.InternetGateway:
        gateway = ec2.InternetGateway(self._name, vpc_id=self.vpc.id, tags=self._tags("internet"), opts=self._opts)
        table = self._route_table("public")
        ec2.Route(
            f"{self._name}-public-to-internet",
            route_table_id=table.id,
            destination_cidr_block=WORLD,
            gateway_id=gateway.id,
            opts=self._opts,
        )
        self._associate(table, "public", self.public_subnets)
        return gateway

    def _route_private_tier(self, gateway: ec2.InternetGateway) -> dict[str, ec2.RouteTable]:
        zones = list(self.private_subnets)
        exits = zones if self._args.nat == "per zone" else zones[:1]
        nats = {zone: self._nat(zone, gateway) for zone in exits}
        tables = {}
        for zone, subnet in self.private_subnets.items():
            tables[zone] = self._route_table(f"private-{zone}")
            ec2.Route(
                f"{self._name}-private-{zone}-to-nat",
                route_table_id=tables[zone].id,
                destination_cidr_block=WORLD,
                nat_gateway_id=nats.get(zone, nats[exits[0]]).id,
                opts=self._opts,
            )
            self._associate(tables[zone], "private", {zone: subnet})
        return tables

    def _nat(self, zone: str, gateway: ec2.InternetGateway) -> ec2.NatGateway:
        tags = self._tags(f"nat-{zone}")
        address = ec2.Eip(f"{self._name}-nat-{zone}", domain="vpc", tags=tags, opts=self._opts)
        return ec2.NatGateway(
            f"{self._name}-nat-{zone}",
            subnet_id=self.public_subnets[zone].id,
            allocation_id=address.id,
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[gateway]),
        )

    def _seal_isolated_tier(self) -> None:
        self._associate(self._route_table("isolated"), "isolated", self.isolated_subnets)
        isolated_acl(
            f"{self._name}-isolated",
            IsolatedAclArgs(
                vpc_id=self.vpc.id,
                subnet_ids=[subnet.id for subnet in self.isolated_subnets.values()],
                private_cidr=self._plan.private,
                tags=self._tags("isolated"),
            ),
            self._opts,
        )
