"""Rules against IAM users, whose credentials last until somebody remembers them."""

from __future__ import annotations

from policies.grants import POLICY_ATTACHMENT, USER, USER_POLICY, USER_POLICY_ATTACHMENT
from policies.rule import Severity, Verdict, resource_rule, stack_rule
from policies.view import STACK_TYPE, Resource, Stack

ACCESS_KEY = "aws:iam/accessKey:AccessKey"
LOGIN_PROFILE = "aws:iam/userLoginProfile:UserLoginProfile"
SERVICE_CREDENTIAL = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential"
PRACTICE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Let people sign in through an identity provider, and give services roles.",
    url=PRACTICE,
)
def stack_makes_no_users(_root: Resource, stack: Stack) -> Verdict:
    """A stack makes no IAM users and no passwords for them: people and services take roles."""
    found = [f"{each.type.split(':')[-1]} {each.name}" for each in stack.of(USER, LOGIN_PROFILE)]
    return f"it makes {', '.join(found)}" if found else None


@resource_rule(
    ACCESS_KEY,
    SERVICE_CREDENTIAL,
    severity=Severity.HIGH,
    fix='Use a role; until the last user of the key does, set its `status` to "Inactive", then remove it.',
    url=PRACTICE,
)
def access_key_inactive(key: Resource) -> Verdict:
    """No key that lasts until it is deleted gives access."""
    return None if key.get("status", "Active") == "Inactive" else "it is active, and its secret is kept in the state"


@resource_rule(
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
    POLICY_ATTACHMENT,
    severity=Severity.MEDIUM,
    fix="Give the permissions to a role or a group.",
    url=PRACTICE,
)
def permissions_not_given_to_users(given: Resource) -> Verdict:
    """Permissions are given to roles and groups, which say what they are for, and not to users."""
    user = given.get("users" if given.type == POLICY_ATTACHMENT else "user")
    return "it gives permissions to a user" if user else None
