"""What GitHub's workflows may do in an account: trust and policies of the two roles, as plain data."""

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
"""What of data the state of Pulumi takes: it is in a bucket, and encrypted with a key."""
DEPLOYMENT_READS = (
    *("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "lambda:GetFunction", "secretsmanager:GetSecretValue"),
    *("sns:Subscribe", "ssm:GetParameter*"),
)
"""What of data comes with deploying: the provider asks for these to compare what is there with what should be, and
Docker, before it pushes an image, whether that is there (Amazon ECR User Guide, "IAM permissions for pushing an image
to an Amazon ECR private repository")."""
DESCRIBE = ("iam:UpdateRole", "iam:UpdateRoleDescription")
"""The provider changes a role's description by the second, and how long its sessions last by the first."""
WITHIN_BOUNDARY = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""Actions on roles whose permissions boundary IAM can look at (Service Authorization Reference, AWS IAM)."""
NEVER = (
    *("backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint"),
    *("cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "config:DeleteConfigurationRecorder"),
    *("config:StopConfigurationRecorder", "codepipeline:OverrideStageCondition", "codepipeline:PutApprovalResult"),
    *("guardduty:DeleteDetector", "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateGroup"),
    *("iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:CreateUser"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutUserPolicy", "iam:AttachUserPolicy", "kms:DisableKey"),
    *("kms:ScheduleKeyDeletion", "logs:DeleteLogGroup", "organizations:LeaveOrganization"),
    *("s3:BypassGovernanceRetention", "securityhub:DisableSecurityHub", "sts:AssumeRole"),
)
"""What a workflow does not do, whatever is merged: nobody is let in for good, nothing that records is turned off, no
copy of the data is thrown away, and no release approves itself. An administrator can, by hand."""


@dataclass(frozen=True, kw_only=True)
class State:
    """Where Pulumi keeps the state of the stack."""

    bucket: str
    key_arn: str
    """The key of the secrets provider."""


def github_trust(
    account: Account, repository: str, subject: str, *, ref: str | None = None, environment: str | None = None
) -> Document:
    """Return the trust in workflows of one repository, whose tokens have this subject.

    A subject is `repo:<repository>:pull_request` or `repo:<repository>:environment:<name>`. Of a repository that was
    made, renamed or moved since the summer of 2026 it holds the ids of organisation and repository too, as
    `repo:<organisation>@<id>/<name>@<id>:…` (GitHub Docs, "OpenID Connect reference", immutable subject claims): the
    name alone would let nobody in.

    Each of GitHub's claims is held against one value (IAM User Guide, "Available keys for AWS OIDC federation", which
    has had GitHub's own claims beside `aud` and `sub` since January 2026). A subject that names an environment says
    nothing of the branch, hence `ref`.
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
    """Return the ARN of GitHub's provider in an account, which has one."""
    return account.iam_arn(f"oidc-provider/{ISSUER}")


def preview_policy(scope: Scope, state: State) -> Document:
    """Return what AWS's policy for readers lacks and has too much for a preview: the state is read, and no data."""
    return policy(*_read_state(scope, state), *_no_data_but_state(scope, state, ()))


def state_policy(scope: Scope, state: State) -> Document:
    """Return what a deployment does with the state of its own stack, and what of data it does not see."""
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
    """Return what a deployment does to identities: it makes roles within the stack's boundary, and none without.

    Who may take a role is changed of roles that the stack names. `boundary_arn` may be an output.
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
        allow("PassRoles", ("iam:PassRole",), passed, StringEquals={"iam:PassedToService": list(PASSED_TO)}),
        allow("LetAwsMakeItsRoles", ("iam:CreateServiceLinkedRole",), [iam_arn("role/aws-service-role/*")]),
        allow("SetUpTheAccount", ("iam:DeleteAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"), ["*"]),
    )


def deployment_boundary(scope: Scope) -> dict[str, Any]:
    """Return the line that the deploying role does not cross, and which it cannot move.

    It also keeps the stack's own boundary as it is: who could widen that could give any role anything.
    """
    own = [scope.account.iam_arn(f"{kind}/{scope.prefix}-github-*") for kind in ("role", "policy")]
    boundary = scope.account.iam_arn(f"policy/{scope.prefix}-boundary")
    unread = set(DATA_READS) - set(STATE_READS) - set(DEPLOYMENT_READS)
    changes = sorted(action for action in SAFEGUARDS["IdentitiesStay"] if action.startswith("iam:"))
    deletes = ("iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePolicy")
    others = ("iam:DeleteOpenIDConnectProvider", "iam:DetachRolePolicy", "iam:UpdateOpenIDConnectProviderThumbprint")
    return policy(
        {"Sid": "WhatItsPoliciesAllow", "Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "Never", "Effect": "Deny", "Action": list(NEVER), "Resource": "*"},
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
    """Return the denial of data, as for auditors, but for the state and what is needed."""
    unread = sorted(set(DATA_READS) - set(STATE_READS) - set(needed))
    objects = f"{scope.account.bucket_arn(state.bucket)}/.pulumi/*"
    denied: list[dict[str, Any]] = [{"Sid": "NoData", "Effect": "Deny", "Action": unread, "Resource": "*"}]
    denied.append({"Sid": "NoObjectsButState", "Effect": "Deny", "Action": "s3:GetObject", "NotResource": objects})
    if not needed:
        denied.append(
            {"Sid": "NoSecretsButState", "Effect": "Deny", "Action": "kms:Decrypt", "NotResource": state.key_arn}
        )
    return denied
