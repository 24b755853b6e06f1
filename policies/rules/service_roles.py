"""The rule for roles that are handed to services, without which nothing is logged, measured, backed up or run."""

from __future__ import annotations

from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.service_roles import HANDED, roles_handed, shut_out
from policies.view import Resource, Stack


@stack_rule(
    *HANDED,
    severity=Severity.HIGH,
    fix="Name a role of this stack whose trust policy allows the service `sts:AssumeRole`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
)
def service_can_take_its_role(resource: Resource, stack: Stack) -> Verdict:
    """A role that a resource hands to a service can be taken by that service."""
    handed = [(path, service) for path, service in HANDED[resource.type].items() if resource.has(path)]
    if not handed:
        return NotApplicable("it hands no role to a service")

    def problem(named: tuple[str, str]) -> str | None:
        path, service = named
        return first_problem(lambda role: shut_out(role, service), roles_handed(resource, path, stack))

    return first_problem(problem, handed)
