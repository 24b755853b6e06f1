"""What watches a database from outside: its logs, and the metrics of its operating system."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam

from components.account import Account
from components.database_parameters import LOGS, log_group_name
from components.kept import kept
from components.log_keeping import LogKeeping
from components.policy_document import Document, service_trust

POLICY = "service-role/AmazonRDSEnhancedMonitoringRole"
"""RDS checks a monitoring role for exactly what this policy of AWS's own allows: writing metrics to RDS* log groups."""
METRICS = "RDSOSMetrics"
"""Where RDS writes the metrics of all operating systems (Amazon RDS User Guide, "Viewing OS metrics using CloudWatch
Logs")."""


@dataclass(frozen=True, kw_only=True)
class DatabaseMonitoringArgs:
    """Which instances are watched, and how long what they log is kept."""

    account: Account
    identifiers: Mapping[str, str]
    """The identifier in RDS of each instance, by its name in the program."""
    logs: LogKeeping
    boundary_arn: pulumi.Input[str]
    owns_account: bool
    """Whether this stack makes the log group of RDS's metrics, of which there is one in an account and region."""
    protect: bool


class DatabaseMonitoring(pulumi.ComponentResource):
    """The log groups of database instances, and the role with which RDS reports their metrics.

    Creates a log group, encrypted and with a retention, for each log of each instance; that of the metrics of all
    instances, where the stack owns its account; and the role for enhanced monitoring, which RDS may take on for these
    instances only (Amazon RDS User Guide, "Setting up and enabling Enhanced Monitoring", confused deputy). An instance
    that depends on this component starts after all of them: RDS would otherwise make the log groups itself, without a
    key of our own. An account in which an instance was monitored before has the group of metrics already: `pulumi
    import` it before the first deployment.
    """

    role: iam.Role

    def __init__(self, name: str, args: DatabaseMonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DatabaseMonitoring", name, None, opts)
        groups = {
            f"{instance}-{log}": log_group_name(identifier, log)
            for instance, identifier in args.identifiers.items()
            for log in LOGS
        }
        if args.owns_account:
            groups[f"{name}-metrics"] = METRICS
        for each, group in groups.items():
            cloudwatch.LogGroup(each, args.logs.group(group), kept(self, protect=args.protect))
        self.role = iam.Role(
            name,
            description="Lets RDS report operating system metrics of the database",
            assume_role_policy=json.dumps(monitoring_trust(args.account, args.identifiers.values())),
            permissions_boundary=args.boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        iam.RolePolicyAttachment(
            name,
            role=self.role.name,
            policy_arn=args.account.managed_policy_arn(POLICY),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"role": self.role.arn})


def monitoring_trust(account: Account, identifiers: Iterable[str]) -> Document:
    """Return who may take on the monitoring role: RDS, on behalf of these instances of this account."""
    instances = [account.arn("rds", f"db:{name}") for name in identifiers]
    return service_trust(f"monitoring.rds.{account.dns_suffix}", account, ArnEquals=instances)
