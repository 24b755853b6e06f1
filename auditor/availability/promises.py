"""What AWS promises of its services: the monthly uptime of which each service level agreement speaks.

A promise is no measurement. Below it AWS gives money back; a service may do better, and mostly does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A monthly uptime, as a share, and where it stands."""

    uptime: float
    source: str
    read: str
    """Which version was read; `assumed` where no text of AWS's agreement itself was."""


BALANCERS = "https://aws.amazon.com/elasticloadbalancing/sla/"
COMPUTE = "https://aws.amazon.com/compute/sla/"
RDS = "https://aws.amazon.com/rds/sla/"
AURORA = "https://aws.amazon.com/rds/aurora/sla/"
ELASTICACHE = "https://aws.amazon.com/elasticache/sla/"

PROMISES = {
    "load balancer, several zones": Promise(uptime=0.9999, source=BALANCERS, read="25 July 2022"),
    "load balancer, one zone": Promise(uptime=0.999, source=BALANCERS, read="25 July 2022"),
    "Fargate, several zones": Promise(uptime=0.9999, source=COMPUTE, read="5 May 2022, since replaced"),
    "Fargate, one zone": Promise(uptime=0.995, source=COMPUTE, read="assumed"),
    "database, standby in another zone": Promise(uptime=0.9995, source=RDS, read="22 January 2024"),
    "database, one zone": Promise(uptime=0.995, source=RDS, read="22 January 2024"),
    "Aurora, several zones": Promise(uptime=0.9999, source=AURORA, read="19 May 2022"),
    "Aurora, one zone": Promise(uptime=0.999, source=AURORA, read="19 May 2022"),
    "cache, serverless": Promise(uptime=0.9999, source=ELASTICACHE, read="assumed"),
    "cache, several zones": Promise(uptime=0.9999, source=ELASTICACHE, read="assumed"),
    "cache, one zone": Promise(uptime=0.995, source=ELASTICACHE, read="assumed"),
    "firewall": Promise(uptime=0.9995, source="https://aws.amazon.com/waf/sla/", read="5 May 2022"),
    "CloudFront": Promise(uptime=0.999, source="https://aws.amazon.com/cloudfront/sla/", read="5 May 2022"),
    "name in Route 53": Promise(uptime=1.0, source="https://aws.amazon.com/route53/sla/", read="assumed"),
}
"""By part and form. The cache's figures are those of AWS's Database Blog, "Introducing 99.99% Availability with Amazon
ElastiCache for Redis and Amazon MemoryDB for Redis", and of the ElastiCache FAQs; Route 53's is widely quoted."""
