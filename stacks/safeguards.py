"""The settings of an environment's safeguards: access, audit, threat detection, backup and deletion protection."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.backup_plan import LEAST_DAYS, Frequency, Lock, Retention
from components.detection_plan import PROTECTIONS, SCANS, Protection, Scan, Standard
from components.identity_trust import NOBODY, Trusted
from stacks.section import Section
from stacks.shapes import AccountId, Region

MOST_DAYS = 36_500
"""The longest retention that a vault lock allows (AWS Backup API Reference, "PutBackupVaultLockConfiguration")."""


class AccessSettings(Section):
    """Who may assume which role. A role for which nobody is named is not created."""

    break_glass: tuple[AccountId, ...] = ()
    """Accounts whose IAM users may assume the emergency role, with MFA."""
    auditor: Trusted = NOBODY
    """May read all configuration, but no data."""
    operator: Trusted = NOBODY
    """May read configuration and logs, restart and scale, but read no data."""
    developer: Trusted = NOBODY
    """May read configuration, and logs if `developer_reads_logs` allows it."""
    developer_reads_logs: bool = False
    """Allow it only where no log can hold health records."""
    unused_access_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Report access that was unused for so many days, for about 0.20 USD a month for each role and user. Only takes
    effect in the stack that owns the account."""


class LogsSettings(Section):
    """Logs in CloudWatch."""

    retention_days: Literal[30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] = (
        2192
    )
    """How long logs are retained. 2192 days are six years: our choice, in line with 45 CFR 164.316(b)(2)(i)."""


class AuditSettings(Section):
    """The audit records of the account. Only takes effect in the stack that owns the account."""

    retention_days: Annotated[int, Field(ge=180, le=36_500)] = 2192
    """How long the archive retains the records of the trail, AWS Config and access logs: six years by default, our
    choice, in line with 45 CFR 164.316(b)(2)(i). Half of 180 days is the minimum storage duration of cold storage."""
    object_lock: Lock = "governance"
    """Who may delete the trail's records before their retention ends: with `governance`, principals with a special
    permission; with `compliance`, nobody, root included. `compliance` cannot be undone until the retention ends."""
    data_events: bool = True
    """Whether each use of an S3 object or a Lambda function is recorded, at 0.10 USD for 100,000 events."""


class ThreatDetectionSettings(Section):
    """Detection of attacks and vulnerabilities. Only takes effect in the stack that owns the account."""

    protections: tuple[Protection, ...] = PROTECTIONS
    """GuardDuty's protection plans. Each costs by usage, and nothing without resources of its kind."""
    standards: tuple[Standard, ...] = ("foundational", "cis")
    """The standards of Security Hub; a check of several standards is paid for once."""
    scans: tuple[Scan, ...] = SCANS
    """What Inspector scans for known vulnerabilities; each costs by image, instance or function."""


class BackupSettings(Section):
    """Retention, lock, copies and restore tests of backups."""

    daily_days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 35
    """How long daily backups are retained."""
    monthly_days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 365
    """How long monthly backups are retained."""
    cold_after_days: Annotated[int, Field(ge=1)] | None = None
    """Days until monthly backups move to cold storage: cheaper to store, more expensive to restore; RDS has none."""
    lock: Lock = "governance"
    """DANGER: `compliance` CANNOT BE UNDONE BY ANYONE after the cooling-off days: the vault and its backups stay,
    and are paid for, until the last backup has expired. Set it in production only, and last."""
    lock_cooling_off_days: Annotated[int, Field(ge=3, le=36_500)] = 30
    """Days in which a `compliance` lock can still be removed."""
    copy_region: Region | None = None
    """A second region with a copy of each backup; it costs the same storage again, and the transfer."""
    restore_test: Frequency = "weekly"
    """How often a restore is tested. Each test pays for a database of the same size for some hours. A monthly test
    that never runs raises no alarm."""

    @property
    def retention(self) -> Retention:
        """The days of each kind of backup, checked together."""
        return Retention(
            daily_days=self.daily_days, monthly_days=self.monthly_days, cold_after_days=self.cold_after_days
        )

    @model_validator(mode="after")
    def _aws_would_take_it(self) -> BackupSettings:
        _ = self.retention
        return self


class SafetySettings(Section):
    """Protection against deleting data by mistake."""

    protect: bool = True
    """Pulumi refuses to delete stateful resources, and retains them if they are removed from the program. If off,
    objects, images and backups are deleted with their bucket, repository and vault."""
    deletion_protection: bool = True
    """AWS refuses to delete the database and the load balancer."""
