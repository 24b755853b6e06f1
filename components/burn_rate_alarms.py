"""Alarms for an objective that is being missed: each of two windows, which must agree."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.names import physical_name
from components.objective import BURNS, windows
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs


@dataclass(frozen=True, kw_only=True)
class BurnRateAlarmsArgs:
    """What is promised, where it is measured, and who is told."""

    objective: float
    """The share of requests that must not fail."""
    load_balancer_suffix: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    team: str


class BurnRateAlarms(pulumi.ComponentResource):
    """Two alarms for each burn rate of components/objective.py, and a composite alarm that joins them and tells.

    The windows themselves tell nobody: one without the other is a moment's trouble, or one that has passed.
    """

    names: tuple[str, ...]
    """Of the composite alarms, plain text."""

    def __init__(self, name: str, args: BurnRateAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:BurnRateAlarms", name, None, opts)
        prefix = physical_name()
        names = []
        for burn in BURNS:
            measured = SymptomAlarms(
                f"{name}-{burn.name}",
                SymptomAlarmsArgs(
                    symptoms=windows(args.objective, burn, args.load_balancer_suffix),
                    topic_arn=None,
                    team=args.team,
                ),
                pulumi.ResourceOptions(parent=self),
            )
            composite = f"{prefix}-objective-{burn.name}"
            cloudwatch.CompositeAlarm(
                f"objective-{burn.name}",
                alarm_name=composite,
                alarm_description=(
                    f"{burn.urgency.capitalize()}: {burn.spent:.0%} of the month's budget of failures is spent, at "
                    f"{burn.rate:g} times the rate at which it would last the month"
                ),
                alarm_rule=" AND ".join(f'ALARM("{each}")' for each in measured.names),
                alarm_actions=[args.topic_arn],
                ok_actions=[args.topic_arn],
                tags={"Owner": args.team},
                opts=pulumi.ResourceOptions(parent=self, depends_on=[measured]),
            )
            names.append(composite)
        self.names = tuple(names)
        self.register_outputs({})
