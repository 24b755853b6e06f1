"""What the plans of AWS Backup select, by name, by tag or by condition."""

from __future__ import annotations

from collections.abc import Callable

from policies.databases import ALL
from policies.joined import joined
from policies.some import some
from policies.view import Item, Resource, Stack, UnknownValue

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
VAULT = "aws:backup/vault:Vault"
AIR_GAPPED_VAULT = "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault"
TESTING_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
VAULTS = (VAULT, AIR_GAPPED_VAULT)
TABLE = "aws:dynamodb/table:Table"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
FILE_SYSTEM_BACKUP = "aws:efs/backupPolicy:BackupPolicy"
VOLUME = "aws:ebs/volume:Volume"
STORES = (*ALL, TABLE, FILE_SYSTEM, VOLUME)
"""What keeps data and can be backed up whole. Buckets are versioned instead, and backed up where they are tagged."""
LEAST_DAYS = 7
TAG_KEY = "aws:ResourceTag/"
OTHER_CONDITIONS = ("stringLikes", "stringNotEquals", "stringNotLikes")


def unselected(store: Resource, stack: Stack) -> str | None:
    """Return why no plan backs a store up, or None if one does."""
    selected = backed_up_by_aws(store, stack) or backed_up(store, stack)
    return None if selected else "no backup plan selects it"


def backed_up_by_aws(store: Resource, stack: Stack) -> bool:
    """Tell whether AWS's own plan backs a store up, as it does file systems, every day and for 35 days.

    Amazon EFS User Guide, "Backing up EFS file systems", automatic backups.
    """
    if store.type != FILE_SYSTEM:
        return False
    said = joined(stack, store, FILE_SYSTEM_BACKUP, "fileSystemId")
    return some(lambda each: each.get("backupPolicy.status", "") == "ENABLED", said)


def backed_up(store: Resource, stack: Stack, plan_will_do: Callable[[Resource], bool] = lambda _: True) -> bool:
    """Tell whether a plan backs a store up of which `plan_will_do` holds."""
    return some(lambda each: _selects(each, store) and some(plan_will_do, _plans_of(each)), stack.of(SELECTION))


def _plans_of(selection: Resource) -> list[Resource]:
    """Return the plan that a selection is of; raise `UnknownValue` if that is not of this stack."""
    plans = [plan for plan in selection.refers_to("planId") if plan.type == PLAN]
    if not plans and selection.has("planId"):
        raise UnknownValue("planId", "is that of a plan which is not of this stack")
    return plans


def vaults_filled(plan: Resource, stack: Stack) -> list[Resource]:
    """Return the vaults to which a plan's backups go, those of copies too, as far as they are of this stack."""
    found = _vaults_referred_to(plan)
    for rule in plan.items("rules"):
        try:
            found += _called(rule.get("targetVaultName", ""), stack)
        except UnknownValue:
            if not found:
                raise
    return list(dict.fromkeys(found))


def own_vaults(rule: Item, plan: Resource, stack: Stack) -> list[Resource]:
    """Return the vaults of this stack that a rule of a plan names.

    A name that AWS will choose is that of a vault to which the plan refers, and to which the rule does not copy.
    """
    try:
        return _called(rule.get("targetVaultName", ""), stack)
    except UnknownValue:
        referred = _vaults_referred_to(plan)
        if len(referred) > rule.has("copyActions"):
            return referred
        raise


def _vaults_referred_to(plan: Resource) -> list[Resource]:
    return [vault for vault in plan.refers_to("rules") if vault.type in VAULTS]


def _called(name: str, stack: Stack) -> list[Resource]:
    return [vault for vault in stack.of(*VAULTS) if vault.properties.get("name") == name]


def _selects(selection: Resource, store: Resource) -> bool:
    if store in selection.refers_to("notResources"):
        return False
    named = names(selection, store, "resources")
    if not selection.has("selectionTags"):
        return named and meets_conditions(selection, store, "conditions")
    return _has_a_tag(selection, store) and (named or not selection.has("resources"))


def names(selection: Resource, store: Resource, by: str) -> bool:
    """Tell whether a selection names a store; without reading those that it names by reference, as they are known."""
    named = selection.refers_to(by)
    return store in named or (not named and "*" in selection.get(by, []))


def _has_a_tag(selection: Resource, store: Resource) -> bool:
    """Tell whether a store has one of the tags: of several, AWS Backup asks for any."""
    tags = [(item.get("key", ""), item.get("value", "")) for item in selection.items("selectionTags")]
    return some(lambda tag: store.get("tags", "", key=tag[0]) == tag[1], tags)


def meets_conditions(selection: Resource, store: Resource, path: str) -> bool:
    """Tell whether a store meets all conditions. Those that compare by pattern or negate are not followed."""
    for condition in selection.items(path):
        if any(condition.has(name) for name in OTHER_CONDITIONS):
            raise UnknownValue(condition.path, "compares in a way that is not followed here")
        for equal in selection.items(f"{condition.path}.stringEquals"):
            key = equal.get("key", "").removeprefix(TAG_KEY)
            if store.get("tags", "", key=key) != equal.get("value", ""):
                return False
    return True
