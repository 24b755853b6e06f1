"""The DNS records of the application's domain."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import route53


@dataclass(frozen=True, kw_only=True)
class DomainNameArgs:
    """A domain, and its target."""

    domain: str
    zone_id: pulumi.Input[str]
    target_name: pulumi.Input[str]
    """The DNS name of the load balancer, or of the distribution."""
    target_zone_id: pulumi.Input[str]
    """The hosted zone id of that name, which is AWS's."""
    ipv6: bool = False
    """Whether the target has IPv6 addresses: a distribution has, the load balancer has not."""


class DomainName(pulumi.ComponentResource):
    """An alias of the domain for a load balancer or a distribution.

    An alias may be at the apex of a zone, where a CNAME may not, follows changes of the target's addresses, and its
    queries are free (Amazon Route 53 Developer Guide, "Choosing between alias and non-alias records"). The target's
    health is not evaluated: with a single target, any answer is better than none.
    """

    def __init__(self, name: str, args: DomainNameArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DomainName", name, None, opts)
        for kind in ("A", "AAAA") if args.ipv6 else ("A",):
            route53.Record(
                f"{name}-{kind.lower()}",
                zone_id=args.zone_id,
                name=args.domain,
                type=kind,
                aliases=[
                    route53.RecordAliasArgs(
                        name=args.target_name, zone_id=args.target_zone_id, evaluate_target_health=False
                    )
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"domain": args.domain})
