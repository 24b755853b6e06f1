"""Rules for what is kept in Secrets Manager."""

from __future__ import annotations

from policies.confinement import NO_POLICY, stranger_let_in
from policies.documents import statements
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
LEAST_WINDOW_DAYS = 7


@stack_rule(
    SECRET,
    severity=Severity.HIGH,
    fix="Set `kms_key_id` to the secrets key.",
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
)
def secret_encrypted_with_own_key(secret: Resource, _stack: Stack) -> Verdict:
    """A secret is encrypted with a key of our own, whose policy says who may read it."""
    return not_own_key(secret, "kmsKeyId")


@resource_rule(
    SECRET,
    severity=Severity.MEDIUM,
    fix=f"Set `recovery_window_in_days` to {LEAST_WINDOW_DAYS} to 30 (or leave it out: then it is 30).",
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
)
def secret_deletion_can_be_stopped(secret: Resource) -> Verdict:
    """There is a week or more in which the deletion of a secret can be called off."""
    window = secret.get("recoveryWindowInDays", 30)
    return None if window >= LEAST_WINDOW_DAYS else f"a deleted secret is gone after {window:g} days"


@resource_rule(
    VERSION,
    severity=Severity.HIGH,
    fix="Give the value as `secret_string_wo` with `secret_string_wo_version`, which no state keeps.",
    url="https://www.pulumi.com/registry/packages/aws/api-docs/secretsmanager/secretversion/",
)
def secret_value_not_stored(version: Resource) -> Verdict:
    """The value of a secret is written without being kept in Pulumi's state."""
    kept = [name for name in ("secretString", "secretBinary") if version.has(name)]
    if kept:
        return f"`{kept[0]}` is kept in the state"
    return None if version.has("secretStringWo") else NotApplicable("the program gives it no value")


@resource_rule(
    SECRET,
    POLICY,
    severity=Severity.CRITICAL,
    fix="Name the principals that may read the secret, or confine the statement to an account by its condition.",
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
)
def secret_policy_confined(resource: Resource) -> Verdict:
    """A secret's policy lets nobody in whom it does not name, by principal or by account."""
    if not resource.has("policy"):
        return NO_POLICY

    return stranger_let_in(statements(resource.document("policy")))
