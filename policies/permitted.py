"""Whether a role may do something: what it is given, what is denied to it, and what its boundary leaves open.

IAM User Guide, "Policy evaluation logic". Policies on the other side, of resources or of an organization, are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

from policies.documents import Statement, listed, statements
from policies.given import Given, first_given
from policies.grants import POLICY
from policies.managed_policies import WAYS
from policies.some import some
from policies.values import UnknownValue
from policies.view import Resource, Stack

BOUNDARY = "permissionsBoundary"
On = Callable[[str], bool]
"""Tells whether an ARN, in which wildcards may stand, takes in what is acted on."""


def not_permitted(role: Resource, stack: Stack, action: str, on: On) -> str | None:
    """Return why a role may not do something, or None if it may.

    Raises `UnknownValue` where that hangs on a condition, or on a policy that is not known.
    """

    def found(check: Callable[[Statement, str, On], bool], given: Given) -> str | None:
        if given.by_aws and given.name not in WAYS:
            raise UnknownValue(given.name, "is a policy of AWS's own, and not all that it allows is known here")
        return given.name if some(lambda each: check(each, action, on), given.read()) else None

    if not first_given(role, stack, lambda given: found(_allows, given)):
        return f"nothing that it is given allows {action}"
    denies = first_given(role, stack, lambda given: found(_denies, given) if not given.by_aws else None)
    if denies:
        return f"{denies} denies {action}"
    for boundary in own_boundaries(role, stack):
        said = statements(boundary.document("policy"))
        if not some(lambda each: _allows(each, action, on), said):
            return f"its boundary {boundary.name} does not allow {action}"
        if any(_denies(each, action, on) for each in said):
            return f"its boundary {boundary.name} denies {action}"
    return None


def own_boundaries(role: Resource, stack: Stack) -> list[Resource]:
    """Return the policy of this stack that bounds a role or a user, which names it by reference or by its ARN."""
    if referred := [bound for bound in role.refers_to(BOUNDARY) if bound.type == POLICY and bound.made]:
        return referred
    named = role.properties.get(BOUNDARY)
    arn = named if isinstance(named, str) else ""
    return [each for each in stack.of(POLICY) if arn and arn.partition(":policy/")[2] == _path_and_name(each)]


def speaks_of(statement: Statement, action: str) -> bool:
    """Tell whether a statement is about an action: by naming it, or by not sparing it. Its case does not matter."""
    spared = statement.raw.get("NotAction")
    patterns = [str(each).lower() for each in listed(statement.raw.get("Action") if spared is None else spared)]
    return any(fnmatchcase(action.lower(), pattern) for pattern in patterns) is (spared is None)


def _path_and_name(policy: Resource) -> str | None:
    path, name = policy.properties.get("path", "/"), policy.properties.get("name")
    return f"{path}{name}".lstrip("/") if isinstance(path, str) and isinstance(name, str) else None


def _allows(statement: Statement, action: str, on: On) -> bool:
    if statement.is_deny or not speaks_of(statement, action) or not _takes_in(statement, on):
        return False
    if list(statement.conditions()):
        raise UnknownValue(statement.name, f"allows {action} on a condition")
    return True


def _denies(statement: Statement, action: str, on: On) -> bool:
    unconditional = statement.is_deny and not list(statement.conditions())
    return unconditional and speaks_of(statement, action) and _takes_in(statement, on)


def _takes_in(statement: Statement, on: On) -> bool:
    spared = statement.raw.get("NotResource")
    named = [str(each) for each in listed(statement.raw.get("Resource") if spared is None else spared)]
    return some(on, named) is (spared is None)
