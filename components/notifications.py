"""Where alarms and findings go, and who reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import sns

from components.account import Account
from components.names import physical_name
from components.policy_document import Document, policy


@dataclass(frozen=True, kw_only=True)
class NotificationsArgs:
    """Who is told."""

    account: Account
    key_arn: pulumi.Input[str]
    email: str


class Notifications(pulumi.ComponentResource):
    """An encrypted topic for alarms and findings, to which its owner is subscribed by e-mail.

    Creates the topic, with the customer's key, without which neither alarms nor events could publish to it; a policy
    that denies what comes without TLS and admits CloudWatch alarms of the account and EventBridge, by which other
    services are heard; and the subscription, which its receiver has to confirm.
    """

    topic: sns.Topic

    def __init__(self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Notifications", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        topic_name = physical_name(name)
        self.topic = sns.Topic(name, name=topic_name, kms_master_key_id=args.key_arn, opts=below)
        sns.TopicPolicy(name, arn=self.topic.arn, policy=json.dumps(topic_policy(args.account, topic_name)), opts=below)
        sns.TopicSubscription(name, topic=self.topic.arn, protocol="email", endpoint=args.email, opts=below)
        self.register_outputs({"topic": self.topic.arn})


def topic_policy(account: Account, topic: str) -> Document:
    """Return who may publish to the topic, beside those whom the account's IAM policies let."""
    arn = account.arn("sns", topic)
    publish = {"Action": "sns:Publish", "Resource": arn}
    return policy(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            **publish,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "AlarmsOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            **publish,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account.id},
                "ArnLike": {"aws:SourceArn": account.arn("cloudwatch", "alarm:*")},
            },
        },
        # Without a condition: "You can't use `Condition` blocks in Amazon SNS topic policies for EventBridge" (its
        # User Guide, "Using resource-based policies"). What it publishes would be dropped without a word.
        {
            "Sid": "EventsOfRules",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            **publish,
        },
    )
