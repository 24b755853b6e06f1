"""Rules against ways from what somebody was given to what others were, or to give away what is others' data."""

from __future__ import annotations

from collections.abc import Callable

from policies.bounds import BOUNDARY, own_boundaries
from policies.documents import Statement, statements
from policies.given import Given, first_given
from policies.grants import HOLDERS, ROLE, judge_documents
from policies.managed_policies import managed_name
from policies.naming import own_names, referred_names
from policies.reach import way_out, way_up
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack, UnknownValue


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Leave identities to the deployment, name those that may be changed, or demand `iam:PermissionsBoundary`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
)
def policy_gives_no_way_up(holder: Resource, stack: Stack) -> Verdict:
    """A policy lets nobody give themselves what they were not given: permissions, credentials or other roles."""
    return _judged(holder, stack, way_up)


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name by ARN, tag or alias what it may be done to; deny what nobody needs, such as sharing snapshots.",
    url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def policy_gives_no_data_away(holder: Resource, stack: Stack) -> Verdict:
    """A policy lets nobody say, of whatever data there is of a kind, who else may reach it."""
    return _judged(holder, stack, way_out)


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Take from one of its policies what makes a way together with another, or name what it is allowed on.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic",
)
def role_finds_no_way_up(role: Resource, stack: Stack) -> Verdict:
    """All that a role is given, taken together and within its boundary, leaves it no way to what it was not given."""
    given: list[Given] = []
    said: list[Statement] = []
    bounds = own_boundaries(role, stack)
    boundary = statements(bounds[0].document("policy")) if bounds else None

    def take(policy: Given) -> None:
        given.append(policy)
        said.extend(policy.read())

    unknown: UnknownValue | None = None
    try:
        first_given(role, stack, take)
    except UnknownValue as met:
        unknown = met
    policies = [*bounds, *(each.policy for each in given if each.policy)]
    own = {"role": [_names(role, "role")], "policy": [_names(each, "policy") for each in policies]}
    if way := way_up(said, boundary, own):
        if not bounds and _is_bounded(role):
            raise UnknownValue(BOUNDARY, f"is made elsewhere, and what it leaves open is not known: else {way}")
        return f"its policies together allow {way}"
    if unknown:
        raise unknown
    return None if given else NotApplicable("it is given nothing")


def _names(resource: Resource, kind: str) -> list[list[str]]:
    try:
        return own_names(resource, kind)
    except UnknownValue:
        return referred_names(resource, kind)


def _is_bounded(role: Resource) -> bool:
    """Tell whether a role has a boundary that may hold it: of AWS's policies, the one that allows all does not."""
    arn = role.properties.get(BOUNDARY)
    return role.has(BOUNDARY) and not (isinstance(arn, str) and managed_name(arn) == "AdministratorAccess")


def _judged(holder: Resource, stack: Stack, find: Callable[[list[Statement]], str | None]) -> Verdict:
    def problem(said: list[Statement]) -> str | None:
        way = find(said)
        return f"it allows {way}" if way else None

    return judge_documents(holder, stack, problem)
