"""How logs are kept in CloudWatch: no group of them is without a key of ours, or without an end."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch


@dataclass(frozen=True, kw_only=True)
class LogKeeping:
    """By which key logs are encrypted, and for how many days they are kept."""

    key_arn: pulumi.Input[str]
    retention_days: int

    def group(self, name: str) -> cloudwatch.LogGroupArgs:
        """Return what a log group of this name is made with.

        It is made by the component that it belongs to, which is then what the report names as its source.
        """
        return cloudwatch.LogGroupArgs(name=name, kms_key_id=self.key_arn, retention_in_days=self.retention_days)
