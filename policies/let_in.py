"""Whether a service of AWS may do something by the statements of a policy: of a topic, a key or a role's trust."""

from __future__ import annotations

import re
from collections.abc import Mapping

from policies.documents import Statement, listed
from policies.grants import speaks_of

TOLD = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid")
"""Keys by which a service says for whose resource it acts, if it says so."""


def is_service(name: str, service: str) -> bool:
    """Tell whether a principal is a service, as everywhere or in one region, in China too."""
    like = rf"{re.escape(service)}(\.[a-z]+-[a-z-]+-\d)?\.amazonaws\.com(\.cn)?"
    return re.fullmatch(like, name) is not None


def denies_service(statement: Statement, service: str, action: str) -> bool:
    """Tell whether a statement denies a service an action whatever else is true; of conditions that is not asked."""
    return (
        statement.is_deny
        and not list(statement.conditions())
        and _speaks_to(statement, service)
        and speaks_of(statement, action)
    )


def only_demands(statement: Statement, *keys: str) -> bool:
    """Tell whether a statement's conditions, if any, demand something of these keys alone, and refuse nothing."""
    return all(
        key.startswith(keys) and "Not" not in operator and operator != "Null"
        for operator, key, _ in statement.conditions()
    )


def _speaks_to(statement: Statement, service: str) -> bool:
    if "NotPrincipal" in statement.raw:
        spared = statement.raw["NotPrincipal"]
        named = listed(spared.get("Service")) if isinstance(spared, Mapping) else listed(spared)
        return not any(is_service(str(each), service) for each in named)
    return "*" in statement.principals or any(is_service(each, service) for each in statement.services)
