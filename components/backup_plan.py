"""When backups are taken, how long they are kept, and what a vault's lock has to allow for that: plain data.

All times are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Frequency = Literal["weekly", "monthly"]
Lock = Literal["governance", "compliance"]

TAG = "Backup"
"""The tag by which a resource asks for a plan: `Backup=daily` or `Backup=continuous`."""
LEAST_DAYS = 7
CONTINUOUS_DAYS = 35
"""How far back a continuous backup reaches at most (AWS Backup Developer Guide, "Continuous backups and PITR")."""
COLD_DAYS = 90
"""How long a backup stays in cold storage at least (AWS Backup Developer Guide, "Lifecycle")."""
DAILY = "cron(0 5 ? * * *)"
MONTHLY = "cron(0 8 1 * ? *)"
BACKUP_WINDOW = "22:30-23:00"
MAINTENANCE_WINDOW = "sun:00:00-sun:01:00"
"""When RDS takes its own backup of a database, each day, and when it maintains one, each week.

AWS Backup fails to start a job within either window or in the hour before it (AWS Backup Developer Guide, "AWS Backup
metrics with Amazon CloudWatch", `NumberOfBackupJobsFailed`). Unless told otherwise RDS chooses both at random from a
block of eight hours, which in many regions holds our schedules (Amazon RDS User Guide, "Backup window": 03:00 to 11:00
in us-east-1). RDS takes windows of 30 minutes or more that do not overlap.
"""
COMPLETION_MINUTES = 7 * 24 * 60
"""How long after its schedule AWS Backup gives a job up that has not ended. The provider would give it up after three
hours (it plans 180 minutes), and a first backup of a large bucket or database takes longer."""
RESTORES: dict[Frequency, str] = {"weekly": "cron(0 10 ? * WED *)", "monthly": "cron(0 10 2 * ? *)"}
"""The weekly one in the middle of a week: a test that takes long is still of the same calendar week, of which
components/backup_alerts.py expects one."""
RESTORE_WINDOW_DAYS: dict[Frequency, int] = {"weekly": 7, "monthly": 31}
"""From how many days back a restore test draws its backup: those since the last test."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long backups are kept, in days. Raises `ValueError` for what AWS Backup would refuse."""

    daily_days: int
    monthly_days: int
    cold_after_days: int | None = None
    """When monthly backups move to cold storage, of those services that have one; the others ignore it."""

    def __post_init__(self) -> None:
        if self.daily_days < LEAST_DAYS:
            raise ValueError(f"daily_days: must be {LEAST_DAYS} or more")
        if self.monthly_days < self.daily_days:
            raise ValueError(f"monthly_days: must be {self.daily_days} or more: not less than daily_days")
        if self.cold_after_days is not None and self.monthly_days < self.cold_after_days + COLD_DAYS:
            raise ValueError(
                f"monthly_days: must be {self.cold_after_days + COLD_DAYS} or more with cold_after_days: "
                f"{self.cold_after_days}, because backups stay in cold storage for {COLD_DAYS} days at least"
            )


@dataclass(frozen=True, kw_only=True)
class BackupRule:
    """One rule of a plan."""

    name: str
    schedule: str
    keep_days: int
    cold_after_days: int | None = None
    continuous: bool = False


def backup_plans(retention: Retention) -> dict[str, tuple[BackupRule, ...]]:
    """Return the rules of each plan, by the value of the tag that asks for it.

    They are two, because a continuous backup takes over the retention and the window of a database's own backups
    (AWS Backup Developer Guide, "Continuous backups and PITR", RDS): ours has point-in-time recovery already, by
    the settings of the database, and two programs must not set the same thing.
    """
    monthly = BackupRule(
        name="monthly",
        schedule=MONTHLY,
        keep_days=retention.monthly_days,
        cold_after_days=retention.cold_after_days,
    )
    daily = BackupRule(name="daily", schedule=DAILY, keep_days=retention.daily_days)
    continuous = BackupRule(
        name="continuous", schedule=DAILY, keep_days=min(retention.daily_days, CONTINUOUS_DAYS), continuous=True
    )
    return {"daily": (daily, monthly), "continuous": (continuous, monthly)}


def lock_bounds(rules: Iterable[BackupRule]) -> tuple[int, int]:
    """Return the shortest and the longest retention, in days, that the lock of these rules' vault must allow.

    A lock refuses a backup that would be kept for less or for longer, so nobody can take one that expires tomorrow.
    """
    kept = [rule.keep_days for rule in rules]
    return min(kept), max(kept)
