"""Rules for what roles, users and groups are allowed."""

from __future__ import annotations

import re
from collections.abc import Callable

from policies.data_services import DATA_SERVICES, only_looks, reaches_data, without_resource
from policies.documents import Statement
from policies.emergency import for_emergencies
from policies.grants import (
    ATTACHMENTS,
    HOLDERS,
    POLICY,
    WILDCARDS,
    covers,
    demanded,
    judge_grants,
    reaches_all,
)
from policies.managed_policies import managed_name
from policies.naming import is_everything, is_whole_kind, names_by_condition, through_services
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.view import Resource, Stack, UnknownValue

BROAD_POLICIES = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
WHOLE_SERVICE = re.compile(
    r"((Full|Admin|Administrator|ReadWrite)(Access)?|PowerUser)(_?[vV]\d+)?$|^AdministratorAccess-|^DataScientist$"
)
"""What the names of AWS's policies for one service and all there is of it are like (AWS Managed Policy Reference)."""
NOT_WHOLE = ("AmazonEC2ContainerRegistryPowerUser", "AmazonElasticFileSystemClientReadWriteAccess")
"""Those of them that leave out what deletes or sets up: images are pulled and pushed, file systems mounted."""


@stack_rule(
    *HOLDERS,
    severity=Severity.CRITICAL,
    fix="Name the actions that are needed; of a service that holds no data a wildcard may be part of a name.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def policy_names_its_actions(holder: Resource, stack: Stack) -> Verdict:
    """A policy allows no action that it does not name, neither by `*` nor by naming those that it leaves out."""

    def problem(statement: Statement) -> str | None:
        nameless = [action for action in statement.actions if set(action.split(":")[0]) & set(WILDCARDS)]
        return f"statement {statement.name} allows every action" if nameless else None

    return judge_grants(holder, stack, problem)


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name each action on the service that holds the data, instead of a pattern.",
    url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def policy_names_actions_on_data(holder: Resource, stack: Stack) -> Verdict:
    """A policy names every action that it allows on a service that holds data or keys, without wildcards."""

    def problem(statement: Statement) -> str | None:
        broad = [action for action in statement.actions if _takes_in_data(action)]
        return f"statement {statement.name} allows {', '.join(broad)}" if broad else None

    return judge_grants(holder, stack, problem)


def _takes_in_data(action: str) -> bool:
    service, _, name = action.lower().partition(":")
    return service in DATA_SERVICES and any(wildcard in name for wildcard in WILDCARDS)


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name the resources by ARN, as narrowly as their names are known; keep `*` for actions that take no resource. "
    "To send text messages (`sns:Publish` to a number) takes `*`, and an exception that says so.",
    url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def policy_names_its_resources(holder: Resource, stack: Stack) -> Verdict:
    """A policy speaks of everything (`*`) only where an action takes no resource, or looks at how things are set up.

    Everything is whatever there is of a kind in any account, too, unless a condition names the account, the resource or
    its tags. Of data it is also whatever there is of a kind in an account that is named, save to people who take the
    role with a second factor that they have just shown, as in an emergency, or by keys only through services. A pattern
    of actions that do more than look takes in some that take a resource.
    """

    def problem(statement: Statement) -> str | None:
        judged = [action for action in statement.actions if ":" in action and not only_looks(action)]
        unnamed = [action for action in judged if _speaks_of_all(action, statement, holder)]
        return first_problem(lambda action: _needs_resource(action, statement), unnamed)

    return judge_grants(holder, stack, problem)


def _speaks_of_all(action: str, statement: Statement, holder: Resource) -> bool:
    if names_by_condition(statement, account=False):
        return False
    everything = any(map(is_everything, statement.resources))
    if everything and not names_by_condition(statement):
        return True
    service = action.lower().split(":")[0]
    kinds = (each for each in statement.resources if each.split(":")[2:3] == [service])
    of_account = reaches_data(action) and (everything or any(map(is_whole_kind, kinds)))
    return of_account and not through_services(statement) and not for_emergencies(holder)


def _needs_resource(action: str, statement: Statement) -> str | None:
    service, _, name = action.lower().partition(":")
    known = without_resource(service)
    if known is None:
        raise UnknownValue("Resource", f"is `*`, and it is not known whether {action} takes a resource")
    return None if known & {"*", name} else f"statement {statement.name} allows {action} on everything"


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name the roles that may be passed, or the service that they go to by a condition on `iam:PassedToService`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
)
def policy_passes_named_roles_only(holder: Resource, stack: Stack) -> Verdict:
    """A policy lets nobody hand any role of the account to any service."""

    def problem(statement: Statement) -> str | None:
        if not covers(statement, "iam:PassRole") or not reaches_all(statement, ("role",)):
            return None
        services = demanded(statement, "iam:PassedToService")
        named = services and not any(set(service.split(".")[0]) & set(WILDCARDS) for service in services)
        return None if named else f"statement {statement.name} passes any role"

    return judge_grants(holder, stack, problem)


@stack_rule(
    *ATTACHMENTS,
    severity=Severity.CRITICAL,
    fix="Attach a policy that allows what is needed.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
)
def administrator_policy_not_attached(holder: Resource, _stack: Stack) -> Verdict:
    """Nobody is given one of AWS's policies that allow nearly everything, or everything about identities."""
    return _attached(holder, lambda name: name in BROAD_POLICIES)


@stack_rule(
    *ATTACHMENTS,
    severity=Severity.HIGH,
    fix="Write a policy that names what is needed, and on what.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-use-aws-defined-policies",
)
def whole_service_not_given(holder: Resource, _stack: Stack) -> Verdict:
    """Nobody is given one of AWS's policies that allow all of a service on everything, as their names say."""
    return _attached(
        holder, lambda name: name not in (*BROAD_POLICIES, *NOT_WHOLE) and bool(WHOLE_SERVICE.search(name))
    )


def _attached(holder: Resource, refused: Callable[[str], bool]) -> Verdict:
    by = ATTACHMENTS[holder.type]
    paths = [by] if by == "policyArn" else [item.path for item in holder.items(by)]
    if not paths:
        return NotApplicable("it attaches no policy")
    own = [referred for referred in holder.refers_to(by) if referred.type == POLICY]

    def problem(path: str) -> str | None:
        try:
            arn = holder.get(path, "")
        except UnknownValue:
            if own:  # a policy of this stack, which other rules judge by what it allows
                return None
            raise
        return f"it attaches {arn}" if (name := managed_name(arn)) and refused(name) else None

    return first_problem(problem, paths)
