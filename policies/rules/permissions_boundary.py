"""Rules for the policy beyond which no role goes, whatever it is given."""

from __future__ import annotations

from fnmatch import fnmatchcase

from policies.documents import Statement, listed, statements
from policies.grants import POLICY, ROLE, USER
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack

BOUNDARY = "permissionsBoundary"
IDENTITIES = (
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
)
"""How somebody comes to more than was given. AWS lets them be allowed on a condition: that what is made is bounded."""
HELD_BACK = (
    *IDENTITIES,
    "backup:DeleteRecoveryPoint",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:StopConfigurationRecorder",
    "guardduty:DeleteDetector",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "organizations:LeaveOrganization",
    "s3:PutAccountPublicAccessBlock",
    "securityhub:DisableSecurityHub",
)
"""What no role of a stack does: our policy choice of acts, each of which would undo the safeguards of an account."""
OWN_LINE = {
    "policy": ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
    "role": (
        "iam:AttachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
    ),
}
"""By which a role could move the line that it is held to: on the boundary, and on the role itself."""
DEPLOYING = (*IDENTITIES, *OWN_LINE["policy"], *OWN_LINE["role"], "kms:PutKeyPolicy", "s3:PutAccountPublicAccessBlock")
"""What it takes to deploy a stack. A boundary may leave it open that stays where it is; `policy-gives-no-way-up` judges
what is given within it."""


@stack_rule(
    POLICY,
    severity=Severity.CRITICAL,
    fix="Allow in it nothing that makes or changes identities, and deny on every resource what turns safeguards off "
    "(components/permissions_boundary.py).",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def boundary_holds_back(policy: Resource, stack: Stack) -> Verdict:
    """A permissions boundary lets nobody make himself more of an identity, or turn off what guards the account."""
    if not _bounds(policy, stack):
        return NotApplicable("it is nobody's permissions boundary")
    said = statements(policy.document("policy"))
    spared = DEPLOYING if _stays(policy, said, stack) else ()
    allowed = [
        action
        for action in HELD_BACK
        if action not in spared
        and any(_allows(each, action) for each in said)
        and not any(_denies(each, action) for each in said)
    ]
    return f"it leaves open {', '.join(allowed)}" if allowed else None


def _bounds(policy: Resource, stack: Stack) -> bool:
    if any(stack.referring(policy, type_, BOUNDARY) for type_ in (ROLE, USER)):
        return True
    name = policy.properties.get("name")
    named = [str(each.properties.get(BOUNDARY, "")) for each in stack.of(ROLE, USER)]
    return isinstance(name, str) and any(arn.endswith(f":policy/{name}") for arn in named)


def _stays(policy: Resource, said: list[Statement], stack: Stack) -> bool:
    """Tell whether a boundary denies to those that it holds every way to move it, or themselves out of it."""
    named = [("policy", policy), *(("role", role) for role in stack.referring(policy, ROLE, BOUNDARY))]
    return all(
        any(_denies_on(each, action, f"{kind}/{resource.get('name', '')}") for each in said)
        for kind, resource in named
        for action in OWN_LINE[kind]
    )


def _denies_on(statement: Statement, action: str, resource: str) -> bool:
    patterns = [str(each).rpartition(":")[2] for each in listed(statement.raw.get("Resource"))]
    unconditional = statement.is_deny and not list(statement.conditions()) and _speaks_of(statement, action)
    return unconditional and any(fnmatchcase(resource, pattern) for pattern in patterns)


def _allows(statement: Statement, action: str) -> bool:
    passed_on = any(key == "iam:permissionsboundary" for _, key, _ in statement.conditions())
    return not statement.is_deny and _speaks_of(statement, action) and not (passed_on and action in IDENTITIES)


def _denies(statement: Statement, action: str) -> bool:
    everywhere = "*" in listed(statement.raw.get("Resource")) and not list(statement.conditions())
    return statement.is_deny and everywhere and _speaks_of(statement, action)


def _speaks_of(statement: Statement, action: str) -> bool:
    spared = statement.raw.get("NotAction")
    patterns = [str(each).lower() for each in listed(statement.raw.get("Action") if spared is None else spared)]
    return any(fnmatchcase(action.lower(), pattern) for pattern in patterns) is (spared is None)
