"""Permissions that are given to roles, users, groups and permission sets, in every form of pulumi-aws 7."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from policies.bounds import POLICY as POLICY
from policies.bounds import ROLE as ROLE
from policies.bounds import USER as USER
from policies.bounds import bounds_somebody, is_named
from policies.documents import Statement, listed, statements
from policies.rule import NotApplicable, Verdict, first_problem
from policies.view import Resource, Stack
from policies.wildcards import like

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"
GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy"
PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
HOLDERS = (ROLE, POLICY, ROLE_POLICY, USER_POLICY, GROUP_POLICY, PERMISSION_SET)
"""Resources that hold policy documents."""
POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
USER_POLICY_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
ATTACHMENTS = {
    ROLE: "managedPolicyArns",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
    USER_POLICY_ATTACHMENT: "policyArn",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
    POLICY_ATTACHMENT: "policyArn",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
}
"""Resources that attach policies, and the property in which they name them."""
WILDCARDS = ("*", "?")
IDENTITY_CENTER = ":role/aws-reserved/sso.amazonaws.com"
"""Stands in the ARNs of the roles that IAM Identity Center makes."""


def judge_grants(holder: Resource, stack: Stack, problem: Callable[[Statement], str | None]) -> Verdict:
    """Return the first problem of whatever statement of a holder allows something."""
    return judge_documents(
        holder, stack, lambda said: first_problem(problem, [each for each in said if not each.is_deny])
    )


def judge_documents(holder: Resource, stack: Stack, problem: Callable[[list[Statement]], str | None]) -> Verdict:
    """Return the first problem of whatever document of a holder gives something, by all of its statements."""
    if _only_bounds(holder, stack):
        return NotApplicable("it is a permissions boundary, and gives nothing")
    documents = _documents(holder)
    if not documents:
        return NotApplicable("it holds no policy of its own")
    return first_problem(lambda path: problem(statements(holder.document(path))), documents)


def covers(statement: Statement, action: str) -> bool:
    """Tell whether one of a statement's actions, in which wildcards may stand, is or takes in `action`."""
    return any(_takes_in(pattern, action) for pattern in statement.actions)


@cache
def _takes_in(pattern: str, action: str) -> bool:
    return like(action.lower(), pattern.lower())


def speaks_of(statement: Statement, action: str) -> bool:
    """Tell whether a statement is about an action: by naming it, or by not sparing it. Its case does not matter."""
    spared = statement.raw.get("NotAction")
    patterns = listed(statement.raw.get("Action") if spared is None else spared)
    return any(_takes_in(str(each), action) for each in patterns) is (spared is None)


def reaches_all(statement: Statement, kinds: Iterable[str]) -> bool:
    """Tell whether one of a statement's resources is everything, or everything of one of the kinds in an account.

    It is if it takes in whatever name one may think of, in however many wildcards it says so.
    """
    whole = [[f"{kind}/{name}" for name in ("a", "Of9.Nobody")] for kind in kinds]
    patterns = [resource.split(":", 5)[-1] for resource in statement.resources]
    return any(all(like(name, pattern) for name in names) for pattern in patterns for names in whole)


def demanded(statement: Statement, key: str) -> list[str]:
    """Return the values of which a condition demands one for a key."""
    return [value for name, values in demands(statement) if name == key.lower() for value in values]


def demands(statement: Statement) -> Iterator[tuple[str, list[str]]]:
    """Yield each key, in lower case, of which a condition demands one of some values.

    A condition that is negated, or that holds where the key is absent, demands nothing.
    """
    for operator, key, values in statement.conditions():
        absent = operator.startswith("ForAllValues:") or operator.endswith("IfExists") or operator == "Null"
        if not absent and "Not" not in operator:
            yield key, values


def _documents(holder: Resource) -> list[str]:
    if holder.type != ROLE:
        return ["inlinePolicy" if holder.type == PERMISSION_SET else "policy"]
    return [f"{inline.path}.policy" for inline in holder.items("inlinePolicies") if inline.has("policy")]


def _only_bounds(holder: Resource, stack: Stack) -> bool:
    return bounds_somebody(holder, stack) and not any(_attaches(holder, *kind, stack) for kind in ATTACHMENTS.items())


def _attaches(holder: Resource, type_: str, by: str, stack: Stack) -> bool:
    named = (arn for each in stack.of(type_) for arn in listed(each.properties.get(by)))
    return bool(stack.referring(holder, type_, by)) or any(is_named(holder, arn) for arn in named)
