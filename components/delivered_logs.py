"""A log group into which AWS itself delivers what a service has to say."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.account import Account
from components.kept import kept
from components.log_keeping import LogKeeping
from components.policy_document import Document, policy


@dataclass(frozen=True, kw_only=True)
class DeliveredLogsArgs:
    """Where the records go, and how they are kept."""

    account: Account
    log_group: str
    """The name of the log group, chosen by the caller so that it is known before it exists."""
    logs: LogKeeping
    protect: bool


class DeliveredLogs(pulumi.ComponentResource):
    """An encrypted log group, and a policy on it that admits log deliveries of this account and no others.

    Without the policy AWS would add one of its own to a list of ten for the whole account (CloudWatch Logs User
    Guide, "Enable logging from AWS services").
    """

    group: cloudwatch.LogGroup

    def __init__(self, name: str, args: DeliveredLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DeliveredLogs", name, None, opts)
        self.group = cloudwatch.LogGroup(name, args.logs.group(args.log_group), kept(self, protect=args.protect))
        cloudwatch.LogResourcePolicy(
            name,
            resource_arn=self.group.arn,
            policy_document=json.dumps(delivery_policy(args.account, args.log_group)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"group": self.group.arn})


def delivery_policy(account: Account, log_group: str) -> Document:
    """Return who may write to the log group: AWS's log delivery, on behalf of this account."""
    return policy(
        {
            "Sid": "LogDeliveriesOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": account.arn("logs", f"log-group:{log_group}:*"),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account.id},
                "ArnLike": {"aws:SourceArn": account.arn("logs", "*")},
            },
        }
    )
