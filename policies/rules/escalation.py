"""Rules against ways from what somebody was given to what others were."""

from __future__ import annotations

from policies.documents import Statement, statements
from policies.given import Given, first_given
from policies.grants import HOLDERS, POLICY, ROLE, judge_documents
from policies.reach import way_up
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

    def problem(said: list[Statement]) -> str | None:
        way = way_up(said)
        return f"it allows {way}" if way else None

    return judge_documents(holder, stack, problem)


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
    bounds = [bound for bound in role.refers_to("permissionsBoundary") if bound.type == POLICY]
    boundary = statements(bounds[0].document("policy")) if bounds else None

    def take(policy: Given) -> None:
        given.append(policy)
        said.extend(policy.read())

    unknown: UnknownValue | None = None
    try:
        first_given(role, stack, take)
    except UnknownValue as met:
        unknown = met
    if way := way_up(said, boundary):
        return f"its policies together allow {way}"
    if unknown:
        raise unknown
    return None if given else NotApplicable("it is given nothing")
