"""AWS services reached from the private tier without crossing the internet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.account import Account
from components.endpoint_policies import GATEWAY_SERVICES, endpoint_policy
from components.names import physical_name
from components.security_groups import HTTPS, connect


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """Who reaches which services, from where."""

    account: Account
    vpc_id: pulumi.Input[str]
    subnets: Mapping[str, ec2.Subnet]
    """The private subnets by zone: each holds a network interface of every interface endpoint."""
    route_tables: Mapping[str, ec2.RouteTable]
    """Their route tables: each learns the way to the gateway endpoints."""
    services: tuple[str, ...]
    """Short names of the services that get an interface endpoint; S3 and DynamoDB always have a gateway endpoint."""
    application: ec2.SecurityGroup
    guests: tuple[str, ...] = ()
    """ARNs of roles of other accounts that read this account's buckets from here: those that the pipeline takes."""


class Endpoints(pulumi.ComponentResource):
    """VPC endpoints, their security group, and policies that let only this account's principals through.

    Gateway endpoints for S3 and DynamoDB cost nothing and spare NAT charges (AWS PrivateLink Guide, "Gateway
    endpoints"). Interface endpoints answer under the services' own names (private DNS), to the application only.
    What a policy bounds to the account includes buckets: Amazon Linux package mirrors, say, are not reached.
    """

    group: ec2.SecurityGroup

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Endpoints", name, None, opts)
        self._name, self._args = name, args
        self._opts = pulumi.ResourceOptions(parent=self)
        self.group = ec2.SecurityGroup(
            f"{name}-interfaces",
            vpc_id=args.vpc_id,
            description="Interface endpoints: reached by the application only",
            revoke_rules_on_delete=True,
            tags={"Name": physical_name("endpoints")},
            opts=self._opts,
        )
        connect(f"{name}-application-to-interfaces", args.application, self.group, HTTPS, parent=self)
        for service in GATEWAY_SERVICES:
            self._gateway(service)
        for service in args.services:
            self._interface(service)
        self.register_outputs({"group": self.group.id})

    def _gateway(self, service: str) -> None:
        endpoint = ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=self._args.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=self._service_name(service),
            route_table_ids=[table.id for table in self._args.route_tables.values()],
            policy=json.dumps(endpoint_policy(self._args.account, service, self._args.guests)),
            tags={"Name": service},
            opts=self._opts,
        )
        vpc.SecurityGroupEgressRule(
            f"{self._name}-application-to-{service}",
            security_group_id=self._args.application.id,
            prefix_list_id=endpoint.prefix_list_id,
            description=f"HTTPS to {service}, through its gateway endpoint",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            opts=self._opts,
        )

    def _interface(self, service: str) -> None:
        ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=self._args.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=self._service_name(service),
            subnet_ids=[subnet.id for subnet in self._args.subnets.values()],
            security_group_ids=[self.group.id],
            private_dns_enabled=True,
            policy=json.dumps(endpoint_policy(self._args.account, service)),
            tags={"Name": service},
            opts=self._opts,
        )

    def _service_name(self, service: str) -> str:
        return f"com.amazonaws.{self._args.account.region}.{service}"
