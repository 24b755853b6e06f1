"""The security group of builds."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.names import physical_name
from components.security_groups import HTTPS, TO_INTERNET, connect


@dataclass(frozen=True, kw_only=True)
class BuildNetworkArgs:
    """The network in which builds run."""

    vpc_id: pulumi.Input[str]
    endpoints_group: ec2.SecurityGroup
    """The group of the interface endpoints (`Endpoints.group`), to which the services' names resolve."""


class BuildNetwork(pulumi.ComponentResource):
    """A security group for builds: no inbound traffic, and outbound HTTPS only.

    It is not the application's group, which reaches the database: builds run code that has not been approved yet.
    """

    group: ec2.SecurityGroup

    def __init__(self, name: str, args: BuildNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:BuildNetwork", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        self.group = ec2.SecurityGroup(
            name,
            vpc_id=args.vpc_id,
            description="Builds: reached by nobody",
            revoke_rules_on_delete=True,
            tags={"Name": physical_name("builds")},
            opts=below,
        )
        vpc.SecurityGroupEgressRule(f"{name}-to-internet", security_group_id=self.group.id, opts=below, **TO_INTERNET)
        connect(f"{name}-to-endpoints", self.group, args.endpoints_group, HTTPS, parent=self)
        self.register_outputs({"group": self.group.id})
