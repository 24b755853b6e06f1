"""Rules for DynamoDB tables and their replicas in other regions."""

from __future__ import annotations

from policies.backups import TABLE
from policies.keys import not_own_key
from policies.rule import Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Item, Resource, Stack

REPLICA = "aws:dynamodb/tableReplica:TableReplica"


@stack_rule(
    TABLE,
    REPLICA,
    severity=Severity.HIGH,
    fix="Set `server_side_encryption` with `enabled=True` and `kms_key_arn`; for a replica, `kms_key_arn`.",
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
)
def table_encrypted_with_own_key(table: Resource, _stack: Stack) -> Verdict:
    """A table, and every replica of it, is encrypted with a key of our own."""
    if table.type == REPLICA:
        return not_own_key(table, "kmsKeyArn")
    if not table.get("serverSideEncryption.enabled", False):
        return "it is encrypted with a key that AWS owns, which nobody can audit or revoke"
    return not_own_key(table, "serverSideEncryption.kmsKeyArn") or first_problem(
        lambda replica: not_own_key(table, f"{replica.path}.kmsKeyArn"), table.items("replicas")
    )


@resource_rule(
    TABLE,
    REPLICA,
    severity=Severity.HIGH,
    fix="Set `point_in_time_recovery` with `enabled=True`; for a replica, `point_in_time_recovery=True`.",
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html",
)
def table_recoverable(table: Resource) -> Verdict:
    """A table can be brought back to any moment of the last days, and so can every replica."""
    if table.type == REPLICA:
        return None if table.get("pointInTimeRecovery", False) else "point-in-time recovery is off"
    if not table.get("pointInTimeRecovery.enabled", False):
        return "point-in-time recovery is off"
    return first_problem(_lost, table.items("replicas"))


def _lost(replica: Item) -> str | None:
    on = replica.get("pointInTimeRecovery", False)
    return None if on else f"point-in-time recovery of its replica in {replica.get('regionName', '')} is off"


@resource_rule(
    TABLE,
    REPLICA,
    severity=Severity.HIGH,
    fix="Set `deletion_protection_enabled=True`. To take it down, turn that off by one update without the policy pack: "
    "while a rule fails below layer 2, no exception opens that.",
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
)
def table_deletion_protected(table: Resource) -> Verdict:
    """AWS refuses to delete a table, whoever asks."""
    return None if table.get("deletionProtectionEnabled", False) else "deletion protection is off"
