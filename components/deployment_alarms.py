"""What calls a release back: alarms on how the blue and the green tasks answer, each for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

PERIOD_SECONDS = 60
"""What a load balancer reports by. An alarm is no use for a release that is slower than its bake time."""
ERROR_PERCENT = 5
NAMESPACE = "AWS/ApplicationELB"


@dataclass(frozen=True, kw_only=True)
class DeploymentAlarmsArgs:
    """What is watched, and who is told."""

    prefix: str
    """What the alarms' names begin with."""
    load_balancer_suffix: pulumi.Input[str]
    target_group_suffixes: Mapping[str, pulumi.Input[str]]
    """By colour, as `targetgroup/<name>/<id>`."""
    latency_ms: int
    topic_arn: pulumi.Input[str]


class DeploymentAlarms(pulumi.ComponentResource):
    """Alarms by which ECS takes a release back, and tells the service's owner that it did.

    Creates three for each target group, because which of them is the new one changes with each release: more than one
    in twenty requests failed, a task fails its health checks, or one in twenty requests took longer than promised.

    Missing data is no breach: a group that nobody asks, because the other has all the traffic, reports nothing, and a
    load balancer reports errors only where there are some (Elastic Load Balancing User Guide, "CloudWatch metrics for
    your Application Load Balancer"). That nothing answers at all is for other alarms, and for ECS's circuit breaker.
    """

    names: tuple[str, ...]
    """Plain text, by which a service names them."""

    def __init__(self, name: str, args: DeploymentAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DeploymentAlarms", name, None, opts)
        self._name, self._args = name, args
        names: list[str] = []
        for colour, suffix in args.target_group_suffixes.items():
            dimensions = {"LoadBalancer": args.load_balancer_suffix, "TargetGroup": suffix}
            names += [
                self._alarm(
                    f"{colour}-errors",
                    f"More than {ERROR_PERCENT} % of the requests to the {colour} tasks failed",
                    ERROR_PERCENT,
                    evaluation_periods=2,
                    metric_queries=_error_rate(dimensions),
                ),
                self._alarm(
                    f"{colour}-unhealthy",
                    f"One of the {colour} tasks fails its health checks",
                    0,
                    evaluation_periods=3,
                    **_metric("UnHealthyHostCount", dimensions),
                    statistic="Maximum",
                ),
                self._alarm(
                    f"{colour}-latency",
                    f"One in twenty requests to the {colour} tasks took longer than {args.latency_ms} ms",
                    args.latency_ms / 1000,
                    evaluation_periods=3,
                    **_metric("TargetResponseTime", dimensions),
                    extended_statistic="p95",
                    evaluate_low_sample_count_percentiles="ignore",
                ),
            ]
        self.names = tuple(names)
        self.register_outputs({})

    def _alarm(self, what: str, description: str, threshold: float, **metric: Any) -> str:
        """Make an alarm that goes off above `threshold`, and return its name."""
        name = f"{self._args.prefix}-{what}"
        cloudwatch.MetricAlarm(
            f"{self._name}-{what}",
            name=name,
            alarm_description=description,
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            treat_missing_data="notBreaching",
            alarm_actions=[self._args.topic_arn],
            **metric,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return name


def _metric(metric: str, dimensions: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    return {"namespace": NAMESPACE, "metric_name": metric, "dimensions": dimensions, "period": PERIOD_SECONDS}


def _error_rate(dimensions: Mapping[str, pulumi.Input[str]]) -> list[cloudwatch.MetricAlarmMetricQueryArgs]:
    """Return the share of failed requests in percent; a minute without requests has none."""
    counts = {"errors": "HTTPCode_Target_5XX_Count", "requests": "RequestCount"}
    return [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id="rate", expression="100 * FILL(errors, 0) / requests", label="Failed requests (%)", return_data=True
        ),
        *(
            cloudwatch.MetricAlarmMetricQueryArgs(
                id=id_,
                metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(**_metric(metric, dimensions), stat="Sum"),
                return_data=False,
            )
            for id_, metric in counts.items()
        ),
    ]
