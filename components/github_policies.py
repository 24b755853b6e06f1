"""Trust and policies of the two roles of GitHub's workflows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.account import Account
from components.github_changes import PASSED, PASSED_TO
from components.identity_policies import DATA_READS, Scope
from components.permissions_boundary import SAFEGUARDS
from components.policy_document import Document, allow, policy

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
STATE_READS = ("kms:Decrypt", "s3:GetObject")
"""The data actions for Pulumi's state, which is in a bucket and encrypted with a key."""
DEPLOYMENT_READS = (
    *("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "lambda:GetFunction", "secretsmanager:GetSecretValue"),
    *("sns:Subscribe", "ssm:GetParameter*"),
)
"""The data actions for a deployment: the provider uses them to compare actual with declared resources, and Docker to
check before a push whether the image exists (Amazon ECR User Guide, "IAM permissions for pushing an image to an
Amazon ECR private repository")."""
DESCRIBE = ("iam:UpdateRole", "iam:UpdateRoleDescription")
"""The provider changes a role's description with the second, and its maximum session duration with the first."""
WITHIN_BOUNDARY = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""Actions on roles that support the condition key of the permissions boundary (Service Authorization Reference, AWS
IAM)."""
REWRITING = ("iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:SetDefaultPolicyVersion")
"""Actions by which a principal that the boundary limits would change what the boundary allows."""
FORBIDDEN = (
    *("backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint"),
    *("cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "config:DeleteConfigurationRecorder"),
    *("config:StopConfigurationRecorder", "codepipeline:OverrideStageCondition", "codepipeline:PutApprovalResult"),
    *("guardduty:DeleteDetector", "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateGroup"),
    *("iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:CreateUser"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutUserPolicy", "iam:AttachUserPolicy", "kms:DisableKey"),
    *("kms:ScheduleKeyDeletion", "logs:DeleteLogGroup", "organizations:LeaveOrganization"),
    *("s3:BypassGovernanceRetention", "securityhub:DisableSecurityHub", "sts:AssumeRole"),
)
"""Actions denied to workflows, whatever is merged: long-lived credentials, disabling audit records, deleting
backups, and approving a release. An administrator can do them by hand."""


@dataclass(frozen=True, kw_only=True)
class State:
    """The bucket and key of Pulumi's state."""

    bucket: str
    key_arn: str
    """The ARN of the secrets provider's key."""


def github_trust(
    account: Account, repository: str, subject: str, *, ref: str | None = None, environment: str | None = None
) -> Document:
    """Return the trust policy for workflows of one repository, whose tokens have this subject.

    A subject is `repo:<repository>:pull_request` or `repo:<repository>:environment:<name>`. For a repository that was
    created, renamed or moved since the summer of 2026 it includes the ids of organisation and repository, as
    `repo:<organisation>@<id>/<name>@<id>:…` (GitHub Docs, "OpenID Connect reference", immutable subject claims): the
    name alone would match no token.

    Each of GitHub's claims must equal one value (IAM User Guide, "Available keys for AWS OIDC federation", which
    supports GitHub's own claims besides `aud` and `sub` since January 2026). A subject with an environment does not
    include the branch, hence `ref`.
    """
    claims = {"aud": AUDIENCE, "sub": subject, "repository": repository}
    if ref:
        claims["ref"] = ref
    if environment:
        claims["environment"] = environment
    statement = {
        "Sid": "WorkflowsOfOneRepository",
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn(account)},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{ISSUER}:{claim}": value for claim, value in claims.items()}},
    }
    return policy(statement)


def provider_arn(account: Account) -> str:
    """Return the ARN of GitHub's OpenID Connect provider in an account."""
    return account.iam_arn(f"oidc-provider/{ISSUER}")


def preview_policy(scope: Scope, state: State) -> Document:
    """Return the policy of previews besides AWS's read-only policy: allows reading the state, denies reading data."""
    return policy(*_read_state(scope, state), *_no_data_but_state(scope, state, ()))


def state_policy(scope: Scope, state: State) -> Document:
    """Return the policy of a deployment for its stack's state, which also denies reading data."""
    own = f"{scope.account.bucket_arn(state.bucket)}/.pulumi"
    kinds = ("backups", "history", "stacks")
    folders = [f"{own}/{kind}/{scope.project}/{scope.stack}*" for kind in kinds]
    locks = f"{own}/locks/organization/{scope.project}/{scope.stack}/*"
    return policy(
        *_read_state(scope, state),
        allow("WriteState", ("s3:DeleteObject", "s3:PutObject"), [*folders, locks]),
        allow("EncryptState", ("kms:Encrypt", "kms:GenerateDataKey"), [state.key_arn]),
        *_no_data_but_state(scope, state, DEPLOYMENT_READS),
    )


def identities_policy(scope: Scope, boundary_arn: Any) -> Document:
    """Return the policy of a deployment for identities: it manages only roles with the stack's boundary.

    It changes trust policies only of roles that the stack names. `boundary_arn` may be an output.
    """
    iam_arn = scope.account.iam_arn
    roles, policies = iam_arn("role/*"), iam_arn(f"policy/{scope.prefix}-*")
    passed = [iam_arn(f"role/{name}") for name in (f"{scope.prefix}-*", scope.database, *PASSED)]
    return policy(
        allow(
            "MakeRolesWithinTheBoundary",
            WITHIN_BOUNDARY,
            [roles],
            StringEquals={"iam:PermissionsBoundary": boundary_arn},
        ),
        allow("LookAfterRoles", ("iam:DeleteRole", "iam:TagRole", "iam:UntagRole", *DESCRIBE), [roles]),
        allow("ChangeWhoTakesNamedRoles", ("iam:UpdateAssumeRolePolicy",), [iam_arn(f"role/{scope.prefix}-*")]),
        allow(
            "MakePolicies",
            tuple(
                f"iam:{action}"
                for action in (
                    *("CreatePolicy", "CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion"),
                    *("SetDefaultPolicyVersion", "TagPolicy", "UntagPolicy"),
                )
            ),
            [policies],
        ),
        {"Sid": "BoundaryStays", "Effect": "Deny", "Action": list(REWRITING), "Resource": boundary_arn},
        allow("PassRoles", ("iam:PassRole",), passed, StringEquals={"iam:PassedToService": list(PASSED_TO)}),
        allow("LetAwsMakeItsRoles", ("iam:CreateServiceLinkedRole",), [iam_arn("role/aws-service-role/*")]),
        allow("SetUpTheAccount", ("iam:DeleteAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"), ["*"]),
    )


def deployment_boundary(scope: Scope) -> dict[str, Any]:
    """Return the permissions boundary of the deploying role, which it cannot change.

    It also protects the stack's boundary: a principal that could widen it could give any role any permission.
    """
    own = [scope.account.iam_arn(f"{kind}/{scope.prefix}-github-*") for kind in ("role", "policy")]
    boundary = scope.account.iam_arn(f"policy/{scope.prefix}-boundary")
    unread = set(DATA_READS) - set(STATE_READS) - set(DEPLOYMENT_READS)
    changes = sorted(action for action in SAFEGUARDS["IdentitiesStay"] if action.startswith("iam:"))
    deletes = ("iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePolicy")
    others = ("iam:DeleteOpenIDConnectProvider", "iam:DetachRolePolicy", "iam:UpdateOpenIDConnectProviderThumbprint")
    return policy(
        {"Sid": "WhatItsPoliciesAllow", "Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "Never", "Effect": "Deny", "Action": list(FORBIDDEN), "Resource": "*"},
        {"Sid": "NoData", "Effect": "Deny", "Action": sorted(unread), "Resource": "*"},
        {
            "Sid": "TheLinesStay",
            "Effect": "Deny",
            "Action": [*changes, *deletes, *others, "iam:AddClientIDToOpenIDConnectProvider", *DESCRIBE],
            "Resource": [*own, provider_arn(scope.account), boundary],
        },
    )


def _read_state(scope: Scope, state: State) -> list[dict[str, Any]]:
    arn = scope.account.bucket_arn(state.bucket)
    return [
        allow("ListState", ("s3:ListBucket",), [arn]),
        allow("ReadState", ("s3:GetObject",), [f"{arn}/.pulumi/*"]),
        allow("DecryptState", ("kms:Decrypt",), [state.key_arn]),
    ]


def _no_data_but_state(scope: Scope, state: State, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the statement that denies data, as for auditors, except the state and the actions given."""
    unread = sorted(set(DATA_READS) - set(STATE_READS) - set(needed))
    objects = f"{scope.account.bucket_arn(state.bucket)}/.pulumi/*"
    denied: list[dict[str, Any]] = [{"Sid": "NoData", "Effect": "Deny", "Action": unread, "Resource": "*"}]
    denied.append({"Sid": "NoObjectsButState", "Effect": "Deny", "Action": "s3:GetObject", "NotResource": objects})
    if not needed:
        denied.append(
            {"Sid": "NoSecretsButState", "Effect": "Deny", "Action": "kms:Decrypt", "NotResource": state.key_arn}
        )
    return denied
