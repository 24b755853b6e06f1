"""What an account needs once, before Application Signals takes in what its services send."""

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
    """By which key, and how long, what services send is kept."""

    logs: LogKeeping
    protect: bool


class ApplicationSignals(pulumi.ComponentResource):
    """Application Signals, turned on for an account and region, with a log group that AWS would make without a key.

    Creates the log group in which all services' metrics arrive, encrypted and with a retention; and the discovery of
    services, with which AWS makes the role `AWSServiceRoleForCloudWatchApplicationSignals` (CloudFormation Template
    Reference, `AWS::ApplicationSignals::Discovery`). The provider knows no resource of its own for it, so it is made
    through Cloud Control. AWS offers no way back: destroying it leaves discovery on.
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
