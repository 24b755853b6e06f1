"""The autoscaling of a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pulumi
from pulumi_aws import appautoscaling, cloudwatch

from components.capacity_plan import METRIC_SECONDS, CapacityPlan, ScheduledCapacity
from components.names import physical_name
from components.symptom import LOAD_BALANCERS

NAMESPACE = "ecs"
DIMENSION = "ecs:service:DesiredCount"
CPU = {"predefined_metric_type": "ECSServiceAverageCPUUtilization"}
REQUEST_COUNT = {"namespace": LOAD_BALANCERS, "metric_name": "RequestCountPerTarget"}


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """Which service scales, its plan, and the load balancer that counts its requests."""

    cluster_name: str
    service_name: pulumi.Input[str]
    capacity: CapacityPlan
    load_balancer_suffix: pulumi.Input[str]
    target_group_suffixes: Mapping[str, pulumi.Input[str]]
    """The `arn_suffix` of each target group that may have the traffic, by a short name such as blue."""
    after: Sequence[pulumi.Resource]
    """The service: Application Auto Scaling requires that its target exists."""


class Scaling(pulumi.ComponentResource):
    """Scales tasks with the load: out fast, in slowly, and ahead of the load by schedule.

    Creates the scalable target; target tracking on CPU and on requests for each task; a step policy with its alarm,
    which adds tasks after one minute, while target tracking waits for three; and scheduled actions that raise the
    minimum when a payer cycle starts, and lower it when it ends.

    The policy that demands the most tasks applies, and tasks are removed only if every target tracking policy agrees
    (Application Auto Scaling User Guide, "How target tracking scaling works", and API Reference, `PutScalingPolicy`).
    The step policy never removes tasks, so it cannot counteract the others.

    Requests are counted over all target groups together, because a blue/green release moves them from one to the other:
    the predefined metric `ALBRequestCountPerTarget` covers one group only, and is not supported for such releases
    (Amazon ECS Developer Guide, "Use a target metric to scale Amazon ECS services"). During a release no tasks are
    removed, but tasks are still added (same page).

    The role is the service-linked role `AWSServiceRoleForApplicationAutoScaling_ECSService`, created when the target is
    registered (Application Auto Scaling User Guide, "Amazon ECS and Application Auto Scaling"); ECS accepts no other.
    """

    target: appautoscaling.Target

    def __init__(self, name: str, args: ScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Scaling", name, None, opts)
        self._stack_name = physical_name(name)
        self._name, self._args, self._plan = name, args, args.capacity
        self.target = appautoscaling.Target(
            name,
            service_namespace=NAMESPACE,
            scalable_dimension=DIMENSION,
            resource_id=pulumi.Output.concat("service/", args.cluster_name, "/", args.service_name),
            min_capacity=self._plan.minimum,
            max_capacity=self._plan.maximum,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        # One after the other: Application Auto Scaling rejects concurrent changes of a target.
        self._last: pulumi.Resource = self.target
        self._track("cpu", self._plan.cpu_target, predefined_metric_specification=CPU)
        self._track("requests", self._plan.requests_target, customized_metric_specification=self._requests())
        self._alarm(self._steps())
        for each in self._plan.scheduled:
            self._schedule(each)
        # The input of the plan: `footing capacity` replays a day of this load.
        self.register_outputs({"load": asdict(self._plan.load), "cycles": [asdict(each) for each in self._plan.cycles]})

    def _track(self, what: str, target: float, **metric: Any) -> None:
        self._policy(
            what,
            "TargetTrackingScaling",
            target_tracking_scaling_policy_configuration={
                "target_value": target,
                "scale_out_cooldown": self._plan.scale_out_cooldown,
                "scale_in_cooldown": self._plan.scale_in_cooldown,
                **metric,
            },
        )

    def _steps(self) -> appautoscaling.Policy:
        return self._policy(
            "step-out",
            "StepScaling",
            step_scaling_policy_configuration={
                "adjustment_type": "PercentChangeInCapacity",
                "metric_aggregation_type": "Average",
                "cooldown": self._plan.step_cooldown,
                "step_adjustments": [
                    {
                        "metric_interval_lower_bound": str(each.above),
                        **({} if each.below is None else {"metric_interval_upper_bound": str(each.below)}),
                        "scaling_adjustment": each.percent,
                    }
                    for each in self._plan.steps
                ],
            },
        )

    def _policy(self, what: str, kind: str, **configuration: Any) -> appautoscaling.Policy:
        policy = appautoscaling.Policy(
            f"{self._name}-{what}",
            name=f"{self._stack_name}-{what}",
            policy_type=kind,
            service_namespace=self.target.service_namespace,
            scalable_dimension=self.target.scalable_dimension,
            resource_id=self.target.resource_id,
            **configuration,
            opts=self._next(),
        )
        self._last = policy
        return policy

    def _alarm(self, policy: appautoscaling.Policy) -> cloudwatch.MetricAlarm:
        """One minute raises it. Without requests there is no data, and no alarm."""
        return cloudwatch.MetricAlarm(
            f"{self._name}-step-out",
            name=f"{self._stack_name}-step-out",
            alarm_description="Far more requests for each task than it is meant to have: tasks are being added",
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=self._plan.step_threshold,
            evaluation_periods=1,
            datapoints_to_alarm=1,
            treat_missing_data="notBreaching",
            metric_queries=[
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id="requests", expression=self._all_groups(), label="Requests for each task", return_data=True
                ),
                *(
                    cloudwatch.MetricAlarmMetricQueryArgs(
                        id=group,
                        metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                            **REQUEST_COUNT, dimensions=where, period=METRIC_SECONDS, stat="Sum"
                        ),
                        return_data=False,
                    )
                    for group, where in self._groups()
                ),
            ],
            alarm_actions=[policy.arn],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _schedule(self, each: ScheduledCapacity) -> None:
        self._last = appautoscaling.ScheduledAction(
            f"{self._name}-{each.name}",
            name=f"{self._stack_name}-{each.name}",
            schedule=each.schedule,
            timezone=each.timezone,
            scalable_target_action={"min_capacity": each.minimum, "max_capacity": each.maximum},
            service_namespace=self.target.service_namespace,
            scalable_dimension=self.target.scalable_dimension,
            resource_id=self.target.resource_id,
            opts=self._next(),
        )

    def _next(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=[self._last])

    def _requests(self) -> dict[str, Any]:
        return {
            "metrics": [
                {"id": "requests", "expression": self._all_groups(), "return_data": True},
                *(
                    {
                        "id": group,
                        "metric_stat": {
                            "metric": {
                                **REQUEST_COUNT,
                                "dimensions": [{"name": key, "value": value} for key, value in where.items()],
                            },
                            "stat": "Sum",
                        },
                        "return_data": False,
                    }
                    for group, where in self._groups()
                ),
            ]
        }

    def _groups(self) -> Iterator[tuple[str, dict[str, pulumi.Input[str]]]]:
        for group, suffix in self._args.target_group_suffixes.items():
            yield group, {"LoadBalancer": self._args.load_balancer_suffix, "TargetGroup": suffix}

    def _all_groups(self) -> str:
        """Return the sum over all groups; `FILL` because a group without requests sends no data."""
        return "+".join(f"FILL({group},0)" for group in self._args.target_group_suffixes)
