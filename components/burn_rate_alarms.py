"""Alarms on the burn rate of an objective's error budget, each of two windows that must agree."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.names import physical_name
from components.objective import BURNS, windows
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs


@dataclass(frozen=True, kw_only=True)
class BurnRateAlarmsArgs:
    """The objective, the load balancer that measures it, and who is notified."""

    objective: float
    """The share of requests that must not fail."""
    load_balancer_suffix: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    team: str


class BurnRateAlarms(pulumi.ComponentResource):
    """Two alarms for each burn rate of components/objective.py, and a composite alarm that notifies if both are raised.

    The alarms on the windows notify nobody: one without the other is a short problem, or a past one.
    """

    names: tuple[str, ...]
    """The names of the composite alarms, in plain text."""

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
