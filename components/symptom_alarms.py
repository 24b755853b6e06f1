"""Alarms on symptoms, which notify a team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.names import physical_name
from components.symptom import Comparison, Metric, Symptom

OPERATORS: dict[Comparison, str] = {
    "above": "GreaterThanThreshold",
    "at least": "GreaterThanOrEqualToThreshold",
    "below": "LessThanThreshold",
}


@dataclass(frozen=True, kw_only=True)
class SymptomAlarmsArgs:
    """The symptoms, and who is notified."""

    symptoms: Sequence[Symptom]
    topic_arn: pulumi.Input[str] | None
    """None for alarms that only a composite alarm uses."""
    team: str


class SymptomAlarms(pulumi.ComponentResource):
    """An alarm for each symptom, named `<project>-<stack>-<symptom>`, which notifies when it begins and when it ends.

    A percentile of few requests means little, and does not change the alarm's state (CloudWatch User Guide,
    "Percentile-based alarms and low data samples").
    """

    names: tuple[str, ...]
    """Plain text."""

    def __init__(self, name: str, args: SymptomAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:SymptomAlarms", name, None, opts)
        topics = [args.topic_arn] if args.topic_arn is not None else None
        for symptom in args.symptoms:
            cloudwatch.MetricAlarm(
                symptom.name,
                name=alarm_name(symptom),
                alarm_description=symptom.description,
                comparison_operator=OPERATORS[symptom.comparison],
                threshold=symptom.threshold,
                evaluation_periods=symptom.periods,
                datapoints_to_alarm=symptom.periods,
                treat_missing_data=symptom.missing,
                alarm_actions=topics,
                ok_actions=topics,
                **(_expressed(symptom) if symptom.expressions else _plain(symptom)),
                tags={"Owner": args.team},
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.names = tuple(map(alarm_name, args.symptoms))
        self.register_outputs({})


def alarm_name(symptom: Symptom) -> str:
    """Return the name of the alarm on a symptom in the running stack."""
    return physical_name(symptom.name)


def _plain(symptom: Symptom) -> dict[str, Any]:
    (metric,) = symptom.metrics
    statistic = (
        {"extended_statistic": metric.statistic, "evaluate_low_sample_count_percentiles": "ignore"}
        if metric.is_percentile
        else {"statistic": metric.statistic}
    )
    return {**_of(metric, symptom.period), **statistic}


def _expressed(symptom: Symptom) -> dict[str, Any]:
    expressions = dict(symptom.expressions or {})
    compared = [*expressions][-1]
    return {
        "metric_queries": [
            *(
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id=id_, expression=text, label=id_.capitalize(), return_data=id_ == compared
                )
                for id_, text in expressions.items()
            ),
            *(
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id=metric.id,
                    metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                        **_of(metric, symptom.period), stat=metric.statistic
                    ),
                    return_data=False,
                )
                for metric in symptom.metrics
            ),
        ]
    }


def _of(metric: Metric, period: int) -> dict[str, Any]:
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions),
        "period": period,
    }
