"""The edge: a CloudFront distribution as the only way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudfront, cloudwatch

from components import edge_policies as policies
from components.account import Account
from components.certificate import Certificate, CertificateArgs
from components.customer_key import customer_key
from components.delivered_logs import DeliveredLogs, DeliveredLogsArgs
from components.domain_name import DomainName, DomainNameArgs
from components.edge_distribution import EdgeDistribution, EdgeDistributionArgs
from components.edge_symptoms import EdgeWatched
from components.edge_watch import EdgeWatch, EdgeWatchArgs
from components.key_policy import used_by_logs
from components.log_keeping import LogKeeping
from components.names import log_group_name, physical_name
from components.web_firewall import WebFirewall, WebFirewallArgs
from components.web_firewall_rules import Counted


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """The domain of the edge, its origin, and what it may cache. Raises `ValueError` outside of the partition `aws`."""

    account: Account
    domain: str
    zone_id: pulumi.Input[str]
    load_balancer_arn: pulumi.Input[str]
    """An internal load balancer, whose certificate is for the same domain."""
    load_balancer_domain: pulumi.Input[str]
    static_paths: tuple[str, ...]
    """Patterns of the only paths that are cached. Responses under them must be the same for every user."""
    rate_limit: int
    """Requests that one address may make within five minutes."""
    counted: Counted
    """Rules of the firewall that only count (components/web_firewall.py)."""
    objective: float
    """The share of requests that must not fail, such as 0.999."""
    latency_ms: int
    """The time within which the load balancer answers 99 of 100 requests."""
    topic_arn: pulumi.Input[str]
    """The topic of the stack's alarms."""
    email: str
    """Its subscriber: if the stack is in another region, the edge's alarms need a topic of their own."""
    log_retention_days: int
    tags: Mapping[str, str]
    """The default tags of the stack's provider; the edge has a provider of its own, for CloudFront's region."""
    team: str
    protect: bool
    content_security_policy: str | None
    """The value of the header Content-Security-Policy. None leaves the header to the application."""
    countries: tuple[str, ...]
    """The countries from which requests are allowed, as ISO 3166-1 alpha-2 codes. Empty allows all."""

    def __post_init__(self) -> None:
        if self.account.partition != "aws":
            raise ValueError(
                f"the edge is not to be had in the partition {self.account.partition}: it needs CloudFront with VPC "
                f"origins, in {policies.CLOUDFRONT_REGION}; leave `edge` out of the settings"
            )


class Edge(pulumi.ComponentResource):
    """A CloudFront distribution in front of an internal load balancer, which it reaches within the VPC.

    Creates, with a provider in CloudFront's own region: a certificate of the domain; a web application firewall; a key
    for logs; the distribution (components/edge_distribution.py); its log, encrypted with that key; alarms
    (components/edge_watch.py); and the domain's DNS records.
    """

    distribution: cloudfront.Distribution
    watched: EdgeWatched

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        there = aws.Provider(
            f"{name}-{policies.CLOUDFRONT_REGION}",
            region=policies.CLOUDFRONT_REGION,
            allowed_account_ids=[args.account.id],
            default_tags={"tags": {**args.tags, "Owner": args.team, "Part": "edge"}},
            opts=pulumi.ResourceOptions(parent=opts.parent if opts else None),
        )
        here = pulumi.ResourceOptions(providers=[there])
        super().__init__("footing:components:Edge", name, None, pulumi.ResourceOptions.merge(opts, here))
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._account = replace(args.account, region=policies.CLOUDFRONT_REGION)
        certificate = Certificate(
            f"{name}-certificate",
            CertificateArgs(account=self._account, domain=args.domain, zone_id=args.zone_id),
            self._below,
        )
        logs_key = customer_key(
            f"{name}-logs",
            "edge-logs",
            "the logs of the edge",
            used_by_logs(self._account),
            account=self._account,
            protect=args.protect,
            parent=self,
        )
        logs = LogKeeping(key_arn=logs_key.arn, retention_days=args.log_retention_days)
        firewall = WebFirewall(
            f"{name}-firewall",
            WebFirewallArgs(
                account=self._account,
                scope="CLOUDFRONT",
                rate_limit=args.rate_limit,
                counted=args.counted,
                logs=logs,
                protect=args.protect,
            ),
            self._below,
        )
        self.distribution = self._distribution(certificate, firewall)
        self._log(logs)
        self.watched = EdgeWatched(
            distribution_id=self.distribution.id,
            certificate_arn=certificate.arn,
            firewall=firewall.acl_name,
            objective=args.objective,
            latency_ms=args.latency_ms,
        )
        self._watch()
        DomainName(
            f"{name}-domain",
            DomainNameArgs(
                domain=args.domain,
                zone_id=args.zone_id,
                target_name=self.distribution.domain_name,
                target_zone_id=self.distribution.hosted_zone_id,
                ipv6=True,
            ),
            self._below,
        )
        self.register_outputs({"distribution": self.distribution.arn})

    def _distribution(self, certificate: Certificate, firewall: WebFirewall) -> cloudfront.Distribution:
        args = self._args
        return EdgeDistribution(
            f"{self._name}-distribution",
            EdgeDistributionArgs(
                domain=args.domain,
                certificate_arn=certificate.arn,
                acl_arn=firewall.acl.arn,
                load_balancer_arn=args.load_balancer_arn,
                load_balancer_domain=args.load_balancer_domain,
                static_paths=args.static_paths,
                content_security_policy=args.content_security_policy,
                countries=args.countries,
                protect=args.protect,
            ),
            self._below,
        ).distribution

    def _log(self, logs: LogKeeping) -> None:
        args, label = self._args, physical_name("edge")
        delivered = DeliveredLogs(
            f"{self._name}-requests",
            DeliveredLogsArgs(
                account=self._account,
                log_group=log_group_name("edge", "requests"),
                logs=logs,
                protect=args.protect,
            ),
            self._below,
        )
        source = cloudwatch.LogDeliverySource(
            self._name,
            name=label,
            log_type="ACCESS_LOGS",
            resource_arn=self.distribution.arn,
            opts=self._below,
        )
        destination = cloudwatch.LogDeliveryDestination(
            self._name,
            name=label,
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": delivered.group.arn},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[delivered]),
        )
        cloudwatch.LogDelivery(
            self._name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(policies.LOG_FIELDS),
            opts=self._below,
        )

    def _watch(self) -> None:
        args = self._args
        EdgeWatch(
            f"{self._name}-watch",
            EdgeWatchArgs(
                account=self._account,
                watched=self.watched,
                topic_arn=args.topic_arn if args.account.region == policies.CLOUDFRONT_REGION else None,
                email=args.email,
                team=args.team,
                protect=args.protect,
            ),
            self._below,
        )
