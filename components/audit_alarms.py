"""Alarms for what somebody must hear of at once, raised from the trail's log group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.audit_events import AuditEvent
from components.names import physical_name

PERIOD_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class AuditAlarmsArgs:
    """What is watched for, where, and who is told."""

    events: Sequence[AuditEvent]
    log_group_name: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class AuditAlarms(pulumi.ComponentResource):
    """A metric filter and an alarm for each kind of event: one in five minutes is enough to be told of.

    Silence is no alarm: a filter that finds nothing sends no data, which is what should be.
    """

    def __init__(self, name: str, args: AuditAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:AuditAlarms", name, None, opts)
        stack = physical_name()
        namespace = f"{pulumi.get_project()}/{pulumi.get_stack()}/audit"
        below = pulumi.ResourceOptions(parent=self)
        for event in args.events:
            metric = cloudwatch.LogMetricFilter(
                f"{name}-{event.name}",
                name=event.name,
                log_group_name=args.log_group_name,
                pattern=event.pattern,
                metric_transformation={"name": event.name, "namespace": namespace, "value": "1"},
                opts=below,
            )
            cloudwatch.MetricAlarm(
                f"{name}-{event.name}",
                name=f"{stack}-audit-{event.name}",
                alarm_description=f"{event.why} (CIS {event.cis})" if event.cis else event.why,
                metric_name=event.name,
                namespace=namespace,
                statistic="Sum",
                period=PERIOD_SECONDS,
                evaluation_periods=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                threshold=1,
                treat_missing_data="notBreaching",
                alarm_actions=[args.topic_arn],
                opts=pulumi.ResourceOptions(parent=self, depends_on=[metric]),
            )
        self.register_outputs({})
