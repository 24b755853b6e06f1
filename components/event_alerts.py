"""Events that somebody must hear of, sent to a topic, and what became of those that could not be sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, sqs

from components.account import Account
from components.names import physical_name
from components.policy_document import Document, policy

EventPattern = Mapping[str, Any]
LONGEST_RETENTION_SECONDS = 14 * 24 * 60 * 60
"""The longest that SQS keeps a message."""
FIVE_MINUTES = 300


@dataclass(frozen=True, kw_only=True)
class EventAlertsArgs:
    """Which events are sent where."""

    account: Account
    patterns: Mapping[str, EventPattern]
    """Patterns of events, each by a short name for what it catches."""
    topic_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    """The key of notifications: undelivered ones are encrypted with it too."""


class EventAlerts(pulumi.ComponentResource):
    """EventBridge rules that send events to a topic.

    Creates a rule and a target for each pattern; a queue for events that EventBridge could not deliver within its 24
    hours of attempts (Amazon EventBridge User Guide, "Using dead-letter queues to process undelivered events"), to
    which only these rules can send; and an alarm for anything in that queue. The rules' and the queue's names are
    chosen here, so that the queue's policy is known, and judged, before anything is deployed.
    """

    undelivered: sqs.Queue

    def __init__(self, name: str, args: EventAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:EventAlerts", name, None, opts)
        self._name, self._args = name, args
        self._prefix = physical_name(name)
        self.undelivered = self._queue()
        for event, pattern in args.patterns.items():
            self._send(event, pattern)
        self.register_outputs({"undelivered": self.undelivered.arn})

    def _send(self, event: str, pattern: EventPattern) -> None:
        rule = cloudwatch.EventRule(
            f"{self._name}-{event}",
            name=f"{self._prefix}-{event}",
            event_pattern=json.dumps(pattern),
            opts=pulumi.ResourceOptions(parent=self),
        )
        cloudwatch.EventTarget(
            f"{self._name}-{event}",
            rule=rule.name,
            arn=self._args.topic_arn,
            dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=self.undelivered.arn),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _queue(self) -> sqs.Queue:
        account, queue_name = self._args.account, f"{self._prefix}-undelivered"
        rules = [account.arn("events", f"rule/{self._prefix}-{event}") for event in self._args.patterns]
        queue = sqs.Queue(
            f"{self._name}-undelivered",
            name=queue_name,
            kms_master_key_id=self._args.key_arn,
            message_retention_seconds=LONGEST_RETENTION_SECONDS,
            policy=json.dumps(queue_policy(account.arn("sqs", queue_name), rules)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        cloudwatch.MetricAlarm(
            f"{self._name}-undelivered",
            alarm_description="Alerts could not be delivered and wait in their queue",
            namespace="AWS/SQS",
            metric_name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": queue_name},
            statistic="Maximum",
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            period=FIVE_MINUTES,
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=[self._args.topic_arn],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return queue


def queue_policy(queue_arn: str, rule_arns: Iterable[str]) -> Document:
    """Return who may send to the queue: EventBridge, for these rules. Nobody uses it without TLS."""
    return policy(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": queue_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "UndeliveredEventsOfTheseRules",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
        },
    )
