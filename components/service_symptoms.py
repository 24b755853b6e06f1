"""The symptoms of a service: what its users notice, and what they soon will. Pure.

Metrics are those of the User Guide for Application Load Balancers, "CloudWatch metrics", and of the Amazon ECS
Developer Guide, "CloudWatch metrics" and "Container Insights". A load balancer sends data only while there are
requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.objective import LEAST_FAILURES, failure_rate, request_counts
from components.symptom import A_DAY, LOAD_BALANCERS, Metric, Symptom, for_a_quarter_of_an_hour

CPU_PERCENT = 85
MEMORY_PERCENT = 90
EXPIRY_DAYS = 21
"""ACM renews its certificates weeks earlier (AWS Certificate Manager User Guide, "Managed certificate renewal"): at
this, renewal has failed."""


@dataclass(frozen=True, kw_only=True)
class ServiceWatched:
    """Which service is watched, its load balancer, and its objective."""

    load_balancer: Any
    """Its `arn_suffix`."""
    target_groups: Mapping[str, Any]
    """The `arn_suffix` of each, by colour."""
    certificate_arn: Any
    cluster_name: str
    service_name: str
    latency_ms: int
    """Within which 99 of 100 requests are to be answered."""
    minimum_tasks: int
    maximum_tasks: int


def latency(load_balancer: object, statistic: str) -> Metric:
    """Return the time until responses began, in seconds."""
    return Metric(
        alias="latency",
        namespace=LOAD_BALANCERS,
        name="TargetResponseTime",
        dimensions={"LoadBalancer": load_balancer},
        statistic=statistic,
    )


def healthy(watched: ServiceWatched) -> tuple[Metric, ...]:
    """Return the number of tasks of each colour that pass their health checks."""
    return tuple(
        Metric(
            alias=colour,
            namespace=LOAD_BALANCERS,
            name="HealthyHostCount",
            dimensions={"LoadBalancer": watched.load_balancer, "TargetGroup": group},
            statistic="Maximum",
        )
        for colour, group in watched.target_groups.items()
    )


def of_tasks(watched: ServiceWatched, name: str, statistic: str, namespace: str = "AWS/ECS") -> Metric:
    """Return a metric of a service's tasks."""
    return Metric(
        namespace=namespace,
        name=name,
        dimensions={"ClusterName": watched.cluster_name, "ServiceName": watched.service_name},
        statistic=statistic,
    )


def count_of_tasks(watched: ServiceWatched, which: str, statistic: str) -> Metric:
    """Return the number of tasks that are `Running`, or `Desired` by scaling."""
    return of_tasks(watched, f"{which}TaskCount", statistic, "ECS/ContainerInsights")


def service_symptoms(watched: ServiceWatched) -> Iterator[Symptom]:
    """Yield the symptoms of a service: first what users notice, then what they soon will."""
    yield from _noticed(watched)
    yield from _ahead(watched)


def _noticed(watched: ServiceWatched) -> Iterator[Symptom]:
    yield for_a_quarter_of_an_hour(
        "service-latency",
        f"One in a hundred requests took longer than {watched.latency_ms} ms",
        (latency(watched.load_balancer, "p99"),),
        watched.latency_ms / 1000,
    )
    yield Symptom(
        name="service-unanswered",
        description="Requests come in, and every one of them fails",
        metrics=request_counts(watched.load_balancer),
        expressions=failure_rate(LEAST_FAILURES),
        comparison="at least",
        threshold=100,
        periods=3,
        missing="notBreaching",
    )
    yield Symptom(
        name="service-no-healthy-task",
        description="No task passes its health checks",
        metrics=healthy(watched),
        # A group without tasks sends nothing. The newest minute may not be there yet and would then be taken for none:
        # of three minutes in a row one at most is such.
        expressions={"healthy": " + ".join(f"FILL({colour}, 0)" for colour in watched.target_groups)},
        comparison="below",
        threshold=1,
        periods=3,
        missing="breaching",
    )


def _ahead(watched: ServiceWatched) -> Iterator[Symptom]:
    def symptom(what: str, description: str, metric: Metric, limit: float, **changes: Any) -> Symptom:
        given: dict[str, Any] = {"comparison": "at least", "periods": 10, "missing": "missing"}
        return Symptom(
            name=f"service-{what}", description=description, metrics=(metric,), threshold=limit, **{**given, **changes}
        )

    yield symptom(
        "cpu",
        f"Tasks have been busy by {CPU_PERCENT} % although more could be added",
        of_tasks(watched, "CPUUtilization", "Average"),
        CPU_PERCENT,
    )
    yield symptom(
        "memory",
        f"A task has used {MEMORY_PERCENT} % of its memory: at all of it, it is ended",
        of_tasks(watched, "MemoryUtilization", "Maximum"),
        MEMORY_PERCENT,
    )
    yield symptom(
        "tasks-at-maximum",
        f"Scaling wants all of the {watched.maximum_tasks} tasks that it may have: there is no room for more load",
        count_of_tasks(watched, "Desired", "Maximum"),
        watched.maximum_tasks,
    )
    yield symptom(
        "too-few-tasks",
        f"Fewer than {watched.minimum_tasks} tasks run, or none is heard of: the loss of a zone would not be survived",
        count_of_tasks(watched, "Running", "Minimum"),
        watched.minimum_tasks,
        comparison="below",
        missing="breaching",
    )
    yield certificate_ends("service-certificate", "The load balancer's certificate", watched.certificate_arn)


def certificate_ends(name: str, whose: str, arn: Any) -> Symptom:
    """Return the symptom of a certificate that is about to expire; `whose` begins the alarm's description."""
    return Symptom(
        name=name,
        description=f"{whose} ends in less than {EXPIRY_DAYS} days",
        metrics=(
            Metric(
                alias="days",
                namespace="AWS/CertificateManager",
                name="DaysToExpiry",
                dimensions={"CertificateArn": arn},
                statistic="Minimum",
            ),
        ),
        comparison="below",
        threshold=EXPIRY_DAYS,
        period=A_DAY,
        periods=1,
        missing="ignore",  # sent twice a day, and no more once it has ended
    )
