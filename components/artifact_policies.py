"""Who may use the pipeline's artifacts, and the key that encrypts them: resource policies as plain data.

Roles are named by a condition on `aws:PrincipalArn` within their account, and not as principals: AWS takes a policy
only if the principals in it exist (IAM User Guide, "AWS JSON policy elements: Principal"), and the roles of other
accounts are made after this one, just as those there name roles from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.account import Account
from components.key_policy import USE, used_by_service
from components.pipeline_policies import BILLS, RELEASES
from components.policy_document import Statement

INSPECTOR = "inspector2.amazonaws.com"


def artifact_key_uses(account: Account, roles: Sequence[str], targets: Sequence[str]) -> list[Statement]:
    """Return who uses the key: the pipeline's `roles`, deployment roles (`targets`) to read, and Inspector to write."""
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
    """Return who else than the account's own roles may use the bucket, and that releases are recorded by one role.

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
            "Resource": f"{arn}/{BILLS}/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": account.id}, "ArnLike": _reports(account)},
        },
    ]


def _roots(roles: Sequence[str]) -> list[str]:
    """Return the accounts of roles, as principals."""
    return sorted({role.split(":role/")[0] + ":root" for role in roles})


def _reports(account: Account) -> dict[str, Any]:
    return {"aws:SourceArn": account.arn("inspector2", "report/*")}
