"""What a resource's policy denies to everybody.

A denial is a safeguard only as far as it goes: so here nothing is taken for `*` that is not written as one. A
`NotPrincipal` spares those whom it names, a `NotAction` the very actions that it names, and a principal that is `*`
under `Service` means services alone (IAM User Guide, "AWS JSON policy elements").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.documents import Statement, listed
from policies.values import UnknownValue
from policies.view import Resource
from policies.wildcards import like

ANYTHING = ("/a", "/Of9.Nobody/2")
"""What may be inside of a resource: who names both, in however many wildcards, names all that is."""


def denies_everybody(statement: Statement, action: str) -> bool:
    """Tell whether a statement denies an action to everybody, whatever the conditions. IAM ignores an action's case."""
    principal = statement.raw.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    everybody = statement.is_deny and "*" in listed(named)
    actions = [str(each).lower() for each in listed(statement.raw.get("Action"))]
    return everybody and any(like(action.lower(), pattern) for pattern in actions)


def speaks_of(statement: Statement, resource: Resource, by: str, kind: str = "", inside: Iterable[str] = ("",)) -> bool:
    """Tell whether a statement's resources take in a resource, or all that is `inside` of it.

    `by` is the property with its name and `kind` what stands before that in its ARN; the account and the region of an
    ARN are taken on trust. Raises `UnknownValue` where the policy names ARNs, and that of the resource is not known.
    """
    if "NotResource" in statement.raw:
        return False
    own = f"${{{resource.name}}}"
    patterns = [_tail(str(each), resource.name, by, own) for each in listed(statement.raw.get("Resource"))]

    def named(name: str) -> bool:
        return all(any(like(f"{name}{each}", pattern) for pattern in patterns) for each in inside)

    if named(own) or named(f"{kind}{own}"):
        return True
    if all("${" in pattern for pattern in patterns):
        return False
    if name := resource.get(by, ""):
        return named(f"{kind}{name}")
    raise UnknownValue(by, "is not given, so that what the policy names cannot be told from it")


def reaches_into(statement: Statement, resource: Resource, by: str) -> bool:
    """Tell whether one of a statement's resources is something, or all, that is inside of a resource.

    `by` is the property with its name. Raises `UnknownValue` as `speaks_of` does.
    """
    own = f"${{{resource.name}}}"
    patterns = [_tail(str(each), resource.name, by, own) for each in listed(statement.raw.get("Resource"))]
    if any(_inside(own, pattern) for pattern in patterns):
        return True
    if all("${" in pattern for pattern in patterns):
        return False
    if name := resource.get(by, ""):
        return any(_inside(name, pattern) for pattern in patterns)
    raise UnknownValue(by, "is not given, so that what the policy names cannot be told from it")


def _inside(name: str, pattern: str) -> bool:
    return pattern.startswith(f"{name}/") or like(f"{name}/a", pattern)


def _tail(arn: str, name: str, by: str, own: str) -> str:
    """Return what an ARN names in an account; what AWS will choose for the resource itself is written as `own`."""
    for attribute in ("arn", "id", by):
        arn = arn.replace(f"${{{name}.{attribute}}}", own)
    return arn.split(":", 5)[-1]
