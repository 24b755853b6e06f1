"""What statements let somebody do, taken together: what one allows and another does not deny."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache

from policies.documents import Statement, listed
from policies.grants import WILDCARDS, covers, demanded, speaks_of
from policies.naming import ANY_NAME, tagged
from policies.ways_up import ACTIONS, HANDED, OWN, PASS, WAYS, Way

OF_ANOTHER = {"ec2-instance-connect": "ec2", "ssm": "ec2", "sts": "iam"}
"""Services whose actions take resources of another service."""
LOWERED = {action.lower(): action for action in ACTIONS}


Own = Mapping[str, Sequence[Sequence[list[str]]]]
"""By kind what is somebody's own: for each thing the names that it goes by (`policies.naming.own_names`)."""


def way_up(said: Sequence[Statement], bounds: Sequence[Statement] | None = None, own: Own | None = None) -> str | None:
    """Return the first way by which statements lead to what any other identity has, or None if there is none.

    `said` is all that somebody has been given, allowed and denied; `bounds` is a permissions boundary, if there is one.
    What may be changed of `own`, the role itself and the policies that it is given, needs no other identity.
    """
    named = frozenset().union(*(_known(pattern) for each in said if not each.is_deny for pattern in each.actions))
    for way in WAYS:
        if all(action in named and _reaches(said, bounds, action, kind) for action, kind in way):
            return f"{_named(way)} on everything"
    for kind, actions in OWN.items():
        for action in actions:
            if action in named and any(_reaches_own(said, bounds, action, each) for each in (own or {}).get(kind, ())):
                return f"{action} on its own {kind}"
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
    return _reaches_own(said, bounds, action, [[kind.replace("*", name) for name in ANY_NAME]])


def _reaches_own(
    said: Iterable[Statement], bounds: Sequence[Statement] | None, action: str, names: Sequence[list[str]]
) -> bool:
    """Tell whether an action is allowed on what goes by names of one list or another, and denied by none of them."""
    allowed = [each for each in said if not each.is_deny and covers(each, action) and not tagged(each)]
    return (
        any(_takes_in(each.resources, action, alike) for each in allowed for alike in names)
        and not any(_denies(each, action, alike) for each in said for alike in names)
        and (bounds is None or all(_leaves_open(bounds, action, alike) for alike in names))
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
    allowed = any(not each.is_deny and speaks_of(each, action) for each in bounds)
    return allowed and not any(_denies(each, action, names) for each in bounds)


def _denies(statement: Statement, action: str, names: list[str]) -> bool:
    always = statement.is_deny and not list(statement.conditions()) and speaks_of(statement, action)
    return always and _takes_in([str(each) for each in listed(statement.raw.get("Resource"))], action, names)


def _takes_in(resources: Iterable[str], action: str, names: list[str]) -> bool:
    service = action.split(":")[0]
    services = (service, OF_ANOTHER.get(service, service))
    parts = [resource.replace("[", "[[]").split(":", 5) for resource in resources]
    patterns = [each[-1] for each in parts if len(each) < 6 or any(fnmatchcase(name, each[2]) for name in services)]
    return any(all(fnmatchcase(name, pattern) for name in names) for pattern in patterns)
