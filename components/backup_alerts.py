"""Who hears that a backup failed, or that none was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.account import Account
from components.event_alerts import EventAlerts, EventAlertsArgs

A_DAY = 24 * 60 * 60
FAILED = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")
FAILURES: dict[str, dict[str, Any]] = {
    "job-failed": {
        "source": ["aws.backup"],
        "detail-type": ["Backup Job State Change"],
        "detail": {"state": list(FAILED)},
    },
    "copy-failed": {
        "source": ["aws.backup"],
        "detail-type": ["Copy Job State Change"],
        "detail": {"state": list(FAILED)},
    },
    "restore-failed": {
        "source": ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        "detail": {"status": list(FAILED)},
    },
}
"""AWS Backup Developer Guide, "Monitoring AWS Backup events using Amazon EventBridge": some say state, some status."""


@dataclass(frozen=True, kw_only=True)
class BackupAlertsArgs:
    """Which vault is watched, and where to tell."""

    account: Account
    vault_name: str
    topic_arn: pulumi.Input[str]
    notifications_key_arn: pulumi.Input[str]


class BackupAlerts(pulumi.ComponentResource):
    """Alerts for every backup, copy or restore that fails, and for backups that do not happen.

    Creates EventBridge rules for failed jobs, which tell of more than a vault's own notifications do (AWS Backup
    Developer Guide, "Monitoring AWS Backup events using Amazon EventBridge"), and an alarm for when no backup was
    completed for two days: a job that never starts fails nothing.
    """

    def __init__(self, name: str, args: BackupAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:BackupAlerts", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        EventAlerts(
            name,
            EventAlertsArgs(
                account=args.account,
                patterns=FAILURES,
                topic_arn=args.topic_arn,
                key_arn=args.notifications_key_arn,
            ),
            below,
        )
        cloudwatch.MetricAlarm(
            f"{name}-silent",
            alarm_description="No backup was completed for two days",
            namespace="AWS/Backup",
            metric_name="NumberOfBackupJobsCompleted",
            dimensions={"BackupVaultName": args.vault_name},
            statistic="Sum",
            comparison_operator="LessThanThreshold",
            threshold=1,
            period=A_DAY,
            evaluation_periods=2,
            treat_missing_data="breaching",
            alarm_actions=[args.topic_arn],
            opts=below,
        )
        self.register_outputs({})
