"""Who may open a connection to whom: the security groups that every layer joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import ec2, vpc

from components.names import physical_name

HTTP = 80
HTTPS = 443
POSTGRESQL = 5432
WORLD = "0.0.0.0/0"
CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
"""AWS's own list of the addresses from which CloudFront reaches origins."""
TO_INTERNET: dict[str, Any] = {
    "description": "HTTPS to anywhere, through NAT",
    "cidr_ipv4": WORLD,
    "ip_protocol": "tcp",
    "from_port": HTTPS,
    "to_port": HTTPS,
}
"""What a rule of egress lets out of the private tier."""


@dataclass(frozen=True, kw_only=True)
class SecurityGroupsArgs:
    """Where the groups live and where the application listens."""

    vpc_id: pulumi.Input[str]
    application_port: int
    open_to_world: bool = True
    """Whether the world reaches the load balancer, or CloudFront alone does."""


class SecurityGroups(pulumi.ComponentResource):
    """Security groups of the load balancer, the application and the data, and what flows between them.

    The world reaches the load balancer on 443 (and on 80, to be sent to 443), or CloudFront does on 443 and nobody
    else; the load balancer reaches the application; the application reaches PostgreSQL, and the internet on 443
    through NAT. Nothing else flows.

    Each rule is a resource of its own and names the group at its other end rather than addresses (Amazon VPC User
    Guide, "Security group referencing"), so that a later layer adds its rules without changing a group, and no two
    groups wait for each other. AWS lets a new group send anything anywhere; the provider takes that away.
    """

    load_balancer: ec2.SecurityGroup
    application: ec2.SecurityGroup
    data: ec2.SecurityGroup

    def __init__(self, name: str, args: SecurityGroupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:SecurityGroups", name, None, opts)
        self._name, self._vpc_id = name, args.vpc_id
        self.load_balancer = self._group("load-balancer", "Load balancer: the only way in from the internet")
        self.application = self._group("application", "Application: reached by the load balancer only")
        self.data = self._group("data", "Databases: reached by the application only")
        if args.open_to_world:
            self._admit(HTTPS, "HTTPS from anywhere", cidr_ipv4=WORLD)
            self._admit(HTTP, "HTTP from anywhere, to be redirected to HTTPS", cidr_ipv4=WORLD)
        else:
            self._admit(HTTPS, "HTTPS from CloudFront", prefix_list_id=self._cloudfront())
        self._connect("load-balancer", self.load_balancer, "application", self.application, args.application_port)
        self._connect("application", self.application, "data", self.data, POSTGRESQL)
        vpc.SecurityGroupEgressRule(
            f"{name}-application-to-internet",
            security_group_id=self.application.id,
            opts=pulumi.ResourceOptions(parent=self),
            **TO_INTERNET,
        )
        self.register_outputs(
            {"load_balancer": self.load_balancer.id, "application": self.application.id, "data": self.data.id}
        )

    def _group(self, role: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            f"{self._name}-{role}",
            vpc_id=self._vpc_id,
            description=description,
            # A rule made outside this program, by hand or by an AWS service, must not keep the group from going.
            revoke_rules_on_delete=True,
            tags={"Name": physical_name(role)},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _admit(
        self, port: int, description: str, *, cidr_ipv4: str | None = None, prefix_list_id: str | None = None
    ) -> None:
        vpc.SecurityGroupIngressRule(
            f"{self._name}-load-balancer-{port}",
            security_group_id=self.load_balancer.id,
            description=description,
            cidr_ipv4=cidr_ipv4,
            prefix_list_id=prefix_list_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _cloudfront(self) -> str:
        """Return the list of CloudFront's addresses, one of two ways to admit a VPC origin.

        The other, the group that CloudFront makes, is not there before the first VPC origin is (Amazon CloudFront
        Developer Guide, "Restrict access with VPC origins"). The list counts as 55 of the 60 rules that a group may
        have (Amazon VPC User Guide, "AWS-managed prefix lists"), so that there is room for one port.
        """
        return ec2.get_managed_prefix_list(name=CLOUDFRONT, opts=pulumi.InvokeOptions(parent=self)).id

    def _connect(
        self, source_role: str, source: ec2.SecurityGroup, target_role: str, target: ec2.SecurityGroup, port: int
    ) -> None:
        connect(f"{self._name}-{source_role}-to-{target_role}", source, target, port, parent=self)


def connect(
    name: str, source: ec2.SecurityGroup, target: ec2.SecurityGroup, port: int, *, parent: pulumi.Resource
) -> None:
    """Let members of `source` open TCP connections to `port` of members of `target`: one rule at each end."""
    both: dict[str, Any] = {
        "description": f"{name}, port {port}",
        "ip_protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "opts": pulumi.ResourceOptions(parent=parent),
    }
    vpc.SecurityGroupEgressRule(name, security_group_id=source.id, referenced_security_group_id=target.id, **both)
    vpc.SecurityGroupIngressRule(name, security_group_id=target.id, referenced_security_group_id=source.id, **both)
