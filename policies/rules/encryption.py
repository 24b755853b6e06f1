"""Rules for keys, and for what an account encrypts by default."""

from __future__ import annotations

from policies.confinement import stranger_let_in
from policies.documents import statements
from policies.joined import joined
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.types import EBS_DEFAULT, KEY_POLICY, KMS_KEY
from policies.view import STACK_TYPE, Resource, Stack, UnknownValue
from policies.whereabouts import own_accounts

OTHER_KEYS = (
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
)
"""Keys whose material comes from elsewhere: from us, or from the key that they copy."""
GRANT = "aws:kms/grant:Grant"
IDENTITIES = "aws:iam/"
SYMMETRIC = "SYMMETRIC_DEFAULT"


@resource_rule(
    KMS_KEY,
    severity=Severity.MEDIUM,
    fix="Set `enable_key_rotation=True`, and leave `rotation_period_in_days` out, or at 365 or less.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
def key_rotates(key: Resource) -> Verdict:
    """An encryption key is rotated every year or more often."""
    if not key.get("enableKeyRotation", False):
        if key.get("customerMasterKeySpec", SYMMETRIC) != SYMMETRIC or key.has("customKeyStoreId"):
            return NotApplicable("KMS rotates none but symmetric keys that it keeps itself: plan to replace it by hand")
        return "rotation is off"
    period = key.get("rotationPeriodInDays", 365)
    return None if period <= 365 else f"rotation happens only every {period} days"


@resource_rule(
    KMS_KEY,
    *OTHER_KEYS,
    severity=Severity.HIGH,
    fix="Set `deletion_window_in_days` to 30, the longest that AWS offers (or leave it out).",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def key_deletion_can_be_stopped(key: Resource) -> Verdict:
    """There are 30 days in which the deletion of a key can be called off."""
    window = key.get("deletionWindowInDays", 30)
    return None if window >= 30 else f"a key scheduled for deletion is gone after {window} days"


@stack_rule(
    KMS_KEY,
    *OTHER_KEYS,
    KEY_POLICY,
    severity=Severity.CRITICAL,
    fix="Name the principals that may use the key, or confine the statement to an account by its condition.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
)
def key_policy_confined(key: Resource, stack: Stack) -> Verdict:
    """A key's policy lets nobody use it whom it does not name, by principal or by account."""
    if key.has("policy"):
        return stranger_let_in(statements(key.document("policy")))
    if joined(stack, key, KEY_POLICY, "keyId"):
        return NotApplicable("its KeyPolicy says who may use it")
    return "there is no policy of its own: AWS's default opens every use to every IAM policy of the account"


@stack_rule(
    GRANT,
    severity=Severity.HIGH,
    fix="Grant it to a role of the account; let another account in by the key's policy, where it is seen.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
)
def key_granted_within_account(grant: Resource, stack: Stack) -> Verdict:
    """A grant lets nobody of another account use a key, whom the key's policy does not show."""
    if any(each.type.startswith(IDENTITIES) for each in grant.refers_to("granteePrincipal")):
        return None
    account = [*grant.get("granteePrincipal", "").split(":", 5), *[""] * 5][4]
    ours = own_accounts(stack)
    if not ours:
        raise UnknownValue("allowedAccountIds", "is not given, so that it cannot be told whose account it is")
    return None if account in ours else f"it lets account {account} use the key"


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
