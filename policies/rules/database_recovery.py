"""Rules for what keeps a database, and brings it back: backups, protection, standbys, upgrades."""

from __future__ import annotations

from policies.databases import ALL, CLUSTER, INSTANCE, MEMBER, is_replica, members, of_its_source
from policies.environment import is_development
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

LEAST_RETENTION_DAYS = 7


@resource_rule(
    *ALL,
    severity=Severity.CRITICAL,
    fix=f"Set `backup_retention_period` to {LEAST_RETENTION_DAYS} to 35.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
)
def database_backed_up(database: Resource) -> Verdict:
    """A database can be brought back to any moment of the last seven days or more."""
    if is_replica(database):
        return of_its_source("backups")
    days = database.get("backupRetentionPeriod", 0)
    return None if days >= LEAST_RETENTION_DAYS else f"backups are kept for {days:g} days"


@resource_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.MEDIUM,
    fix="Set `delete_automated_backups=False`.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
)
def database_backups_outlast_it(database: Resource) -> Verdict:
    """The backups of a deleted database are kept until they expire."""
    if is_replica(database):
        return of_its_source("backups")
    return "they are deleted with it" if database.get("deleteAutomatedBackups", True) else None


@resource_rule(
    *ALL,
    severity=Severity.HIGH,
    fix="Set `deletion_protection=True`. To take it down, turn that off by one update without the policy pack: "
    "while a rule fails below layer 2, no exception opens that.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
)
def database_deletion_protected(database: Resource) -> Verdict:
    """AWS refuses to delete a database, whoever asks."""
    return None if database.get("deletionProtection", False) else "deletion protection is off"


@resource_rule(
    *ALL,
    severity=Severity.HIGH,
    fix="Leave `skip_final_snapshot` off and name the snapshot in `final_snapshot_identifier`.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
)
def database_keeps_final_snapshot(database: Resource) -> Verdict:
    """A database leaves a snapshot behind when it is deleted."""
    if is_replica(database):
        return NotApplicable("RDS takes no final snapshot of a read replica")
    if database.get("skipFinalSnapshot", False):
        return "the final snapshot is skipped"
    return None if database.has("finalSnapshotIdentifier") else "the final snapshot has no name, so deletion fails"


@stack_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.HIGH,
    fix="Set `multi_az=True`; give an Aurora cluster a second instance.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
)
def database_survives_zone(database: Resource, stack: Stack) -> Verdict:
    """A database outside of development goes on when an availability zone is lost."""
    if is_development(stack):
        return NotApplicable("a development environment may stand still while a zone is lost")
    if is_replica(database):
        return NotApplicable("a read replica may be lost: its source must go on")
    if database.type == INSTANCE:
        return None if database.get("multiAz", False) else "it is in one zone"
    if database.has("dbClusterInstanceClass"):  # a Multi-AZ DB cluster always has its three instances in three zones
        return None
    count = len(members(database, stack))
    return None if count >= 2 else f"the cluster has {count} instance(s)"


@resource_rule(
    INSTANCE,
    MEMBER,
    severity=Severity.MEDIUM,
    fix="Leave `auto_minor_version_upgrade` on.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
)
def database_takes_minor_upgrades(database: Resource) -> Verdict:
    """A database takes minor versions, which close vulnerabilities, by itself."""
    return None if database.get("autoMinorVersionUpgrade", True) else "minor upgrades are off"
