"""Log groups that a service would make itself, without a key and for ever, had the program not made them before."""

from __future__ import annotations

from collections.abc import Collection

from policies.view import Stack, UnknownValue

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def undeclared(names: Collection[str], stack: Stack) -> str | None:
    """Return a log group of these names that the program does not declare; None if it declares them all.

    Raises `UnknownValue` where one of a name that is not known may be the one that is missed.
    """
    declared, unknown = set(), None
    for group in stack.of(LOG_GROUP):
        try:
            declared.add(str(group.get("name", "")))
        except UnknownValue as met:
            unknown = met
    missing = {*names} - declared
    if missing and unknown:
        raise unknown
    return min(missing, default=None)
