"""Whether a service may do something by a role: what that is given and denied, and what its boundary leaves open.

IAM User Guide, "Policy evaluation logic". Policies on the other side, of resources or of an organization, are not read.
"""

from __future__ import annotations

from collections.abc import Callable

from policies.bounds import own_boundaries
from policies.circumstances import met
from policies.documents import Statement, listed, statements
from policies.given import Given, first_given
from policies.grants import speaks_of
from policies.managed_policies import WAYS
from policies.some import some
from policies.values import UnknownValue
from policies.view import Resource, Stack

TAKEN_BY_SERVICE = {"aws:principalisawsservice": ("false",), "aws:securetransport": ("true",)}
"""What a request says that a service makes by a role (IAM User Guide, "AWS global condition context keys")."""
On = Callable[[str], bool]
"""Tells whether an ARN, in which wildcards may stand, takes in what is acted on."""


def not_permitted(role: Resource, stack: Stack, action: str, on: On) -> str | None:
    """Return why a service may not do something by a role, or None if it may.

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
        if some(lambda each: _denies(each, action, on), said):
            return f"its boundary {boundary.name} denies {action}"
    return None


def _allows(statement: Statement, action: str, on: On) -> bool:
    if statement.is_deny or not speaks_of(statement, action) or not _takes_in(statement, on):
        return False
    if list(statement.conditions()):
        raise UnknownValue(statement.name, f"allows {action} on a condition")
    return True


def _denies(statement: Statement, action: str, on: On) -> bool:
    if not statement.is_deny or not speaks_of(statement, action) or not _takes_in(statement, on):
        return False
    denied = met(statement, TAKEN_BY_SERVICE)
    if denied is None:
        raise UnknownValue(statement.name, f"denies {action} on a condition, and whether that is met is not known")
    return denied


def _takes_in(statement: Statement, on: On) -> bool:
    spared = statement.raw.get("NotResource")
    named = [str(each) for each in listed(statement.raw.get("Resource") if spared is None else spared)]
    return some(on, named) is (spared is None)
