"""What people who come through the edge suffer from, and what the load balancer behind it does not see. Pure.

A request that CloudFront cannot bring to the load balancer is no request there, and no failure. Metrics are those of
the Amazon CloudFront Developer Guide, "Types of metrics for CloudFront", and of the AWS WAF Developer Guide, "AWS WAF
metrics and dimensions". They are kept in CloudFront's region, and alarms on them can be nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from components.objective import FASTEST, LEAST_FAILURES, failing_percent
from components.service_symptoms import certificate_ends
from components.symptom import Metric, Symptom, for_a_quarter_of_an_hour

HALF_PERCENT = 50
"""Not all: what the firewall turns away is counted among the requests, and has not failed."""
JOURNEY_MS = 500
"""What the way from the farthest edge to the load balancer and back may add, with a new connection."""
ERRORS = {"failed": "share * requests / 100", "rate": f"share * (failed >= {LEAST_FAILURES})"}


@dataclass(frozen=True, kw_only=True)
class EdgeWatched:
    """Which distribution is watched, and what is expected of what is behind it."""

    distribution_id: Any
    certificate_arn: Any
    firewall: str
    """What the web ACL's metrics are called."""
    objective: float
    """The share of requests that must not fail, such as 0.999."""
    latency_ms: int
    """Within which 99 of 100 requests are to be answered by the load balancer."""


def at_edge(watched: EdgeWatched, name: str, statistic: str, id_: str | None = None) -> Metric:
    """Return a metric of a distribution. CloudFront offers one statistic of each, and percentiles of latency."""
    return Metric(
        id=id_ or name[0].lower() + name[1:],
        namespace="AWS/CloudFront",
        name=name,
        dimensions={"DistributionId": watched.distribution_id, "Region": "Global"},
        statistic=statistic,
    )


def failures(watched: EdgeWatched) -> tuple[Metric, ...]:
    """Return what `ERRORS` is made of: how many requests there were, and the percentage of them that failed."""
    return at_edge(watched, "Requests", "Sum"), at_edge(watched, "5xxErrorRate", "Average", "share")


def at_firewall(watched: EdgeWatched, name: str) -> Metric:
    """Return how many requests the web ACL did something with. What belongs to CloudFront has no region there."""
    return Metric(
        id=name[0].lower() + name[1:],
        namespace="AWS/WAFV2",
        name=name,
        dimensions={"WebACL": watched.firewall, "Rule": "ALL"},
        statistic="Sum",
    )


def edge_symptoms(watched: EdgeWatched) -> Iterator[Symptom]:
    """Yield what is watched for at the edge.

    How much is turned away by the firewall, or answered from the cache, is no symptom: where few people come, most
    requests are those of scanners. The dashboard shows both.
    """
    threshold = failing_percent(watched.objective, FASTEST)
    yield for_a_quarter_of_an_hour(
        "edge-errors",
        f"More than {threshold:g} % of the requests at the edge failed for a quarter of an hour",
        failures(watched),
        threshold,
        ERRORS,
    )
    yield Symptom(
        name="edge-unanswered",
        description="Requests come to the edge, and half of them fail, or more",
        metrics=failures(watched),
        expressions=ERRORS,
        comparison="at least",
        threshold=HALF_PERCENT,
        periods=3,
        missing="notBreaching",
    )
    slow = watched.latency_ms + JOURNEY_MS
    yield for_a_quarter_of_an_hour(
        "edge-latency",
        f"One in a hundred requests that the edge passed on took longer than {slow} ms",
        (at_edge(watched, "OriginLatency", "p99"),),
        slow,
    )
    yield certificate_ends("edge-certificate", "The edge's certificate", watched.certificate_arn)
