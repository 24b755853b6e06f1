"""The settings of what guards an environment: who may, what is recorded, what watches, what brings it back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.backup_plan import LEAST_DAYS, Frequency, Lock, Retention
from components.detection_plan import PROTECTIONS, SCANS, Protection, Scan, Standard
from components.identity_trust import NOBODY, Trusted
from stacks.section import Section
from stacks.shapes import AccountId, Region

MOST_DAYS = 36_500
"""No lock of a vault lets backups be kept for longer (AWS Backup API Reference, "PutBackupVaultLockConfiguration")."""


class Access(Section):
    """Who may take which role. A role that nobody is named for is not made."""

    break_glass: tuple[AccountId, ...] = ()
    """Accounts whose users may break the glass, with a second factor that AWS itself has seen."""
    auditor: Trusted = NOBODY
    operator: Trusted = NOBODY
    developer: Trusted = NOBODY
    developer_reads_logs: bool = False
    """Only where no log can hold a health record."""
    unused_access_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Report access unused for so long, for about 0.20 USD a month for each role and user; the account owner's."""


class Logs(Section):
    """How long logs are kept in CloudWatch."""

    retention_days: Literal[30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] = (
        2192
    )
    """2192 days are six years: our choice, in line with 45 CFR 164.316(b)(2)(i)."""


class Audit(Section):
    """What is recorded of the account, and how the record is kept. For the stack that owns the account."""

    retention_days: Annotated[int, Field(ge=180, le=36_500)] = 2192
    """How long the archive keeps what the trail, AWS Config and access logs record: six years by default, our choice,
    in line with 45 CFR 164.316(b)(2)(i). Half of 180 days is the least that cold storage charges for."""
    object_lock: Literal["governance", "compliance"] = "governance"
    """Who may remove the trail's record before its time: those with a permission of their own, or nobody, root
    included. There is no way back from `compliance` until the retention is over."""
    data_events: bool = True
    """Whether each use of an S3 object or a Lambda function is recorded, at 0.10 USD for 100,000 events."""


class ThreatDetection(Section):
    """What looks for attackers and weaknesses. The account owner's: another stack's are of no effect."""

    protections: tuple[Protection, ...] = PROTECTIONS
    """GuardDuty's protection plans. Each costs by what it watches, and nothing where that is not there."""
    standards: tuple[Standard, ...] = ("foundational", "cis")
    """What Security Hub checks against; a check that several ask for is paid for once."""
    scans: tuple[Scan, ...] = SCANS
    """What Inspector searches for known vulnerabilities; each costs by the image, instance or function."""


class Backup(Section):
    """How long backups are kept, how firmly, and how often one is restored to see that it can be."""

    daily_days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 35
    """How long daily backups are kept."""
    monthly_days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = 365
    """How long monthly backups are kept."""
    cold_after_days: Annotated[int, Field(ge=1)] | None = None
    """When monthly backups move to cold storage: cheaper to keep, dearer to restore, and RDS has none."""
    lock: Lock = "governance"
    """DANGER: `compliance` CANNOT BE UNDONE, by nobody, once the cooling-off days are over: the vault and all in it
    stay, and are paid for, until the last backup has expired. Choose it in production only, and last."""
    lock_cooling_off_days: Annotated[int, Field(ge=3, le=36_500)] = 30
    """How long a `compliance` lock can still be taken off."""
    copy_region: Region | None = None
    """A second region that gets a copy of each backup; it costs the same storage again, and the transfer."""
    restore_test: Frequency = "weekly"
    """Each test pays for a database of the same size for some hours. A monthly one that never runs raises no alarm."""

    @property
    def retention(self) -> Retention:
        """The days of each kind of backup, checked together."""
        return Retention(
            daily_days=self.daily_days, monthly_days=self.monthly_days, cold_after_days=self.cold_after_days
        )

    @model_validator(mode="after")
    def _aws_would_take_it(self) -> Backup:
        _ = self.retention
        return self


class Safety(Section):
    """What stands in the way of losing data by mistake."""

    protect: bool = True
    """Pulumi refuses to delete stateful resources, and keeps them if they leave the program. Without it buckets, images
    and backups go with their bucket, repository and vault."""
    deletion_protection: bool = True
    """AWS refuses to delete the database and the load balancer."""
