"""Policy documents of AWS (identity, resource, key and endpoint policies), read as plain data.

The forms are those of the IAM User Guide, "IAM JSON policy elements reference": wherever a list is allowed, a
single value is too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policies.values import Document, UnknownValue

CONFINING_KEYS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "kms:calleraccount",
)
"""Condition keys whose value names an account, an organisation, or a resource within an account."""
ELEMENTS = frozenset(
    ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
)
"""What a statement may have, as IAM writes it; it may be something else that a program took for one."""
OF_ORGANIZATION = re.compile(r"o-[a-z0-9]+/")
SAID_BY_CALLER = "kms:encryptioncontext:"
"""Begins keys whose value a caller chooses: a service says there for whom it acts, and anybody else what he likes."""


@dataclass(frozen=True)
class Statement:
    """One statement of a policy document."""

    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its `Sid`, or a word for having none."""
        return str(self.raw.get("Sid") or "without a Sid")

    @property
    def is_deny(self) -> bool:
        """Whether it forbids rather than allows."""
        return self.raw.get("Effect") == "Deny"

    @cached_property
    def principals(self) -> list[str]:
        """Everyone it speaks of, without their kind; `NotPrincipal` speaks of everyone else, and so is `*`."""
        if "NotPrincipal" in self.raw:
            return ["*"]
        principal = self.raw.get("Principal", {})
        if isinstance(principal, dict):
            return [name for names in principal.values() for name in _texts(names)]
        return _texts(principal)

    @cached_property
    def services(self) -> list[str]:
        """The AWS services among its principals."""
        principal = self.raw.get("Principal", {})
        return _texts(principal.get("Service")) if isinstance(principal, dict) else []

    @cached_property
    def actions(self) -> list[str]:
        """The actions it names; `NotAction` names all others, and so is `*`."""
        return ["*"] if "NotAction" in self.raw else _texts(self.raw.get("Action"))

    @cached_property
    def resources(self) -> list[str]:
        """The resources it names; `NotResource` names all others, and so is `*`."""
        return ["*"] if "NotResource" in self.raw else _texts(self.raw.get("Resource"))

    def conditions(self) -> Iterable[tuple[str, str, list[str]]]:
        """Yield each condition as operator, key in lower case (keys ignore case), and values."""
        for operator, keys in _object(self.raw.get("Condition", {}), "Condition").items():
            for key, values in _object(keys, "Condition").items():
                yield operator, key.lower(), _texts(values)


def statements(document: Mapping[str, Any]) -> list[Statement]:
    """Return the statements of a policy document; raise `UnknownValue` if one is not in the form of a statement."""
    return list(document.once(_statements) if isinstance(document, Document) else _statements(document))


def _statements(document: Mapping[str, Any]) -> list[Statement]:
    if "Statement" not in document:
        raise UnknownValue("Statement", "is missing: this is no policy document")
    said = [_object(raw, "Statement") for raw in listed(document["Statement"])]
    if any(not ELEMENTS.issuperset(raw) or raw.get("Effect") not in ("Allow", "Deny") for raw in said):
        raise UnknownValue("Statement", "has an element, or an effect, that no policy document has")
    return [Statement(raw) for raw in said]


def confined(statement: Statement) -> bool:
    """Tell whether a statement lets in only those whom it names, or only on behalf of an account that it names.

    A service or `*` is everybody's: without a condition on where the request comes from, it acts for any account.
    A negated condition, or one that holds when its key is absent, confines nothing; nor does a pattern that leaves
    the account open.
    """
    anybody = any("*" in each for each in statement.principals)
    everybodys = anybody or bool(statement.services)
    keys = CONFINING_KEYS if anybody else (*CONFINING_KEYS, SAID_BY_CALLER)
    return not everybodys or any(
        key.startswith(keys)
        and not operator.startswith("ForAllValues:")
        and operator.split(":")[-1].startswith(("StringEquals", "StringLike", "ArnEquals", "ArnLike"))
        and not operator.endswith("IfExists")
        and all(map(names_somebody, values))
        for operator, key, values in statement.conditions()
    )


def names_somebody(value: str) -> bool:
    """Tell whether a value names an account, or a resource of one: a bucket's ARN has no account, but is nobody else's.

    So does a path that begins with an organization. What AWS will choose, written `${name.attribute}`, is a resource of
    this stack.
    """
    if not _is_pattern(value) or value.startswith("${"):
        return not value.startswith("${aws:")  # a variable of IAM's, which may be anybody
    if OF_ORGANIZATION.match(value):
        return True
    parts = value.split(":", 5)
    if len(parts) < 6:
        return False
    account, resource = parts[4:]
    return not _is_pattern(account or resource[:1])


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _texts(value: Any) -> list[str]:
    return [str(each) for each in listed(value)]


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnknownValue(name, "is not in the form of a policy document")
    return value
