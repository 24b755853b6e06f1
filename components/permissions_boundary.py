"""The line that no role of the stack crosses, whatever its own policies say: a permissions boundary as plain data.

A boundary gives nothing. A role may do what both its own policies and its boundary allow (IAM User Guide,
"Permissions boundaries for IAM entities"), so this one can allow nearly everything and still hold two things fast:
nobody in the stack makes or changes an identity, and nobody turns off what watches them. Only whoever deploys the
stack does either, which is why the deployment itself does not run under this boundary.
"""

from __future__ import annotations

from components.account import Account
from components.policy_document import Document, policy

IDENTITY_SERVICES = ("account", "iam", "identitystore", "organizations", "rolesanywhere", "sso", "sso-directory")
"""Left out of what is allowed as a whole: an action that one of them gets tomorrow is shut out today."""
IDENTITY_READS = (
    "account:Get*",
    "account:List*",
    "iam:CreateServiceLinkedRole",  # AWS alone says who takes such a role, and for what
    "iam:Generate*",
    "iam:Get*",
    "iam:List*",
    "iam:Simulate*",
    "identitystore:Describe*",
    "identitystore:List*",
    "organizations:Describe*",
    "organizations:List*",
    "sso:Describe*",
    "sso:Get*",
    "sso:List*",
)
SAFEGUARDS = {
    "IdentitiesStay": (
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:CreateUser",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:PutUserPermissionsBoundary",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy",
        "organizations:LeaveOrganization",
    ),
    "TrailStays": (
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
        "config:DeleteConfigurationRecorder",
        "config:DeleteDeliveryChannel",
        "config:PutConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:PutRetentionConfiguration",
        "config:StopConfigurationRecorder",
        "ec2:DeleteFlowLogs",
        "logs:DeleteLogGroup",
        "logs:DeleteLogStream",
        "logs:DeleteMetricFilter",
        "logs:DeleteRetentionPolicy",
        "logs:DisassociateKmsKey",
        "logs:PutMetricFilter",
        "route53resolver:DeleteResolverQueryLogConfig",
        "route53resolver:DisassociateResolverQueryLogConfig",
    ),
    "DetectionStays": (
        "access-analyzer:CreateArchiveRule",
        "access-analyzer:DeleteAnalyzer",
        "access-analyzer:UpdateArchiveRule",
        "cloudwatch:DeleteAlarms",
        "cloudwatch:DisableAlarmActions",
        "cloudwatch:PutAlarmMuteRule",  # alarms still go off, and tell nobody
        "cloudwatch:PutCompositeAlarm",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:SetAlarmState",
        "ecr:PutRegistryScanningConfiguration",
        "guardduty:CreateFilter",
        "guardduty:CreateIPSet",
        "guardduty:CreateTrustedEntitySet",  # no findings about what it lists, like an IP set
        "guardduty:DeleteDetector",
        "guardduty:DisassociateFromAdministratorAccount",
        "guardduty:UpdateDetector",
        "guardduty:UpdateFilter",
        "guardduty:UpdateIPSet",
        "guardduty:UpdateTrustedEntitySet",
        "inspector2:CreateFilter",
        "inspector2:Disable",
        "inspector2:UpdateFilter",
        "securityhub:BatchDisableStandards",
        "securityhub:BatchUpdateAutomationRules",
        "securityhub:BatchUpdateStandardsControlAssociations",
        "securityhub:CreateAutomationRule",  # suppresses findings as they come in
        "securityhub:CreateAutomationRuleV2",
        "securityhub:DisableSecurityHub",
        "securityhub:DisassociateFromAdministratorAccount",
        "securityhub:UpdateAutomationRuleV2",
        "securityhub:UpdateStandardsControl",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Unsubscribe",
    ),
    "KeysAndCopiesStay": (
        "backup:DeleteBackupPlan",
        "backup:DeleteBackupSelection",
        "backup:DeleteBackupVault",
        "backup:DeleteBackupVaultAccessPolicy",
        "backup:DeleteBackupVaultLockConfiguration",
        "backup:DeleteRecoveryPoint",
        "backup:PutBackupVaultAccessPolicy",
        "backup:PutBackupVaultLockConfiguration",
        "backup:UpdateBackupPlan",
        "backup:UpdateRecoveryPointLifecycle",
        "kms:DeleteImportedKeyMaterial",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
    ),
    "DoorsStayShut": (
        "ec2:DisableEbsEncryptionByDefault",
        "ec2:DisableImageBlockPublicAccess",
        "ec2:DisableSnapshotBlockPublicAccess",
        "ec2:ModifyEbsDefaultKmsKeyId",
        "ec2:ModifyImageAttribute",  # says which other accounts may have it, like its namesakes of snapshots
        "ec2:ModifyInstanceMetadataDefaults",
        "ec2:ModifySnapshotAttribute",
        "ec2:ResetEbsDefaultKmsKeyId",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:ModifyDBSnapshotAttribute",
        "s3:BypassGovernanceRetention",
        "s3:DeleteBucketPolicy",
        "s3:PutAccountPublicAccessBlock",
        "s3:PutBucketAcl",
        "s3:PutBucketLogging",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
    ),
}
"""What nobody in the stack does, by what it protects."""
ROUTING = ("DeleteRule", "DisableRule", "PutRule", "PutTargets", "RemoveTargets")
"""By which findings would go elsewhere, or nowhere."""


def boundary_policy(account: Account) -> Document:
    """Return the document of the boundary."""
    partition = account.partition
    return policy(
        {
            "Sid": "AllButIdentities",
            "Effect": "Allow",
            "NotAction": [f"{service}:*" for service in IDENTITY_SERVICES],
            "Resource": "*",
        },
        {"Sid": "SeeIdentities", "Effect": "Allow", "Action": list(IDENTITY_READS), "Resource": "*"},
        {
            "Sid": "PassRolesOfThisAccount",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": account.iam_arn("role/*"),
        },
        *(
            {"Sid": sid, "Effect": "Deny", "Action": list(actions), "Resource": "*"}
            for sid, actions in SAFEGUARDS.items()
        ),
        {
            "Sid": "RecordsAreKept",  # RDS checks that its monitoring role may set the retention of its own groups
            "Effect": "Deny",
            "Action": "logs:PutRetentionPolicy",
            "NotResource": f"arn:{partition}:logs:*:*:log-group:RDS*",
        },
        {
            "Sid": "FindingsAreRouted",  # AWS Backup keeps such rules of its own, to follow buckets
            "Effect": "Deny",
            "Action": [f"events:{action}" for action in ROUTING],
            "NotResource": f"arn:{partition}:events:*:*:rule/AwsBackupManagedRule*",
        },
        {
            "Sid": "VersionsAreKept",  # AWS Backup turns them on in a bucket that it restores, under another name
            "Effect": "Deny",
            "Action": "s3:PutBucketVersioning",
            "Resource": account.bucket_arn(f"*-{account.id}"),
        },
    )
