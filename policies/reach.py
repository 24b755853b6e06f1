"""What statements let somebody do, taken together: what one allows and another does not deny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache

from policies.documents import Statement, listed
from policies.grants import WILDCARDS, covers, demanded
from policies.ways_up import ACTIONS, HANDED, PASS, WAYS, Way

ANY_NAME = ("a", "Of9.Nobody")
"""Who takes in both takes in whatever name one may think of."""
OF_ANOTHER = {"ec2-instance-connect": "ec2", "ssm": "ec2", "sts": "iam"}
"""Services whose actions take resources of another service."""
OWNERS = ("aws:ResourceAccount", "s3:ResourceAccount")
"""Condition keys that name the account of a resource."""
LOWERED = {action.lower(): action for action in ACTIONS}


def way_up(said: Sequence[Statement], bounds: Sequence[Statement] | None = None) -> str | None:
    """Return the first way by which statements lead to what any other identity has, or None if there is none.

    `said` is all that somebody has been given, allowed and denied; `bounds` is a permissions boundary, if there is one.
    """
    named = frozenset().union(*(_known(pattern) for each in said if not each.is_deny for pattern in each.actions))
    for way in WAYS:
        if all(action in named and _reaches(said, bounds, action, kind) for action, kind in way):
            return f"{_named(way)} on everything"
    handing = [each for each in said if PASS in named and _hands_any(each, said, bounds)]
    for statement in handing:
        for service, ways in HANDED.items():
            for actions in ways if _handed_to(statement, f"{service}.amazonaws.com") else ():
                if all(action in named and _may(said, bounds, action) for action in actions):
                    return f"{PASS} of any role, and {' and '.join(actions)}"
    return None


@cache
def _known(pattern: str) -> frozenset[str]:
    """Return the actions of all ways that an action, or a pattern of actions, is or takes in."""
    lowered = pattern.lower()
    if not set(pattern) & {*WILDCARDS, "["}:
        return frozenset({LOWERED[lowered]} if lowered in LOWERED else ())
    return frozenset(action for lower, action in LOWERED.items() if fnmatchcase(lower, lowered))


def _hands_any(statement: Statement, said: Sequence[Statement], bounds: Sequence[Statement] | None) -> bool:
    return _reaches([statement, *(each for each in said if each.is_deny)], bounds, PASS, "role/*")


def _handed_to(statement: Statement, service: str) -> bool:
    services = demanded(statement, "iam:PassedToService")
    return not services or any(fnmatchcase(service, each) for each in services)


def _named(way: Way) -> str:
    return " and ".join(dict.fromkeys(action for action, _ in way))


def _reaches(said: Iterable[Statement], bounds: Sequence[Statement] | None, action: str, kind: str) -> bool:
    """Tell whether an action is allowed on all of a kind, and on none of it denied whatever the circumstances."""
    names = [kind.replace("*", name) for name in ANY_NAME]
    allowed = [each for each in said if not each.is_deny and covers(each, action) and not _tagged(each)]
    return (
        any(_takes_in(each.resources, action, names) for each in allowed)
        and not any(_denies(each, action, names) for each in said)
        and (bounds is None or _leaves_open(bounds, action, names))
    )


def _may(said: Iterable[Statement], bounds: Sequence[Statement] | None, action: str) -> bool:
    """Tell whether an action is allowed on anything."""
    allowed = any(not each.is_deny and covers(each, action) for each in said)
    everything = ["*"]
    return (
        allowed
        and not any(_denies(each, action, everything) for each in said)
        and (bounds is None or _leaves_open(bounds, action, everything))
    )


def _leaves_open(bounds: Sequence[Statement], action: str, names: list[str]) -> bool:
    allowed = any(not each.is_deny and _speaks_of(each, action) for each in bounds)
    return allowed and not any(_denies(each, action, names) for each in bounds)


def _denies(statement: Statement, action: str, names: list[str]) -> bool:
    always = statement.is_deny and not list(statement.conditions()) and _speaks_of(statement, action)
    return always and _takes_in([str(each) for each in listed(statement.raw.get("Resource"))], action, names)


def _speaks_of(statement: Statement, action: str) -> bool:
    spared = statement.raw.get("NotAction")
    patterns = [str(each).lower() for each in listed(statement.raw.get("Action") if spared is None else spared)]
    return any(fnmatchcase(action.lower(), pattern) for pattern in patterns) is (spared is None)


def _takes_in(resources: Iterable[str], action: str, names: list[str]) -> bool:
    service = action.split(":")[0]
    services = (service, OF_ANOTHER.get(service, service))
    parts = [resource.replace("[", "[[]").split(":", 5) for resource in resources]
    patterns = [each[-1] for each in parts if len(each) < 6 or any(fnmatchcase(name, each[2]) for name in services)]
    return any(all(fnmatchcase(name, pattern) for name in names) for pattern in patterns)


def is_everything(resource: str) -> bool:
    """Tell whether a resource of a statement is all there is, or all of one kind in whatever account.

    What AWS will choose, written `${name.attribute}`, is a resource of this stack.
    """
    if resource.startswith("${") and not resource.startswith("${aws:"):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return bool(set(resource) & set(WILDCARDS))
    account, name = parts[4:]
    kind = r"([A-Za-z-]+[:/])?" if set(account) & set(WILDCARDS) else ""
    whose = not account or bool(kind)
    return whose and bool(re.fullmatch(rf"{kind}[*?:/]+", name))


def names_by_condition(statement: Statement) -> bool:
    """Tell whether a condition names what a statement speaks of: its account, its tags, or its ARN."""
    owners = [value for key in OWNERS for value in demanded(statement, key)]
    if owners and all(re.fullmatch(r"\d{12}", value) for value in owners):
        return True
    own = {key for _, key, _ in statement.conditions() if not key.startswith("aws:")}
    arns = [value for key in sorted(own) for value in demanded(statement, key)]
    return _tagged(statement) or any(value.startswith(("arn:", "${")) and not is_everything(value) for value in arns)


def _tagged(statement: Statement) -> bool:
    """Tell whether a statement speaks only of what has a tag, or of roles that have a boundary."""
    tags = [key for _, key, _ in statement.conditions() if ":resourcetag/" in key]
    values = [value for key in tags for value in demanded(statement, key)]
    return bool(demanded(statement, "iam:PermissionsBoundary")) or any(value.strip("*?") for value in values)
