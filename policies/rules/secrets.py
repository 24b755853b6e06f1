"""Rules for what is kept in Secrets Manager."""

from __future__ import annotations

from policies.confinement import let_in_by_policy
from policies.credentials import given_away
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PARAMETER = "aws:ssm/parameter:Parameter"
LEAST_WINDOW_DAYS = 7
NOT_SECURE = NotApplicable("it is a plain parameter, which is for settings")


@stack_rule(
    SECRET,
    PARAMETER,
    severity=Severity.HIGH,
    fix="Set `kms_key_id` to the secrets key; that of a replica to one of its region; and `key_id` of a parameter.",
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
)
def secret_encrypted_with_own_key(secret: Resource, _stack: Stack) -> Verdict:
    """A secret, and every replica of it, is encrypted with a key of our own, whose policy says who may read it."""
    if secret.type == PARAMETER:
        return not_own_key(secret, "keyId") if _is_secure(secret) else NOT_SECURE
    return not_own_key(secret, "kmsKeyId") or first_problem(
        lambda replica: not_own_key(secret, f"{replica.path}.kmsKeyId"), secret.items("replicas")
    )


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
    PARAMETER,
    severity=Severity.HIGH,
    fix="Give the value as `secret_string_wo` (of a parameter `value_wo`, of the type SecureString), and its version.",
    url="https://www.pulumi.com/registry/packages/aws/api-docs/secretsmanager/secretversion/",
)
def secret_value_not_stored(version: Resource) -> Verdict:
    """The value of a secret is written without being kept in Pulumi's state."""
    if version.type == PARAMETER:
        return _kept_parameter(version)
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
    return let_in_by_policy(resource)


def _is_secure(parameter: Resource) -> bool:
    return bool(parameter.get("type", "") == "SecureString")


def _kept_parameter(parameter: Resource) -> Verdict:
    """Judge a parameter: one that is secure has its value from nowhere else, and a plain one holds no secret."""
    kept = [name for name in ("value", "insecureValue") if parameter.has(name)]
    if _is_secure(parameter):
        return f"`{kept[0]}` is kept in the state" if kept else None
    named = parameter.properties.get("name")
    name = (named if isinstance(named, str) else parameter.name).rpartition("/")[2]
    return first_problem(lambda path: given_away(name, parameter.properties[path]), kept) or NOT_SECURE
