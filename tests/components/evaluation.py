"""What a policy document says of an action, leaving conditions aside (IAM User Guide, "Policy evaluation logic")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any


def allows(document: Mapping[str, Any], action: str, resource: str = "*") -> bool:
    """Tell whether some statement allows the action on the resource and none denies it."""
    effects = {each["Effect"] for each in document["Statement"] if _speaks_of(each, action, resource)}
    return effects == {"Allow"}


def _speaks_of(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    return _named(statement, "Action", action.lower()) and _named(statement, "Resource", resource.lower())


def _named(statement: Mapping[str, Any], element: str, value: str) -> bool:
    if f"Not{element}" in statement:
        return not _matches(statement[f"Not{element}"], value)
    return _matches(statement[element], value)


def _matches(patterns: str | Iterable[str], value: str) -> bool:
    return any(fnmatchcase(value, each.lower()) for each in ([patterns] if isinstance(patterns, str) else patterns))
