"""Rules for what roles, users and groups are allowed."""

from __future__ import annotations

import re

from policies.documents import Statement
from policies.grants import ATTACHMENTS, HOLDERS, POLICY, WILDCARDS, covers, demanded, judge_grants, reaches_all
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.view import Resource, Stack, UnknownValue

DATA_SERVICES = (
    *("aoss", "athena", "backup", "cassandra", "dynamodb", "ebs", "ecr", "elasticache", "elasticfilesystem", "es"),
    *("firehose", "glue", "healthlake", "kafka-cluster", "kinesis", "kms", "lambda", "logs", "medical-imaging"),
    *("rds-data", "rds-db", "redshift-data", "s3", "s3-object-lambda", "s3express", "secretsmanager", "sns", "sqs"),
    *("ssm", "ssmmessages", "timestream"),
)
"""Services whose actions reach records, secrets, messages or keys, and not only their configuration."""
BROAD_POLICIES = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
WAYS_UP = (
    *("iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"),
    *("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:CreateRole"),
    *("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary", "iam:PutGroupPolicy"),
    *("iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy"),
    *("iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile"),
    *("lambda:UpdateFunctionCode", "sts:AssumeRole"),
)
"""Actions by which one who has a permission gets others (Rhino Security Labs, "AWS IAM Privilege Escalation")."""
IDENTITY_KINDS = ("function", "group", "policy", "role", "user")


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
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Leave identities to the deployment, name those that may be changed, or demand `iam:PermissionsBoundary`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
)
def policy_gives_no_way_up(holder: Resource, stack: Stack) -> Verdict:
    """A policy lets nobody give themselves what they were not given: permissions, credentials or other roles."""

    def problem(statement: Statement) -> str | None:
        ways = [action for action in WAYS_UP if covers(statement, action)]
        if not ways or not reaches_all(statement, IDENTITY_KINDS) or demanded(statement, "iam:PermissionsBoundary"):
            return None
        return f"statement {statement.name} allows {', '.join(ways[:3])} on everything"

    return judge_grants(holder, stack, problem)


@stack_rule(
    *ATTACHMENTS,
    severity=Severity.CRITICAL,
    fix="Attach a policy that allows what is needed.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html",
)
def administrator_policy_not_attached(holder: Resource, _stack: Stack) -> Verdict:
    """Nobody is given one of AWS's policies that allow nearly everything, or everything about identities."""
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
        return f"it attaches {arn}" if re.split("[:/]", arn)[-1] in BROAD_POLICIES else None

    return first_problem(problem, paths)
