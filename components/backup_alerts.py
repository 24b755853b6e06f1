"""Who hears that a backup failed, or that none was made or restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.account import Account
from components.backup_plan import Frequency
from components.event_alerts import EventAlerts, EventAlertsArgs

A_DAY = 24 * 60 * 60
A_WEEK = 7 * A_DAY
"""The longest that an alarm looks back (Amazon CloudWatch API Reference, PutMetricAlarm)."""
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
    restore_test: Frequency


class BackupAlerts(pulumi.ComponentResource):
    """Alerts for every backup, copy or restore that fails, and for backups and restores that do not happen.

    Creates EventBridge rules for failed jobs, which tell of more than a vault's own notifications do (AWS Backup
    Developer Guide, "Monitoring AWS Backup events using Amazon EventBridge"), and an alarm for when no backup was
    completed for two days: a job that never starts fails nothing. Where restores are tested weekly, another alarm is
    for a calendar week in which no restore from the vault was completed.

    A MONTHLY RESTORE TEST THAT NEVER STARTS IS SILENT: no alarm looks back further than a week. Somebody has to look.
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
        silence: dict[str, Any] = {
            "namespace": "AWS/Backup",
            "dimensions": {"BackupVaultName": args.vault_name},
            "statistic": "Sum",
            "comparison_operator": "LessThanThreshold",
            "threshold": 1,
            "treat_missing_data": "breaching",
            "alarm_actions": [args.topic_arn],
            "opts": below,
        }
        cloudwatch.MetricAlarm(
            f"{name}-silent",
            alarm_description="No backup was completed for two days",
            metric_name="NumberOfBackupJobsCompleted",
            period=A_DAY,
            evaluation_periods=2,
            **silence,
        )
        if args.restore_test == "weekly":
            cloudwatch.MetricAlarm(
                f"{name}-restores-silent",
                alarm_description="No restore from the vault was completed in a calendar week",
                metric_name="NumberOfRestoreJobsCompleted",
                period=A_WEEK,
                evaluation_periods=1,
                # Tests are not a week apart to the minute: a window that slides would find none between two of them.
                evaluation_window={"wall_clock_window": {"timezone": "UTC"}},
                **silence,
            )
        self.register_outputs({})
