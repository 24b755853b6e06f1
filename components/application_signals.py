"""Application Signals, which an account enables once."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudcontrol, cloudwatch

from components.kept import kept
from components.log_keeping import LogKeeping
from components.task_collector import SIGNALS_LOG_GROUP

DISCOVERY = "AWS::ApplicationSignals::Discovery"


@dataclass(frozen=True, kw_only=True)
class ApplicationSignalsArgs:
    """How the data of services is encrypted and retained."""

    logs: LogKeeping
    protect: bool


class ApplicationSignals(pulumi.ComponentResource):
    """Application Signals for an account and region, with a log group that AWS would create without a key.

    Creates the log group of all services' metrics, encrypted and with a retention; and the discovery of services, with
    which AWS creates the role `AWSServiceRoleForCloudWatchApplicationSignals` (CloudFormation Template Reference,
    `AWS::ApplicationSignals::Discovery`). The provider has no resource for it, so it is created through Cloud Control.
    AWS cannot disable it: destroying it leaves discovery on.
    """

    log_group: cloudwatch.LogGroup

    def __init__(self, name: str, args: ApplicationSignalsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ApplicationSignals", name, None, opts)
        self.log_group = cloudwatch.LogGroup(name, args.logs.group(SIGNALS_LOG_GROUP), kept(self, protect=args.protect))
        cloudcontrol.Resource(
            name,
            type_name=DISCOVERY,
            desired_state="{}",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.log_group]),
        )
        self.register_outputs({})
