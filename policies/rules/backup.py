"""Rules for backups: that all data has them, that they outlast an intruder, and that they can be restored."""

from __future__ import annotations

import re

from policies.alerts import unheard
from policies.backups import (
    AIR_GAPPED_VAULT,
    LEAST_DAYS,
    LOCK,
    PLAN,
    STORES,
    TESTING_PLAN,
    VAULT,
    backed_up,
    backed_up_by_aws,
    unselected,
)
from policies.confinement import stranger_let_in
from policies.databases import is_replica, of_its_source
from policies.denials import denies_everybody
from policies.documents import Statement, listed, statements
from policies.joined import joined
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.schedules import days_between
from policies.some import some
from policies.types import VAULT_NOTIFICATIONS
from policies.view import STACK_TYPE, Resource, Stack

POLICY = "aws:backup/vaultPolicy:VaultPolicy"
DAILY = "cron(0 5 ? * * *)"
"""When a rule of a plan runs that has no schedule (AWS Backup Developer Guide, API, `BackupRule`)."""
DELETE = "backup:DeleteRecoveryPoint"
SPARED = {
    "aws:principalarn": re.compile(r"arn:[^*?]+(/[^*?/]+|:root)$|arn:[^*?]+:(role|user|assumed-role)/[^*?]"),
    "aws:userid": re.compile(r"[^*?]+$|A[A-Z0-9]{15,}:"),
}
"""How a condition names those whom a denial spares: one by one, or whoever has a name that begins so."""


@stack_rule(
    *STORES,
    severity=Severity.HIGH,
    fix="Tag it for a backup plan (`Backup=daily`), or name its ARN in an `aws.backup.Selection`.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
)
def data_backed_up(store: Resource, stack: Stack) -> Verdict:
    """Whatever keeps data is backed up by a plan, into a vault that its own administrators cannot empty."""
    return of_its_source("backups") if is_replica(store) else unselected(store, stack)


@stack_rule(
    *STORES,
    severity=Severity.MEDIUM,
    fix='Give its plan a rule with a schedule that comes round each day, such as "cron(0 5 ? * * *)".',
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html",
)
def data_backed_up_daily(store: Resource, stack: Stack) -> Verdict:
    """What is backed up by a plan is backed up every day, so that a day's work is the most that can be lost."""
    if is_replica(store):
        return of_its_source("backups")
    if unselected(store, stack):
        return NotApplicable("no backup plan selects it")
    daily = backed_up_by_aws(store, stack) or backed_up(store, stack, _runs_daily)
    return None if daily else "no rule of its plans comes round each day"


def _runs_daily(plan: Resource) -> bool:
    return some(
        lambda rule: days_between(rule.get("schedule", DAILY), f"{rule.path}.schedule") == 1,
        plan.items("rules"),
    )


@stack_rule(
    VAULT,
    AIR_GAPPED_VAULT,
    severity=Severity.HIGH,
    fix="Set `kms_key_arn` (`encryption_key_arn` of an air-gapped vault) to the backup key.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html",
)
def backup_vault_encrypted_with_own_key(vault: Resource, _stack: Stack) -> Verdict:
    """A backup vault is encrypted with a key of our own."""
    return not_own_key(vault, "kmsKeyArn" if vault.type == VAULT else "encryptionKeyArn")


@stack_rule(
    VAULT,
    severity=Severity.HIGH,
    fix=f"Add a VaultLockConfiguration with `min_retention_days` of {LEAST_DAYS} or more.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
)
def backup_vault_locked(vault: Resource, stack: Stack) -> Verdict:
    """A backup vault takes no backup that would be gone within a week, and lets none be deleted before its time."""
    locks = joined(stack, vault, LOCK, "backupVaultName")

    def problem(lock: Resource) -> str | None:
        days = lock.get("minRetentionDays", 0)
        return None if days >= LEAST_DAYS else f"its lock allows backups to be kept for only {days:g} days"

    return first_problem(problem, locks) if locks else "no VaultLockConfiguration refers to it"


@stack_rule(
    VAULT,
    severity=Severity.MEDIUM,
    fix=f"Add a VaultPolicy that denies `{DELETE}` to everybody; backups still expire by their plan.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
)
def backup_vault_refuses_deletion(vault: Resource, stack: Stack) -> Verdict:
    """A backup vault's policy denies everybody to delete a backup, but for those whom it names."""
    policies = joined(stack, vault, POLICY, "backupVaultName")
    if not policies:
        return "no VaultPolicy refers to it"
    denied = some(lambda one: any(map(_denies_deletion, statements(one.document("policy")))), policies)
    return None if denied else f"its policy does not deny {DELETE}"


def _denies_deletion(statement: Statement) -> bool:
    whatever = "*" in listed(statement.raw.get("Resource"))
    only_spares = all(
        operator.startswith(("ArnNot", "StringNot")) and key in SPARED and all(map(SPARED[key].match, values))
        for operator, key, values in statement.conditions()
    )
    return denies_everybody(statement, DELETE) and whatever and only_spares


@resource_rule(
    POLICY,
    severity=Severity.CRITICAL,
    fix="Name the principals that may use the vault, or confine the statement to an account by its condition.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
)
def backup_vault_policy_confined(policy: Resource) -> Verdict:
    """A backup vault's policy lets nobody in whom it does not name, by principal or by account."""
    return stranger_let_in(statements(policy.document("policy")))


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Send the events of `aws.backup` to a topic by an EventRule, or add VaultNotifications.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html",
)
def backup_failures_reported(_root: Resource, stack: Stack) -> Verdict:
    """Somebody hears of a backup that fails, and of its copy and of the test of restoring it, where there are such."""
    plans = stack.of(PLAN)
    if not plans:
        return NotApplicable("it has no backup plan")
    copied = any(rule.has("copyActions") for plan in plans for rule in plan.items("rules"))
    jobs = {"backup": True, "copy": copied, "restore": bool(stack.of(TESTING_PLAN))}

    def problem(job: str) -> str | None:
        told = some(lambda one: _tells_of_failures(one, job.upper()), stack.of(VAULT_NOTIFICATIONS))
        return None if told else unheard(stack, f"{job} jobs that fail")

    return first_problem(problem, [job for job, is_done in jobs.items() if is_done])


def _tells_of_failures(notifications: Resource, job: str) -> bool:
    """AWS Backup Developer Guide, "Notification options with AWS Backup": what is completed may have failed."""
    telling = (f"{job}_JOB_FAILED", f"{job}_JOB_COMPLETED")
    return any(each in telling for each in notifications.get("backupVaultEvents", []))
