"""Conditions that keep an action to what they name: of a statement that allows it, or of one that denies all the rest.

To deny something unless a boundary is demanded is the same as to allow it only if one is: IAM takes a negated condition
for met where a request has no such key (IAM User Guide, "IAM JSON policy elements: Condition operators").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from policies.documents import Statement
from policies.grants import demands
from policies.naming import ANY_NAME, names_boundary, names_policies, names_tag
from policies.wildcards import like

Singles = Callable[[str, list[str], str], bool]
"""Tells whether a condition's key and values, for an action, single something out."""
LIFTING = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")
"""Actions that take away the very boundary that a condition of theirs names."""
ANY_ROLE = [f"role/{name}" for name in ANY_NAME]


def names_thing(key: str, values: list[str], action: str) -> bool:
    """Tell whether a condition singles out things by a tag, by their boundary, or by which policies are attached."""
    if names_boundary(key, values):
        return action not in LIFTING
    return names_tag(key, values) or names_policies(key, values)


def keeps_to_named(statement: Statement, action: str, singles: Singles = names_thing) -> bool:
    """Tell whether a statement allows an action only on things that its conditions single out."""
    return any(singles(key, values, action) for key, values in demands(statement))


@dataclass(frozen=True)
class Asking:
    """What is known of who asks for an action, and for what."""

    role: Sequence[list[str]] = ()
    """What the role goes by that asks (`policies.naming.own_names`); nothing where anybody may be who asks."""
    service: str | None = None
    """To which a role is to be passed."""
    spared: Singles = names_thing
    """What a denial may leave open, and still close a way to all there is."""


def holds_back(denial: Statement, action: str, asking: Asking) -> bool:
    """Tell whether the conditions of a denial, if it has any, leave open nothing but what they name.

    One that is met only now and then, such as by an address or without a second factor, holds nothing back for certain.
    """
    return all(_is_met(*condition, action, asking) for condition in denial.conditions())


def _is_met(operator: str, key: str, values: list[str], action: str, asking: Asking) -> bool:
    negated = "Not" in operator
    if operator == "Null" or (negated and operator.startswith("ForAnyValue:")):
        return False
    if key == "aws:principalarn":
        return any(_takes_in(value, names) for value in values for names in asking.role or [ANY_ROLE]) is not negated
    if key == "iam:passedtoservice" and asking.service:
        return any(like(asking.service, value) for value in values) is not negated
    if key == "kms:grantisforawsresource":
        return operator in ("Bool", "BoolIfExists") and values == ["false"]
    return negated and asking.spared(key, values, action)


def _takes_in(arn: str, names: Iterable[str]) -> bool:
    pattern = arn.split(":", 5)[-1]
    return all(like(name, pattern) for name in names)
