"""Rules for the policy beyond which no role goes, whatever it is given: that each has one, and that it holds back."""

from __future__ import annotations

import re
from dataclasses import replace

from policies.bounds import BOUNDARY as BOUNDARY
from policies.bounds import bounds_somebody, own_boundaries
from policies.documents import Statement, listed, statements
from policies.grants import POLICY, ROLE, demands, speaks_of
from policies.guards import Asking, holds_back
from policies.managed_policies import managed_name
from policies.naming import names_boundary, own_names
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack, UnknownValue
from policies.wildcards import like

IDENTITIES = (
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
)
"""How somebody comes to more than was given. AWS lets them be allowed on a condition: that what is made is bounded."""
CHANGED_BY_HAND = (
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:DeleteConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "guardduty:DeleteDetector",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:DeleteRolePermissionsBoundary",
    "kms:DisableKey",
    "kms:ScheduleKeyDeletion",
    "logs:DeleteLogGroup",
    "organizations:LeaveOrganization",
    "s3:BypassGovernanceRetention",
    "securityhub:DisableSecurityHub",
)
"""What nobody needs to deploy a stack: it ends what records and detects, throws copies away, or lets somebody in."""
CHANGED_BY_DEPLOYING = (
    "backup:PutBackupVaultAccessPolicy",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:UpdateTrail",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DisableAlarmActions",
    "cloudwatch:PutAlarmMuteRule",
    "config:DeleteDeliveryChannel",
    "ec2:DeleteFlowLogs",
    "guardduty:CreateFilter",
    "guardduty:CreateTrustedEntitySet",
    "guardduty:UpdateDetector",
    "guardduty:UpdateFilter",
    "inspector2:CreateFilter",
    "inspector2:Disable",
    "kms:PutKeyPolicy",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "securityhub:BatchDisableStandards",
    "securityhub:CreateAutomationRule",
    "sns:DeleteTopic",
)
"""By which a safeguard is set up, and can be undone in part."""
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
DEPLOYING = (*IDENTITIES, *OWN_LINE["policy"], *OWN_LINE["role"], *CHANGED_BY_DEPLOYING)
"""What it takes to deploy a stack. A boundary for those alone who deploy may leave it open, if it stays where it is;
`policy-gives-no-way-up` judges what is given within it."""
DEPLOYER = "codebuild"
"""The one service that deploys; other roles that do are taken by people or by workflows."""
HELD_BACK = (*CHANGED_BY_HAND, *dict.fromkeys(DEPLOYING))
"""What no other role of a stack does: our policy choice of acts, each of which would undo a safeguard of an account."""
MEANT_TO_BOUND = re.compile("ReadOnly|ViewOnly|SecurityAudit|Boundary$")
"""Names of policies of AWS's own that hold something back: those that only read, and those that are boundaries."""


@stack_rule(
    ROLE,
    severity=Severity.HIGH,
    fix="Set `permissions_boundary` to the ARN of the stack's boundary (`Identity.boundary_arn`).",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    by_name=True,
)
def role_bounded(role: Resource, stack: Stack) -> Verdict:
    """A role has a permissions boundary, so that no policy given to it later goes beyond."""
    if role.get("path", "/").startswith("/aws-service-role/"):
        return NotApplicable("AWS alone says what a service-linked role may do")
    if not role.has(BOUNDARY):
        return "it has no permissions boundary"
    if own := own_boundaries(role, stack):
        for each in own:  # which of them it is, other stacks of the account may have to know
            each.looked_at("name", each.properties.get("name"))
        return None
    arn = role.get(BOUNDARY, "")
    bound = managed_name(arn)
    if bound is None:
        if elsewhere := provided_elsewhere(stack):
            return replace(elsewhere, provided_for=(f'"{arn.rpartition("/")[2]}"',))
        raise UnknownValue(BOUNDARY, f"is {arn}, which this stack does not make: what it holds back is not known")
    if MEANT_TO_BOUND.search(bound):
        return None
    return f"its boundary is {bound}, which AWS wrote to give something, and may widen"


@stack_rule(
    POLICY,
    severity=Severity.CRITICAL,
    fix="Allow in it nothing that makes or changes identities, and deny on every resource what turns safeguards off "
    "(components/permissions_boundary.py).",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def boundary_holds_back(policy: Resource, stack: Stack) -> Verdict:
    """A permissions boundary lets nobody make himself more of an identity, or turn off what guards the account."""
    if not bounds_somebody(policy, stack):
        return NotApplicable("it is nobody's permissions boundary")
    said = statements(policy.document("policy"))
    spared = DEPLOYING if _stays(policy, said, stack) and _only_deploys(policy, stack) else ()
    allowed = [
        action
        for action in sorted(HELD_BACK)
        if action not in spared
        and any(_allows(each, action) for each in said)
        and not any(_denies(each, action, policy, stack) for each in said)
    ]
    return f"it leaves open {', '.join(allowed)}" if allowed else None


def _only_deploys(policy: Resource, stack: Stack) -> bool:
    """Tell whether no role that a boundary holds is of a service that runs or records something for the stack."""
    held = _held(policy, stack)
    trusting = [each for role in held for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    return all(service.split(".")[0] == DEPLOYER for each in trusting for service in each.services)


def _stays(policy: Resource, said: list[Statement], stack: Stack) -> bool:
    """Tell whether a boundary denies to those that it holds every way to move it, or themselves out of it."""
    named = [("policy", policy), *(("role", role) for role in _held(policy, stack))]
    return all(
        any(_denies_on(each, action, alike) for each in said for alike in own_names(resource, kind))
        for kind, resource in named
        for action in OWN_LINE[kind]
    )


def _held(policy: Resource, stack: Stack) -> list[Resource]:
    return [role for role in stack.of(ROLE) if policy in own_boundaries(role, stack)]


def _denies_on(statement: Statement, action: str, names: list[str]) -> bool:
    patterns = [str(each).rpartition(":")[2] for each in listed(statement.raw.get("Resource"))]
    unconditional = statement.is_deny and not list(statement.conditions()) and speaks_of(statement, action)
    return unconditional and any(all(like(name, pattern) for name in names) for pattern in patterns)


def _allows(statement: Statement, action: str) -> bool:
    passed_on = any(names_boundary(key, values) for key, values in demands(statement))
    return not statement.is_deny and speaks_of(statement, action) and not (passed_on and action in IDENTITIES)


def _denies(statement: Statement, action: str, policy: Resource, stack: Stack) -> bool:
    """Tell whether a statement denies an action to all roles that are held, on everything but what is bounded too."""
    everywhere = "*" in listed(statement.raw.get("Resource"))
    if not statement.is_deny or not everywhere or not speaks_of(statement, action):
        return False
    held = _held(policy, stack) if list(statement.conditions()) else []
    asking = [Asking(role=own_names(role, "role"), spared=_bounds_identity) for role in held]
    return all(holds_back(statement, action, each) for each in asking or [Asking(spared=_bounds_identity)])


def _bounds_identity(key: str, values: list[str], action: str) -> bool:
    return action in IDENTITIES and names_boundary(key, values)
