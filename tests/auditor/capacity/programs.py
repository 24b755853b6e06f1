"""Small programs whose scaling is replayed, and what they declare beside it."""

from __future__ import annotations

PLANNED = """
import pulumi
from pulumi_aws import ecs
from components.scaling import Scaling, ScalingArgs
from stacks.capacity import CapacitySettings

service = ecs.Service("app", name="app", cluster="cluster")
Scaling("scaling", ScalingArgs(
    cluster_name="cluster",
    service_name=service.name,
    capacity=CapacitySettings.model_validate_json('''{settings}''').plan(zones=3, within_seconds=0.5, objective=0.999),
    load_balancer_suffix="app/lb/1",
    target_group_suffixes={{"blue": "targetgroup/blue/1", "green": "targetgroup/green/1"}},
    after=[service],
))
"""
"""A service that scales as the component does, by settings given as JSON."""

BY_HAND = """
import pulumi
from pulumi_aws import appautoscaling, cloudwatch

LOAD = dict(requests_per_second=50, baseline_requests_per_second=10, requests_per_task=25, utilisation=0.4,
            spike_factor=5, rise_seconds=600, startup_seconds=90, within_seconds=0.5, objective=0.999)

class Scaling(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("footing:components:Scaling", "scaling")
        self.below = pulumi.ResourceOptions(parent=self)
        self.target = appautoscaling.Target("target", service_namespace="ecs", resource_id="service/cluster/app",
            scalable_dimension="ecs:service:DesiredCount", min_capacity=2, max_capacity=30, opts=self.below)
        self.of = dict(service_namespace="ecs", scalable_dimension=self.target.scalable_dimension,
            resource_id=self.target.resource_id, opts=self.below)
        self.declare()
        self.register_outputs({"load": LOAD})

    def track(self, name, **configuration):
        appautoscaling.Policy(name, policy_type="TargetTrackingScaling", **self.of,
            target_tracking_scaling_policy_configuration=dict(target_value=40, **configuration))

    def step(self, name, amount, comparison="GreaterThanThreshold", **configuration):
        policy = appautoscaling.Policy(name, policy_type="StepScaling", **self.of,
            step_scaling_policy_configuration=dict(
                {"adjustment_type": "ChangeInCapacity", **configuration},
                step_adjustments=[dict(metric_interval_lower_bound="0", scaling_adjustment=amount)]))
        cloudwatch.MetricAlarm(name, comparison_operator=comparison, evaluation_periods=2, period=60, threshold=700,
            metric_name="RequestCountPerTarget", namespace="AWS/ApplicationELB", statistic="Sum",
            alarm_actions=[policy.arn], opts=self.below)

    def schedule(self, name, schedule, **bounds):
        appautoscaling.ScheduledAction(name, schedule=schedule, scalable_target_action=bounds, **self.of)

    def declare(self):
        {declare}

Scaling()
"""
"""A service whose scaling is written by hand, under a component that says what its load is."""
