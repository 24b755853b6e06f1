"""The settings of what watches over an environment, and of what brings it back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.backup_plan import LEAST_DAYS, Frequency, Lock, Retention
from components.detection_plan import PROTECTIONS, SCANS, Protection, Scan, Standard
from stacks.section import Region, Section


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

    daily_days: Annotated[int, Field(ge=LEAST_DAYS)] = 35
    monthly_days: Annotated[int, Field(ge=LEAST_DAYS)] = 365
    cold_after_days: Annotated[int, Field(ge=1)] | None = None
    """When monthly backups move to cold storage: cheaper to keep, dearer to restore, and RDS has none."""
    lock: Lock = "governance"
    """DANGER: `compliance` CANNOT BE UNDONE, by nobody, once the cooling-off days are over: the vault and all in it
    stay, and are paid for, until the last backup has expired. Choose it in production only, and last."""
    lock_cooling_off_days: Annotated[int, Field(ge=3, le=36_500)] = 30
    copy_region: Region | None = None
    """A second region that gets a copy of each backup; it costs the same storage again, and the transfer."""
    restore_test: Frequency = "weekly"
    """Each test pays for a database of the same size for some hours."""

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
