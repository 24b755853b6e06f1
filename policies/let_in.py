"""Whether a service of AWS may do something by the statements of a policy: of a topic, a key or a role's trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from policies.circumstances import met
from policies.documents import Statement, listed
from policies.grants import speaks_of
from policies.values import UnknownValue

TOLD = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid")
"""Keys by which a service says for whose resource it acts, if it says so."""
OF_SERVICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/"), ()),
    **dict.fromkeys(("aws:sourcevpc", "aws:sourcevpce"), ()),
    **dict.fromkeys(("aws:principalaccount", "aws:principalarn"), ("AWS's own",)),
    **dict.fromkeys(("aws:principalisawsservice", "aws:securetransport"), ("true",)),
    "s3:tlsversion": ("1.2",),
}
"""What a request of a service's own says, and does not: it is of no organization and no network of a customer's (IAM
User Guide, "AWS global condition context keys", `aws:PrincipalOrgID` and `aws:PrincipalIsAWSService`). No less than TLS
1.2 is taken from anybody."""


def is_service(name: str, service: str) -> bool:
    """Tell whether a principal is a service, as everywhere or in one region, in China too."""
    like = rf"{re.escape(service)}(\.[a-z]+-[a-z-]+-\d)?\.amazonaws\.com(\.cn)?"
    return re.fullmatch(like, name) is not None


def denies_service(
    statement: Statement,
    service: str,
    action: str,
    of_it: Callable[[Statement], bool] = lambda _: True,
    *,
    tells: bool = True,
) -> bool:
    """Tell whether a statement, if it is `of_it`, denies a service an action.

    `tells` is whether the service says for whose resource it acts: then that it is one that the policy means is taken
    on trust. Raises `UnknownValue` where the denial hangs on a condition, and it is not known if the service meets it.
    """
    if not statement.is_deny or not _speaks_to(statement, service) or not speaks_of(statement, action):
        return False
    told = {key: _meant(statement, key) if tells else () for key in TOLD}
    denied = met(statement, {**OF_SERVICES, "aws:principalservicename": (f"{service}.amazonaws.com",), **told})
    if denied is False or not of_it(statement):
        return False
    if denied is None:
        raise UnknownValue(
            statement.name, f"denies {action} on a condition, and whether {service} meets it is not known"
        )
    return True


def only_demands(statement: Statement, *keys: str) -> bool:
    """Tell whether a statement's conditions, if any, demand something of these keys alone, and refuse nothing."""
    return all(
        key.startswith(keys) and "Not" not in operator and operator != "Null"
        for operator, key, _ in statement.conditions()
    )


def _meant(statement: Statement, key: str) -> tuple[str, ...]:
    """Return what a policy holds against a key: what a service says there is taken to be one of these values."""
    return tuple(value for _, name, values in statement.conditions() if name == key for value in values)[:1]


def _speaks_to(statement: Statement, service: str) -> bool:
    if "NotPrincipal" in statement.raw:
        spared = statement.raw["NotPrincipal"]
        named = listed(spared.get("Service")) if isinstance(spared, Mapping) else listed(spared)
        return not any(is_service(str(each), service) for each in named)
    return "*" in statement.principals or any(is_service(each, service) for each in statement.services)
