"""What statements let somebody do, taken together: what one allows and another does not deny."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from policies.documents import Statement, listed
from policies.grants import WILDCARDS, covers, demanded, demands, speaks_of
from policies.guards import Asking, Singles, holds_back, keeps_to_named, names_thing
from policies.naming import ANY_NAME, names_by_condition, through_services
from policies.ways_out import AWAY, TO
from policies.ways_up import ACTIONS, HANDED, OWN, PASS, WAYS, Way
from policies.wildcards import like

OF_ANOTHER = {"ec2-instance-connect": "ec2", "ssm": "ec2", "sts": "iam"}
"""Services whose actions take resources of another service."""
LOWERED = {action.lower(): action for action in (*ACTIONS, *AWAY)}
EVERYTHING = ["*"]
BY_POLICY = ("iam:permissionsboundary", "iam:policyarn")
"""Condition keys that name policies: what is in those is what holds."""
WRITING = ("iam:CreatePolicyVersion", "iam:CreatePolicy")
"""By which one says what is in a policy: in one that there is, or in a new one."""
Own = Mapping[str, Sequence[Sequence[list[str]]]]
"""By kind what is somebody's own: for each thing the names that it goes by (`policies.naming.own_names`)."""


def way_up(said: Sequence[Statement], bounds: Sequence[Statement] | None = None, own: Own | None = None) -> str | None:
    """Return the first way by which statements lead to what any other identity has, or None if there is none.

    `said` is all that somebody has been given, allowed and denied; `bounds` is a permissions boundary, if there is one.
    What may be changed of `own`, the role itself and the policies that it is given, needs no other identity.
    """
    named = _named(said)
    own = own or {}
    asking = Asking(role=[names for each in own.get("role", ()) for names in each])
    asking = replace(asking, spared=_unless_written(said, bounds, asking))
    for way in WAYS:
        if all(action in named and _reaches(said, bounds, action, kind, asking) for action, kind in way):
            return f"{_told(way)} on everything"
    for kind, actions in OWN.items():
        for action in actions:
            if action in named and any(_reaches_own(said, bounds, action, each, asking) for each in own.get(kind, ())):
                return f"{action} on its own {kind}"
    return _handing(said, bounds, named, asking) if PASS in named else None


def way_out(said: Sequence[Statement]) -> str | None:
    """Return the first action by which statements let somebody give away whatever data there is of a kind."""
    for action in sorted(_named(said) & AWAY.keys()):
        if _reaches(said, None, action, AWAY[action], Asking(), _kept):
            return f"{action} on everything"
    return None


def _named(said: Iterable[Statement]) -> frozenset[str]:
    return frozenset().union(*(_known(pattern) for each in said if not each.is_deny for pattern in each.actions))


@cache
def _known(pattern: str) -> frozenset[str]:
    """Return the actions of all ways that an action, or a pattern of actions, is or takes in."""
    lowered = pattern.lower()
    if not set(pattern) & set(WILDCARDS):
        return frozenset({LOWERED[lowered]} if lowered in LOWERED else ())
    return frozenset(action for lower, action in LOWERED.items() if like(lower, lowered))


def _handing(
    said: Sequence[Statement], bounds: Sequence[Statement] | None, named: frozenset[str], asking: Asking
) -> str | None:
    """Return the first way by which a role is handed to a service that does with it what one says."""
    denials = [each for each in said if each.is_deny]
    for statement in (each for each in said if _reaches([each], None, PASS, "role/*", asking)):
        for service, ways in HANDED.items():
            to = replace(asking, service=f"{service}.amazonaws.com")
            if not _handed_to(statement, to.service) or not _reaches([statement, *denials], bounds, PASS, "role/*", to):
                continue
            for actions in ways:
                if all(action in named and _may(said, bounds, action, asking) for action in actions):
                    return f"{PASS} of any role, and {' and '.join(actions)}"
    return None


def _handed_to(statement: Statement, service: str | None) -> bool:
    services = demanded(statement, "iam:PassedToService")
    return not services or any(like(service or "", each) for each in services)


def _unless_written(said: Sequence[Statement], bounds: Sequence[Statement] | None, asking: Asking) -> Singles:
    """Return what singles things out, but no policies for who may write what is in them by the same statements."""
    named = {resource.split(":", 5)[-1] for each in said for resource in each.resources}

    def written(arn: str) -> bool:
        pattern = arn.split(":", 5)[-1]
        actions = WRITING if set(pattern) & set(WILDCARDS) else WRITING[:1]
        names = {each.replace("*", name) for each in (pattern, *named) for name in ANY_NAME}
        return any(
            _reaches_own(said, bounds, action, [[name]], asking, lambda *_: False)
            for action in actions
            for name in names
            if like(name, pattern)
        )

    return lambda key, values, action: (
        names_thing(key, values, action) and not (key in BY_POLICY and any(map(written, values)))
    )


def _told(way: Way) -> str:
    return " and ".join(dict.fromkeys(action for action, _ in way))


def _kept(statement: Statement, action: str) -> bool:
    """Tell whether what a statement allows to be given away is named by a condition, or those to whom it is given."""
    to = any(
        key in TO and not any(set(value) & set(WILDCARDS) for value in values) for key, values in demands(statement)
    )
    service = action.startswith("kms:") and through_services(statement)
    return to or service or names_by_condition(statement, account=False)


def _reaches(
    said: Iterable[Statement],
    bounds: Sequence[Statement] | None,
    action: str,
    kind: str,
    asking: Asking,
    kept: Callable[[Statement, str], bool] | None = None,
) -> bool:
    """Tell whether an action is allowed on all of a kind, and not denied on all of it."""
    return _reaches_own(said, bounds, action, [[kind.replace("*", name) for name in ANY_NAME]], asking, kept)


def _reaches_own(
    said: Iterable[Statement],
    bounds: Sequence[Statement] | None,
    action: str,
    names: Sequence[list[str]],
    asking: Asking,
    kept: Callable[[Statement, str], bool] | None = None,
) -> bool:
    """Tell whether an action is allowed on what goes by names of one list or another, and denied by none of them."""
    kept = kept or partial(keeps_to_named, singles=asking.spared)
    allowed = [each for each in said if not each.is_deny and covers(each, action) and not kept(each, action)]
    return (
        any(_takes_in(each.resources, action, alike) for each in allowed for alike in names)
        and not any(_denies(each, action, alike, asking) for each in said for alike in names)
        and (bounds is None or all(_leaves_open(bounds, action, alike, asking) for alike in names))
    )


def _may(said: Iterable[Statement], bounds: Sequence[Statement] | None, action: str, asking: Asking) -> bool:
    """Tell whether an action is allowed on anything."""
    allowed = any(not each.is_deny and covers(each, action) for each in said)
    asking = replace(asking, spared=lambda *_: False)
    return (
        allowed
        and not any(_denies(each, action, EVERYTHING, asking) for each in said)
        and (bounds is None or _leaves_open(bounds, action, EVERYTHING, asking))
    )


def _leaves_open(bounds: Sequence[Statement], action: str, names: list[str], asking: Asking) -> bool:
    allowed = any(not each.is_deny and speaks_of(each, action) for each in bounds)
    return allowed and not any(_denies(each, action, names, asking) for each in bounds)


def _denies(statement: Statement, action: str, names: list[str], asking: Asking) -> bool:
    if not statement.is_deny or not speaks_of(statement, action) or not holds_back(statement, action, asking):
        return False
    if "NotResource" not in statement.raw:
        return _takes_in([str(each) for each in listed(statement.raw.get("Resource"))], action, names)
    spared = [str(each) for each in listed(statement.raw["NotResource"])]
    return names != EVERYTHING and not any(_takes_in(spared, action, [name]) for name in names)


def _takes_in(resources: Iterable[str], action: str, names: list[str]) -> bool:
    service = action.split(":")[0]
    services = (service, OF_ANOTHER.get(service, service))
    parts = [resource.split(":", 5) for resource in resources]
    patterns = [each[-1] for each in parts if len(each) < 6 or any(like(name, each[2]) for name in services)]
    return any(all(like(name, pattern) for name in names) for pattern in patterns)
