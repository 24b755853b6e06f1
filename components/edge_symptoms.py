"""The symptoms of the edge, which the load balancer behind it does not see. Pure.

A request that CloudFront cannot forward to the load balancer is neither a request nor a failure there. Metrics are
those of the Amazon CloudFront Developer Guide, "Types of metrics for CloudFront", and of the AWS WAF Developer Guide,
"AWS WAF metrics and dimensions". They exist only in CloudFront's region, and so must alarms on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from components.objective import FASTEST, LEAST_FAILURES, failing_percent
from components.service_symptoms import certificate_ends
from components.symptom import Metric, Symptom, for_a_quarter_of_an_hour

HALF_PERCENT = 50
"""Not 100: blocked requests count among the requests, and have not failed."""
JOURNEY_MS = 500
"""The latency that the way from the farthest edge location to the load balancer may add, with a new connection."""
ERRORS = {"failed": "share * requests / 100", "rate": f"share * (failed >= {LEAST_FAILURES})"}


@dataclass(frozen=True, kw_only=True)
class EdgeWatched:
    """Which distribution is watched, and the objective of the service behind it."""

    distribution_id: Any
    certificate_arn: Any
    firewall: str
    """The name of the web ACL's metrics."""
    objective: float
    """The share of requests that must not fail, such as 0.999."""
    latency_ms: int
    """Within which 99 of 100 requests are to be answered by the load balancer."""


def at_edge(watched: EdgeWatched, name: str, statistic: str, alias: str = "") -> Metric:
    """Return a metric of a distribution. CloudFront offers one statistic for each, and percentiles of latency."""
    return Metric(
        namespace="AWS/CloudFront",
        name=name,
        dimensions={"DistributionId": watched.distribution_id, "Region": "Global"},
        statistic=statistic,
        alias=alias,
    )


def failures(watched: EdgeWatched) -> tuple[Metric, ...]:
    """Return the metrics of `ERRORS`: the number of requests, and the percentage of them that failed."""
    return at_edge(watched, "Requests", "Sum"), at_edge(watched, "5xxErrorRate", "Average", "share")


def at_firewall(watched: EdgeWatched, name: str) -> Metric:
    """Return the number of requests with this action of the web ACL, which has no region dimension for CloudFront."""
    return Metric(
        namespace="AWS/WAFV2",
        name=name,
        dimensions={"WebACL": watched.firewall, "Rule": "ALL"},
        statistic="Sum",
    )


def edge_symptoms(watched: EdgeWatched) -> Iterator[Symptom]:
    """Yield the symptoms of the edge.

    How many requests the firewall blocks, or the cache answers, is no symptom: with few users most requests come from
    scanners. The dashboard shows both.
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
