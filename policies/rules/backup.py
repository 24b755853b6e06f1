"""Rules for backups: that all data has them, that they outlast an intruder, and that they can be restored."""

from __future__ import annotations

from policies.alerts import unheard
from policies.backups import AIR_GAPPED_VAULT, PLAN, SELECTION, STORES, VAULT, unselected
from policies.confinement import stranger_let_in
from policies.databases import is_replica, of_its_source
from policies.documents import Statement, statements
from policies.joined import joined
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import STACK_TYPE, Item, Resource, Stack

LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
POLICY = "aws:backup/vaultPolicy:VaultPolicy"
NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications"
TESTING_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TESTING_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
LEAST_DAYS = 7
DELETE = "backup:DeleteRecoveryPoint"


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
    everybody = statement.is_deny and "*" in statement.principals
    deletion = bool({"*", "backup:*", "backup:Delete*", DELETE} & set(statement.actions))
    for_some = [
        key
        for operator, key, _values in statement.conditions()
        if not (operator.startswith(("ArnNot", "StringNot")) and key in ("aws:principalarn", "aws:userid"))
    ]
    return everybody and deletion and not for_some


@resource_rule(
    POLICY,
    severity=Severity.CRITICAL,
    fix="Name the principals that may use the vault, or confine the statement to an account by its condition.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
)
def backup_vault_policy_confined(policy: Resource) -> Verdict:
    """A backup vault's policy lets nobody in whom it does not name, by principal or by account."""
    return stranger_let_in(statements(policy.document("policy")))


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
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Add a RestoreTestingPlan for the vault, with a RestoreTestingSelection of what must be restorable.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html",
)
def restores_tested(_root: Resource, stack: Stack) -> Verdict:
    """A stack that makes backups restores one of them regularly, to see that it can."""
    if not stack.of(PLAN):
        return NotApplicable("it has no backup plan")
    tests = stack.of(TESTING_PLAN)
    if not tests:
        return "no RestoreTestingPlan is declared"
    used = [test for test in tests if joined(stack, test, TESTING_SELECTION, "restoreTestingPlanName")]
    return None if used else "its restore testing plan selects nothing"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Send the events of `aws.backup` to a topic by an EventRule, or add VaultNotifications.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html",
)
def backup_failures_reported(_root: Resource, stack: Stack) -> Verdict:
    """Somebody hears of a backup that fails."""
    if not stack.of(PLAN):
        return NotApplicable("it has no backup plan")
    told = some(_tells_of_failures, stack.of(NOTIFICATIONS))
    return None if told else unheard("aws.backup", stack)


def _tells_of_failures(notifications: Resource) -> bool:
    events = notifications.get("backupVaultEvents", [])
    return "BACKUP_JOB_FAILED" in events or "BACKUP_JOB_COMPLETED" in events
