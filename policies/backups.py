"""What the plans of AWS Backup select, by name, by tag or by condition."""

from __future__ import annotations

from policies.databases import CLUSTER, INSTANCE
from policies.joined import joined
from policies.some import some
from policies.view import Resource, Stack, UnknownValue

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
VAULT = "aws:backup/vault:Vault"
AIR_GAPPED_VAULT = "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault"
TABLE = "aws:dynamodb/table:Table"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
FILE_SYSTEM_BACKUP = "aws:efs/backupPolicy:BackupPolicy"
STORES = (INSTANCE, CLUSTER, TABLE, FILE_SYSTEM)
"""What keeps data and can be backed up whole. Buckets are versioned instead, and backed up where they are tagged."""
TAG_KEY = "aws:ResourceTag/"
OTHER_CONDITIONS = ("stringLikes", "stringNotEquals", "stringNotLikes")


def unselected(store: Resource, stack: Stack) -> str | None:
    """Return why no plan of the stack backs a store up, or None if one does."""
    own = joined(stack, store, FILE_SYSTEM_BACKUP, "fileSystemId") if store.type == FILE_SYSTEM else []
    selected = some(lambda each: _selects(each, store), [*own, *stack.of(SELECTION)])
    return None if selected else "no backup plan selects it"


def _selects(selection: Resource, store: Resource) -> bool:
    if selection.type == FILE_SYSTEM_BACKUP:
        return bool(selection.get("backupPolicy.status", "") == "ENABLED")
    if store in selection.refers_to("notResources"):
        return False
    named = _names(selection, store)
    if not selection.has("selectionTags"):
        return named and _meets_conditions(selection, store)
    return _has_a_tag(selection, store) and (named or not selection.has("resources"))


def _names(selection: Resource, store: Resource) -> bool:
    """Tell whether a selection names a store; without reading those that it names by reference, as they are known."""
    named = selection.refers_to("resources")
    return store in named or (not named and "*" in selection.get("resources", []))


def _has_a_tag(selection: Resource, store: Resource) -> bool:
    """Tell whether a store has one of the tags: of several, AWS Backup asks for any."""
    tags = [(item.get("key", ""), item.get("value", "")) for item in selection.items("selectionTags")]
    return some(lambda tag: store.get("tags", "", key=tag[0]) == tag[1], tags)


def _meets_conditions(selection: Resource, store: Resource) -> bool:
    """Tell whether a store meets all conditions. Those that compare by pattern or negate are not followed."""
    for condition in selection.items("conditions"):
        if any(condition.has(name) for name in OTHER_CONDITIONS):
            raise UnknownValue(condition.path, "compares in a way that is not followed here")
        for equal in selection.items(f"{condition.path}.stringEquals"):
            key = equal.get("key", "").removeprefix(TAG_KEY)
            if store.get("tags", "", key=key) != equal.get("value", ""):
                return False
    return True
