"""Permissions that are given to roles, users and groups, in every form in which pulumi-aws 7 writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache

from policies.documents import Statement, statements
from policies.rule import NotApplicable, Verdict, first_problem
from policies.view import Resource, Stack

ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"
GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy"
HOLDERS = (ROLE, POLICY, ROLE_POLICY, USER_POLICY, GROUP_POLICY)
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
    return fnmatchcase(action.lower(), pattern.lower())


def reaches_all(statement: Statement, kinds: Iterable[str]) -> bool:
    """Tell whether one of a statement's resources is everything, or everything of one of the kinds in an account.

    It is if it takes in whatever name one may think of, in however many wildcards it says so.
    """
    whole = [[f"{kind}/{name}" for name in ("a", "Of9.Nobody")] for kind in kinds]
    patterns = [resource.split(":", 5)[-1].replace("[", "[[]") for resource in statement.resources]
    return any(all(fnmatchcase(name, pattern) for name in names) for pattern in patterns for names in whole)


def demanded(statement: Statement, key: str) -> list[str]:
    """Return the values of which a condition demands one for a key.

    A condition that is negated, or that holds where the key is absent, demands nothing.
    """
    return [
        value
        for operator, name, values in statement.conditions()
        if name == key.lower()
        and not operator.startswith("ForAllValues:")
        and not operator.endswith("IfExists")
        and "Not" not in operator
        and operator != "Null"
        for value in values
    ]


def _documents(holder: Resource) -> list[str]:
    if holder.type != ROLE:
        return ["policy"]
    return [f"{inline.path}.policy" for inline in holder.items("inlinePolicies") if inline.has("policy")]


def _only_bounds(holder: Resource, stack: Stack) -> bool:
    bounded = [bound for type_ in (ROLE, USER) for bound in stack.referring(holder, type_, "permissionsBoundary")]
    attached = [each for type_, by in ATTACHMENTS.items() for each in stack.referring(holder, type_, by)]
    return bool(bounded) and not attached
