"""Rules for keys, and for what an account encrypts by default."""

from __future__ import annotations

from policies.confinement import stranger_let_in
from policies.documents import statements
from policies.provided import provided_elsewhere
from policies.rule import Severity, Verdict, resource_rule, stack_rule
from policies.types import EBS_DEFAULT, KMS_KEY
from policies.view import STACK_TYPE, Resource, Stack


@resource_rule(
    KMS_KEY,
    severity=Severity.MEDIUM,
    fix="Set `enable_key_rotation=True`; for an asymmetric or imported key, plan rotation by hand and except it.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
def key_rotates(key: Resource) -> Verdict:
    """An encryption key is rotated every year or more often."""
    if not key.get("enableKeyRotation", False):
        return "rotation is off"
    period = key.get("rotationPeriodInDays", 365)
    return None if period <= 365 else f"rotation happens only every {period} days"


@resource_rule(
    KMS_KEY,
    severity=Severity.HIGH,
    fix="Set `deletion_window_in_days` to 30, the longest that AWS offers (or leave it out).",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def key_deletion_can_be_stopped(key: Resource) -> Verdict:
    """There are 30 days in which the deletion of a key can be called off."""
    window = key.get("deletionWindowInDays", 30)
    return None if window >= 30 else f"a key scheduled for deletion is gone after {window} days"


@resource_rule(
    KMS_KEY,
    severity=Severity.CRITICAL,
    fix="Name the principals that may use the key, or confine the statement to an account by its condition.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
)
def key_policy_confined(key: Resource) -> Verdict:
    """A key's policy lets nobody use it whom it does not name, by principal or by account."""
    if not key.has("policy"):
        return "there is no policy of its own: AWS's default opens every use to every IAM policy of the account"

    return stranger_let_in(statements(key.document("policy")))


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Create an `aws.ebs.EncryptionByDefault` with `enabled=True` in the stack that owns the account.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
)
def account_encrypts_volumes_by_default(_root: Resource, stack: Stack) -> Verdict:
    """An account encrypts every new EBS volume unless told otherwise."""
    defaults = stack.of(EBS_DEFAULT)
    if not defaults:
        return provided_elsewhere(stack) or "no EncryptionByDefault is declared"
    return None if all(default.get("enabled", True) for default in defaults) else "it is turned off"
