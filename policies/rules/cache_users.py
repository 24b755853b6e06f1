"""Rules for the users of ElastiCache: how they prove who they are, and what they may do."""

from __future__ import annotations

from policies.cache_access import EVERY_KEY, Scope, is_on, scopes
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack

USER = "aws:elasticache/user:User"
USER_GROUP = "aws:elasticache/userGroup:UserGroup"
AUTHENTICATION = "authenticationMode"
AWS_DEFAULT_USER = "default"
"""The id of the user that AWS makes in every account: without a password, and with every right."""
RBAC_GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html"


@resource_rule(
    USER,
    severity=Severity.HIGH,
    fix='Set `authentication_mode={"type": "iam"}` with a `user_name` that equals `user_id`; or use `passwords_wo`.',
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
)
def cache_user_proves_identity(user: Resource) -> Verdict:
    """A user of a cache proves who it is, with nothing that is kept in Pulumi's state."""
    if not is_on(user.get("accessString", "")):
        return NotApplicable("the user is switched off")
    if user.has("passwords") or user.has(f"{AUTHENTICATION}.passwords"):
        return "its password is kept in the state"
    if user.get("noPasswordRequired", False):
        return "it needs no password"
    if user.has("passwordsWo"):
        return None
    mode = user.get(f"{AUTHENTICATION}.type", "")
    return None if mode == "iam" else f"how it proves who it is: {mode or 'not said'}"


@resource_rule(
    USER,
    severity=Severity.HIGH,
    fix="Begin `access_string` with `on ~<prefix>* -@all`, allow what is needed, and then `-@dangerous`.",
    url=RBAC_GUIDE,
)
def cache_user_confined(user: Resource) -> Verdict:
    """A user of a cache reaches the keys and commands that it needs, not all of them, nor those for administration."""
    access_string = user.get("accessString", "")
    if not is_on(access_string):
        return NotApplicable("the user is switched off")

    def problem(scope: Scope) -> str | None:
        if keys := [term for term in scope.keys if EVERY_KEY.fullmatch(term)]:
            return f"{keys[0]} reaches every key"
        return f"it may use {', '.join(scope.dangerous[:3])}" if scope.dangerous else None

    return first_problem(problem, scopes(access_string))


@stack_rule(
    USER_GROUP,
    severity=Severity.CRITICAL,
    fix="Take AWS's user `default` out of `user_ids`: Valkey needs none, Redis OSS one of your own that is `off`.",
    url=RBAC_GUIDE,
)
def cache_users_exclude_default(group: Resource, _stack: Stack) -> Verdict:
    """AWS's own user, who needs no password and may do everything, is in no group of users."""
    own = [user for user in group.refers_to("userIds") if user.type == USER]
    if len(own) == len(group.items("userIds")):
        return None
    return "AWS's user `default` is in it" if AWS_DEFAULT_USER in group.get("userIds", []) else None
