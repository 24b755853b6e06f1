"""Rules for roles that are handed to services, without which nothing is recorded, copied or run."""

from __future__ import annotations

from collections.abc import Mapping

from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.service_roles import COPYING, RECORDING, RUNNING, MadeElsewhere, roles_handed, shut_out
from policies.view import Resource, Stack

FIX = "Name a role of this stack whose trust policy allows the service `sts:AssumeRole`, and nowhere denies it."
URL = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html"


@stack_rule(*RECORDING, severity=Severity.HIGH, fix=FIX, url=URL)
def what_records_can_take_its_role(resource: Resource, stack: Stack) -> Verdict:
    """A role by which a trail, a recorder or a flow log records can be taken by its service."""
    return _judged(resource, RECORDING[resource.type], stack)


@stack_rule(*COPYING, severity=Severity.HIGH, fix=FIX, url=URL)
def what_copies_can_take_its_role(resource: Resource, stack: Stack) -> Verdict:
    """A role by which data is backed up, restored to try it, or replicated can be taken by its service."""
    return _judged(resource, COPYING[resource.type], stack)


@stack_rule(*RUNNING, severity=Severity.HIGH, fix=FIX, url=URL)
def what_runs_can_take_its_role(resource: Resource, stack: Stack) -> Verdict:
    """A role by which something runs, is delivered, passed on or measured can be taken by its service."""
    return _judged(resource, RUNNING[resource.type], stack)


def _judged(resource: Resource, handed: Mapping[str, str], stack: Stack) -> Verdict:
    given = [path for path in handed if resource.has(path)]
    if not given:
        return NotApplicable("it hands no role to a service")
    elsewhere = []

    def problem(path: str) -> str | None:
        try:
            roles = roles_handed(resource, path, stack)
        except MadeElsewhere as met:
            elsewhere.append(str(met))
            return None
        return first_problem(lambda role: shut_out(role, handed[path]), roles)

    if found := first_problem(problem, given):
        return found
    return NotApplicable(elsewhere[0]) if elsewhere else None
