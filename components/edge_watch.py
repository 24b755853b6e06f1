"""Alarms on the edge, in CloudFront's region, that notify the stack's owner."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudfront

from components.account import Account
from components.customer_key import customer_key
from components.edge_symptoms import EdgeWatched, edge_symptoms
from components.key_policy import used_to_publish
from components.notifications import Notifications, NotificationsArgs
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs


@dataclass(frozen=True, kw_only=True)
class EdgeWatchArgs:
    """What is watched, and who is notified."""

    account: Account
    """Its region is CloudFront's."""
    watched: EdgeWatched
    topic_arn: pulumi.Input[str] | None
    """The stack's topic, if it is in the same region: an alarm can notify no other. None creates a topic here."""
    email: str
    team: str
    protect: bool


class EdgeWatch(pulumi.ComponentResource):
    """Alarms on a distribution, on its way to the load balancer and on its certificate.

    Creates the subscription to additional metrics, at a price (Amazon CloudFront Developer Guide, "View CloudFront and
    edge function metrics", additional metrics): latency and cache hit rate; the alarms; and, for a stack in another
    region, a topic with a key of its own, to which the owner is subscribed a second time. Forwarding the alarms to the
    stack's topic by EventBridge would take two rules, a role and a dead-letter queue.
    """

    def __init__(self, name: str, args: EdgeWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:EdgeWatch", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        measured = cloudfront.MonitoringSubscription(
            name,
            distribution_id=args.watched.distribution_id,
            monitoring_subscription={
                "realtime_metrics_subscription_config": {"realtime_metrics_subscription_status": "Enabled"}
            },
            opts=self._below,
        )
        SymptomAlarms(
            f"{name}-alarms",
            SymptomAlarmsArgs(
                symptoms=tuple(edge_symptoms(args.watched)),
                topic_arn=self._topic() if args.topic_arn is None else args.topic_arn,
                team=args.team,
            ),
            self._below,
        )
        self.register_outputs({"measured": measured.id})

    def _topic(self) -> pulumi.Output[str]:
        args = self._args
        key = customer_key(
            f"{self._name}-notifications",
            "edge-notifications",
            "alarms of the edge",
            *used_to_publish(args.account, "cloudwatch"),
            account=args.account,
            protect=args.protect,
            parent=self,
        )
        told = NotificationsArgs(account=args.account, key_arn=key.arn, email=args.email)
        return Notifications(f"{self._name}-notifications", told, self._below).topic.arn
