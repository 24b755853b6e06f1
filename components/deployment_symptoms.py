"""What rolls a release back: symptoms of the blue and of the green tasks, each by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.symptom import LOAD_BALANCERS, Metric, Symptom

ERROR_PERCENT = 5


def deployment_symptoms(
    service: str, load_balancer: object, target_groups: Mapping[str, object], latency_ms: int
) -> Iterator[Symptom]:
    """Yield three symptoms for each target group, because each release swaps which group is the new one.

    More than one in twenty requests failed, a task fails its health checks, or one in twenty requests took longer than
    `latency_ms`. `service` begins the symptoms' names; `target_groups` are the `arn_suffix` of each group by colour.
    The period is the shortest that a load balancer reports: an alarm slower than the bake time cannot roll a release
    back.

    Missing data is no breach: a group without traffic, because the other has it all, reports nothing, and a load
    balancer reports errors only if there are some (Elastic Load Balancing User Guide, "CloudWatch metrics for your
    Application Load Balancer"). Other alarms, and the circuit breaker of ECS, cover that nothing answers at all.
    """
    for colour, group in target_groups.items():

        def metric(name: str, statistic: str, alias: str = "", group: object = group) -> Metric:
            return Metric(
                namespace=LOAD_BALANCERS,
                name=name,
                dimensions={"LoadBalancer": load_balancer, "TargetGroup": group},
                statistic=statistic,
                alias=alias,
            )

        yield Symptom(
            name=f"{service}-{colour}-errors",
            description=f"More than {ERROR_PERCENT} % of the requests to the {colour} tasks failed",
            metrics=(metric("HTTPCode_Target_5XX_Count", "Sum", "errors"), metric("RequestCount", "Sum", "requests")),
            expressions={"rate": "100 * FILL(errors, 0) / requests"},
            comparison="above",
            threshold=ERROR_PERCENT,
            periods=2,
            missing="notBreaching",
        )
        yield Symptom(
            name=f"{service}-{colour}-unhealthy",
            description=f"One of the {colour} tasks fails its health checks",
            metrics=(metric("UnHealthyHostCount", "Maximum"),),
            comparison="above",
            threshold=0,
            periods=3,
            missing="notBreaching",
        )
        yield Symptom(
            name=f"{service}-{colour}-latency",
            description=f"One in twenty requests to the {colour} tasks took longer than {latency_ms} ms",
            metrics=(metric("TargetResponseTime", "p95"),),
            comparison="above",
            threshold=latency_ms / 1000,
            periods=3,
            missing="notBreaching",
        )
