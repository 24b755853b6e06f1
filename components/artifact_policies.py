"""The resource policies of the pipeline's artifacts and of their key, as plain data.

Roles are matched by a condition on `aws:PrincipalArn` within their account, not as principals: AWS accepts a policy
only if its principals exist (IAM User Guide, "AWS JSON policy elements: Principal"), and the roles of other accounts
are created later, as their policies refer to roles here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.account import Account
from components.key_policy import USE, used_by_service
from components.pipeline_policies import RELEASES, SBOM_PREFIX
from components.policy_document import Statement

INSPECTOR = "inspector2.amazonaws.com"


def artifact_key_uses(account: Account, roles: Sequence[str], targets: Sequence[str]) -> list[Statement]:
    """Return the key's statements: for the pipeline's `roles`, for `targets` to read, and for Inspector to write."""
    through_s3 = {"kms:ViaService": f"s3.{account.region}.{account.dns_suffix}"}
    return [
        {
            "Sid": "UseByThePipeline",
            "Effect": "Allow",
            "Principal": {"AWS": account.root},
            "Action": list(USE),
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:PrincipalArn": list(roles)}},
        },
        {
            "Sid": "ReadByDeploymentRoles",
            "Effect": "Allow",
            "Principal": {"AWS": _roots(targets)},
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:PrincipalArn": list(targets)}, "StringEquals": through_s3},
        },
        used_by_service(account, "inspector2", ArnLike=_reports(account)),
    ]


def artifact_bucket_statements(
    account: Account, bucket: str, *, recorder: str, targets: Sequence[str]
) -> list[Statement]:
    """Return the bucket's statements: for other accounts' roles and Inspector, and that only one role records releases.

    `recorder` and `targets` are ARNs of roles. Inspector writes bills of materials (Amazon Inspector User Guide,
    "Exporting SBOMs with Amazon Inspector").
    """
    arn = account.bucket_arn(bucket)
    return [
        {
            "Sid": "DeploymentRolesReadReleases",
            "Effect": "Allow",
            "Principal": {"AWS": _roots(targets)},
            "Action": "s3:GetObject",
            "Resource": f"{arn}/{RELEASES}/*",
            "Condition": {"ArnEquals": {"aws:PrincipalArn": list(targets)}},
        },
        {
            "Sid": "OneRoleRecordsReleases",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": f"{arn}/{RELEASES}/*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": recorder}},
        },
        {
            "Sid": "InspectorListsContents",
            "Effect": "Allow",
            "Principal": {"Service": INSPECTOR},
            "Action": ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"],
            "Resource": f"{arn}/{SBOM_PREFIX}/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": account.id}, "ArnLike": _reports(account)},
        },
    ]


def _roots(roles: Sequence[str]) -> list[str]:
    """Return the accounts of these roles, as principals."""
    return sorted({role.split(":role/")[0] + ":root" for role in roles})


def _reports(account: Account) -> dict[str, Any]:
    return {"aws:SourceArn": account.arn("inspector2", "report/*")}
