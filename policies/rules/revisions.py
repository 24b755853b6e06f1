"""Rules for who decides which revision of a task definition a service runs."""

from __future__ import annotations

from policies.documents import Statement, statements
from policies.given import Given, first_given
from policies.grants import IDENTITY_CENTER, ROLE, covers, demanded
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack
from policies.wildcards import like

TASK_DEFINITION = "ecs:task-definition"
MOVES = ("ecs:CreateTaskSet", "ecs:UpdateService", "ecs:UpdateServicePrimaryTaskSet")
"""What can put another revision into a service that is there (Service Authorization Reference, Amazon ECS)."""
AS_CONFIGURED = (
    *("application-autoscaling.amazonaws.com", "codedeploy.amazonaws.com", "codepipeline.amazonaws.com"),
    "ecs.application-autoscaling.amazonaws.com",
)
"""Services that do with a role what their configuration says, and run nobody's program with it."""


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Allow `ecs:UpdateService` where `ecs:task-definition` is null; a release names the family it is for.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_service-with-iam.html",
)
def revisions_left_to_releases(role: Resource, stack: Stack) -> Verdict:
    """Only a release moves a service to another revision; whoever else may touch it starts it anew, or scales it.

    A release is a role that no person takes: a service does, or a role that is named, for one family.
    """
    trusted = [each for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    if trusted and all(each.services and set(each.principals) <= set(AS_CONFIGURED) for each in trusted):
        return NotApplicable("AWS does with it what a pipeline or a deployment group says")
    release = bool(trusted) and all(map(_machines, trusted))
    touching: list[Statement] = []

    def open_to_all(statement: Statement) -> bool:
        return not _names_no_revision(statement) and not (release and _names_family(statement))

    def problem(given: Given) -> str | None:
        moving = [each for each in given.allows() if any(covers(each, action) for action in MOVES)]
        touching.extend(moving)
        found = [each.name for each in moving if open_to_all(each)]
        return f"statement {found[0]} of {given.name} lets it move services to any revision" if found else None

    found = first_given(role, stack, problem)
    return found if touching else NotApplicable("it may touch no service")


def _machines(statement: Statement) -> bool:
    """Tell whether a statement of a trust policy lets in services and named roles only, none of which is a person's."""
    by_name = demanded(statement, "aws:PrincipalArn") or [
        principal for principal in statement.principals if principal not in statement.services
    ]
    return all(":role/" in name and IDENTITY_CENTER not in name and "*" not in name for name in by_name)


def _names_no_revision(statement: Statement) -> bool:
    nulls = [(key, [value.lower() for value in values]) for by, key, values in statement.conditions() if by == "Null"]
    return (TASK_DEFINITION, ["true"]) in nulls


def _names_family(statement: Statement) -> bool:
    families = [value.split(":", 5)[-1] for value in demanded(statement, TASK_DEFINITION)]
    probes = ("task-definition/a:1", "task-definition/Of9.Nobody:27")
    return bool(families) and not any(like(probe, family) for probe in probes for family in families)
