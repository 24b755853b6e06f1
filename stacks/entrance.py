"""The entrance of the application: certificate, load balancer, firewall, and the optional edge."""

from __future__ import annotations

import pulumi

from components.certificate import Certificate, CertificateArgs
from components.domain_name import DomainName, DomainNameArgs
from components.edge import Edge, EdgeArgs
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.web_firewall import WebFirewall, WebFirewallArgs
from stacks.application import DeliverySettings, DomainNameSettings, EdgeSettings
from stacks.baseline import Baseline
from stacks.settings import Settings


def entrance(
    settings: Settings, delivery: DeliverySettings, baseline: Baseline, below: pulumi.ResourceOptions
) -> tuple[LoadBalancer, Edge | None]:
    """Create the entrance of the application; return its load balancer, and the edge if there is one.

    Without an edge the load balancer is in the public tier, and the domain refers to it. With an edge, it is in the
    private tier, and the domain refers to the edge, which is the only way in and has the firewall: one at the load
    balancer would see CloudFront's addresses instead of the clients'.
    """
    domain = delivery.domain
    balancer = _load_balancer(settings, delivery, baseline, below)
    if domain and delivery.edge:
        return balancer, _edge(settings, delivery, delivery.edge, domain, baseline, balancer, below)
    WebFirewall(
        "firewall",
        WebFirewallArgs(
            account=baseline.account,
            protected_arn=balancer.balancer.arn,
            rate_limit=delivery.requests_per_address,
            counted=delivery.firewall_counts,
            logs=baseline.logs,
            protect=settings.safety.protect,
        ),
        below,
    )
    if domain:
        DomainName(
            "domain",
            DomainNameArgs(
                domain=domain.name,
                zone_id=domain.zone_id,
                target_name=balancer.balancer.dns_name,
                target_zone_id=balancer.balancer.zone_id,
            ),
            below,
        )
    return balancer, None


def _load_balancer(
    settings: Settings, delivery: DeliverySettings, baseline: Baseline, below: pulumi.ResourceOptions
) -> LoadBalancer:
    network, domain = baseline.network, delivery.domain
    certificate = Certificate(
        "certificate",
        CertificateArgs(
            account=baseline.account,
            domain=domain.name if domain else None,
            zone_id=domain.zone_id if domain else None,
        ),
        below,
    )
    tier = network.private_subnets if delivery.edge else network.public_subnets
    return LoadBalancer(
        "load-balancer",
        LoadBalancerArgs(
            vpc_id=network.vpc.id,
            vpc_cidr=settings.network.cidr,
            subnet_ids=[subnet.id for subnet in tier.values()],
            security_group_id=network.groups.load_balancer.id,
            certificate_arn=certificate.arn,
            access_logs_bucket=baseline.access_logs.bucket.bucket,
            after=[baseline.access_logs],
            port=network.application_port,
            public=delivery.edge is None,
            cross_zone=delivery.plain_between_zones == "allowed",
            domain=domain.name if domain else None,
            protect=settings.safety.protect,
            deletion_protection=settings.safety.deletion_protection,
        ),
        below,
    )


def _edge(
    settings: Settings,
    delivery: DeliverySettings,
    edge: EdgeSettings,
    domain: DomainNameSettings,
    baseline: Baseline,
    balancer: LoadBalancer,
    below: pulumi.ResourceOptions,
) -> Edge:
    return Edge(
        "edge",
        EdgeArgs(
            account=baseline.account,
            domain=domain.name,
            zone_id=domain.zone_id,
            load_balancer_arn=balancer.balancer.arn,
            load_balancer_domain=balancer.balancer.dns_name,
            static_paths=edge.static_paths,
            countries=edge.countries,
            content_security_policy=edge.content_security_policy,
            rate_limit=delivery.requests_per_address,
            counted=delivery.firewall_counts,
            objective=delivery.objective.availability,
            latency_ms=delivery.objective.latency_ms,
            topic_arn=baseline.notifications.topic.arn,
            email=settings.owner.email,
            log_retention_days=settings.logs.retention_days,
            tags=settings.tags,
            team=settings.owner.team,
            protect=settings.safety.protect,
        ),
        below,
    )
