"""Whose permissions boundary a policy of the stack is, whether it is named by reference or by its ARN."""

from __future__ import annotations

from typing import Any

from policies.view import Resource, Stack

ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
POLICY = "aws:iam/policy:Policy"
BOUNDARY = "permissionsBoundary"


def own_boundaries(role: Resource, stack: Stack) -> list[Resource]:
    """Return the policy of this stack that bounds a role or a user, which names it by reference or by its ARN."""
    if referred := [bound for bound in role.refers_to(BOUNDARY) if bound.type == POLICY and bound.made]:
        return referred
    named = role.properties.get(BOUNDARY)
    return [each for each in stack.of(POLICY) if is_named(each, named)]


def bounds_somebody(policy: Resource, stack: Stack) -> bool:
    """Tell whether a policy is the boundary of some role or user of its stack."""
    if policy.type != POLICY:
        return False
    if any(stack.referring(policy, type_, BOUNDARY) for type_ in (ROLE, USER)):
        return True
    by_name = (each for each in stack.of(ROLE, USER) if not each.references.get(BOUNDARY))
    return any(is_named(policy, each.properties.get(BOUNDARY)) for each in by_name)


def is_named(policy: Resource, arn: Any) -> bool:
    """Tell whether an ARN, as it stands in a property, is that of a policy whose name is given."""
    path, name = policy.properties.get("path", "/"), policy.properties.get("name")
    known = isinstance(arn, str) and isinstance(path, str) and isinstance(name, str)
    return known and str(arn).partition(":policy/")[2] == f"{path}{name}".lstrip("/")
