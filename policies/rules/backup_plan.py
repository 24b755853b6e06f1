"""Rules for backup plans: what they back up, when, where to, how long it is kept, and who hears if nothing comes."""

from __future__ import annotations

from functools import partial

from policies.backups import LEAST_DAYS, LOCK, PLAN, SELECTION, backed_up, own_vaults, unselected, vaults_filled
from policies.database_windows import too_near, windows
from policies.databases import ALL, CLUSTER, INSTANCE, engine, is_replica, of_its_source
from policies.joined import joined
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import Item, Resource, Stack
from policies.watching import raised_by_silence, watching

RESTORABLE_TO_A_MOMENT = (INSTANCE, CLUSTER)
"""Databases that AWS Backup backs up continuously (Developer Guide, "Continuous backups and point-in-time restore")."""
COMPLETED = ("NumberOfBackupJobsCompleted",)


@resource_rule(
    PLAN,
    severity=Severity.MEDIUM,
    fix=f"Set `delete_after` of each rule's lifecycle to {LEAST_DAYS} or more.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html",
)
def backup_plan_keeps_a_week(plan: Resource) -> Verdict:
    """Every backup of a plan is kept for a week or longer: a mistake is seldom noticed on the day it happens."""

    def problem(rule: Item) -> str | None:
        days = rule.get("lifecycle.deleteAfter", LEAST_DAYS)
        if days >= LEAST_DAYS:
            return None
        return f"rule {rule.get('ruleName', '')} keeps backups for {days:g} days"

    return first_problem(problem, plan.items("rules"))


@stack_rule(
    PLAN,
    severity=Severity.HIGH,
    fix="Add a `Selection` for the plan: tags, ARNs or conditions.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
)
def backup_plan_selects_something(plan: Resource, stack: Stack) -> Verdict:
    """A backup plan says what it backs up: without a selection it runs every night and saves nothing."""
    return None if joined(stack, plan, SELECTION, "planId") else "no Selection refers to it"


@stack_rule(
    PLAN,
    severity=Severity.HIGH,
    fix="Set `target_vault_name` of each rule to the name of a vault of this stack, which has a lock and a policy.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vaults.html",
)
def backup_plan_fills_own_vault(plan: Resource, stack: Stack) -> Verdict:
    """A plan's backups go to a vault that is declared with it, and judged, and not to one that AWS made."""

    def problem(rule: Item) -> str | None:
        if own_vaults(rule, plan, stack):
            return None
        return f"rule {rule.get('ruleName', '')} fills {rule.get('targetVaultName', '')}, which is not of this stack"

    return first_problem(problem, plan.items("rules"))


@stack_rule(
    PLAN,
    severity=Severity.HIGH,
    fix="Set `delete_after` of each rule, and of its copies, within the bounds of the lock of the vault it goes to.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
)
def backup_plan_meets_lock(plan: Resource, stack: Stack) -> Verdict:
    """A plan keeps backups for as long as its vault's lock asks for: the lock refuses any other."""
    locks = [lock for vault in vaults_filled(plan, stack) for lock in joined(stack, vault, LOCK, "backupVaultName")]
    bounds = [(lock.get("minRetentionDays", 0), lock.get("maxRetentionDays", 0)) for lock in locks]
    least, most = max((low for low, _ in bounds), default=0), min((high for _, high in bounds if high), default=0)

    def problem(kept: Item) -> str | None:
        days = kept.get("lifecycle.deleteAfter", 0)
        if most and not least <= (days or most + 1) <= most:
            return f"{kept.path} keeps backups {_for(days)}, and the lock takes {least:g} to {most:g} days"
        if days and days < least:
            return f"{kept.path} keeps backups {_for(days)}, and the lock takes {least:g} days or more"
        return None

    rules = plan.items("rules")
    copies = [copy for rule in rules for copy in plan.items(f"{rule.path}.copyActions")]
    return first_problem(problem, [*rules, *copies])


@stack_rule(
    PLAN,
    severity=Severity.HIGH,
    fix=f"Add an `aws.cloudwatch.MetricAlarm` of {COMPLETED[0]} by `BackupVaultName`, raised when it is too low or "
    'missing (`treat_missing_data="breaching"`).',
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html",
)
def backup_silence_raises_alarm(plan: Resource, stack: Stack) -> Verdict:
    """Somebody is told when a vault that a plan fills gets no backup any more: what never starts does not fail."""

    def problem(rule: Item) -> str | None:
        vaults = own_vaults(rule, plan, stack)
        if some(raised_by_silence, watching(stack, vaults, COMPLETED, BackupVaultName="name")):
            return None
        return f"no alarm is raised when the vault of rule {rule.get('ruleName', '')} gets no backup"

    return first_problem(problem, plan.items("rules"))


@stack_rule(
    *ALL,
    severity=Severity.HIGH,
    fix="Set `backup_window` and `maintenance_window` (of a cluster `preferred_…`; in UTC) so that no schedule of its "
    "plans is within one or in the hour before it.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html",
)
def backup_clear_of_windows(database: Resource, stack: Stack) -> Verdict:
    """No plan backs a database up within RDS's own windows, or in the hour before one, when AWS Backup fails to."""
    if is_replica(database):
        return of_its_source("backups")
    if unselected(database, stack):
        return NotApplicable("no backup plan selects it")
    if database.type == CLUSTER and engine(database).startswith("aurora"):
        return NotApplicable("of Aurora, AWS Backup makes backups at any time")
    if database.type in RESTORABLE_TO_A_MOMENT and backed_up(database, stack, _continuous):
        return NotApplicable("a continuous backup takes over the window of the database's own")
    told = windows(database)
    given = [window for window in told.values() if window]
    if backed_up(database, stack, lambda plan: some(partial(too_near, given), plan.items("rules"))):
        return f"a plan starts within {' or '.join(name for name in told if told[name])}, or in the hour before"
    missing = [name for name in told if not told[name]]
    return f"{' and '.join(missing)} not given: RDS chooses at random" if missing else None


def _continuous(plan: Resource) -> bool:
    return some(lambda rule: bool(rule.get("enableContinuousBackup", False)), plan.items("rules"))


def _for(days: float) -> str:
    return f"for {days:g} days" if days else "for ever"
