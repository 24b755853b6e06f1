"""The network ACL of the isolated tier: what reaches the data, whatever a security group says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.security_groups import POSTGRESQL

REDIS = 6379
REDIS_READS = 6380
"""Where a serverless cache answers reads that need not be the newest."""
EPHEMERAL = (1024, 65535)
"""Where replies go: the range that covers every client (Amazon VPC User Guide, "Ephemeral ports")."""


@dataclass(frozen=True, kw_only=True)
class IsolatedAclArgs:
    """The subnets to isolate, and from where they may be reached."""

    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    private_cidr: str
    """The block of the whole private tier, not of each subnet: a new zone changes nothing here."""
    tags: dict[str, str]


def isolated_acl(name: str, args: IsolatedAclArgs, opts: pulumi.ResourceOptions) -> ec2.NetworkAcl:
    """Admit PostgreSQL and Redis from the private tier, let the replies back, and stop everything else.

    A network ACL keeps no memory of connections, so that replies need a rule of their own; and it does not speak of
    traffic within a subnet. The rules are inline, so that one added by hand is removed by the next deployment.
    """
    return ec2.NetworkAcl(
        name,
        vpc_id=args.vpc_id,
        subnet_ids=args.subnet_ids,
        ingress=[
            ec2.NetworkAclIngressArgs(
                rule_no=number,
                action="allow",
                protocol="tcp",
                cidr_block=args.private_cidr,
                from_port=port,
                to_port=port,
            )
            for number, port in ((100, POSTGRESQL), (110, REDIS), (120, REDIS_READS))
        ],
        egress=[
            ec2.NetworkAclEgressArgs(
                rule_no=100,
                action="allow",
                protocol="tcp",
                cidr_block=args.private_cidr,
                from_port=EPHEMERAL[0],
                to_port=EPHEMERAL[1],
            )
        ],
        tags=args.tags,
        opts=opts,
    )
