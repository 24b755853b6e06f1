from __future__ import annotations

import json

import pytest

from components.account import Account
from components.permissions_boundary import SAFEGUARDS, boundary_policy
from tests.components.evaluation import allows

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BOUNDARY = boundary_policy(ACCOUNT)
LOGS = "arn:aws:logs:us-east-1:111122223333:log-group:"
RULES = "arn:aws:events:us-east-1:111122223333:rule/"
LARGEST_MANAGED_POLICY = 6_144
"""Characters, white space aside (IAM User Guide, "IAM and AWS STS quotas")."""

NEEDED = [
    ("flow logs write", "logs:PutLogEvents", f"{LOGS}/footing/dev/network/flows:log-stream:eni"),
    ("the trail writes to CloudWatch", "logs:CreateLogStream", f"{LOGS}/footing/dev/trail:log-stream:1"),
    ("RDS makes the log group of its metrics", "logs:CreateLogGroup", f"{LOGS}RDSOSMetrics"),
    ("RDS sets the retention of its metrics", "logs:PutRetentionPolicy", f"{LOGS}RDSOSMetrics"),
    ("AWS Config looks at roles", "iam:GetRole", "arn:aws:iam::111122223333:role/worker"),
    ("AWS Config looks at the organisation", "organizations:DescribeOrganization", "*"),
    ("AWS Config delivers", "s3:PutObject", "arn:aws:s3:::archive/AWSLogs/111122223333/Config/x"),
    ("AWS Backup takes snapshots", "rds:CreateDBSnapshot", "arn:aws:rds:us-east-1:111122223333:db:footing"),
    ("AWS Backup deletes old ones", "rds:DeleteDBInstanceAutomatedBackup", "*"),
    ("AWS Backup follows buckets", "events:PutRule", f"{RULES}AwsBackupManagedRule-1"),
    ("AWS Backup is told of what changes in them", "events:PutTargets", f"{RULES}AwsBackupManagedRule-1"),
    ("AWS Backup restores to a new bucket", "s3:PutBucketVersioning", "arn:aws:s3:::restored"),
    ("AWS Backup passes a role", "iam:PassRole", "arn:aws:iam::111122223333:role/worker"),
    ("AWS Backup uses keys", "kms:CreateGrant", "*"),
]


@pytest.mark.parametrize(("action", "resource"), [row[1:] for row in NEEDED], ids=[row[0] for row in NEEDED])
def test_it_leaves_room_for_what_services_need(action: str, resource: str) -> None:
    assert allows(BOUNDARY, action, resource)


HELD_BACK = """
    access-analyzer: CreateArchiveRule DeleteAnalyzer UpdateArchiveRule
    backup: DeleteBackupPlan DeleteBackupSelection DeleteBackupVault DeleteBackupVaultAccessPolicy
    backup: DeleteBackupVaultLockConfiguration DeleteRecoveryPoint PutBackupVaultAccessPolicy
    backup: PutBackupVaultLockConfiguration UpdateBackupPlan UpdateRecoveryPointLifecycle
    cloudtrail: DeleteTrail PutEventSelectors StopLogging UpdateTrail
    cloudwatch: DeleteAlarms DisableAlarmActions PutAlarmMuteRule PutCompositeAlarm PutMetricAlarm SetAlarmState
    config: DeleteConfigurationRecorder DeleteDeliveryChannel PutConfigurationRecorder PutDeliveryChannel
    config: PutRetentionConfiguration StopConfigurationRecorder
    ec2: DeleteFlowLogs DisableEbsEncryptionByDefault DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess
    ec2: ModifyEbsDefaultKmsKeyId ModifyImageAttribute ModifyInstanceMetadataDefaults ModifySnapshotAttribute
    ec2: ResetEbsDefaultKmsKeyId
    ecr: PutRegistryScanningConfiguration
    guardduty: CreateFilter CreateIPSet CreateTrustedEntitySet DeleteDetector DisassociateFromAdministratorAccount
    guardduty: UpdateDetector UpdateFilter UpdateIPSet UpdateTrustedEntitySet
    iam: AttachRolePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile CreatePolicyVersion CreateRole CreateUser
    iam: DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary PutRolePermissionsBoundary PutRolePolicy
    iam: PutUserPermissionsBoundary SetDefaultPolicyVersion UpdateAssumeRolePolicy
    inspector2: CreateFilter Disable UpdateFilter
    kms: DeleteImportedKeyMaterial DisableKey DisableKeyRotation PutKeyPolicy ScheduleKeyDeletion
    logs: DeleteLogGroup DeleteLogStream DeleteMetricFilter DeleteRetentionPolicy DisassociateKmsKey PutMetricFilter
    organizations: LeaveOrganization
    rds: ModifyDBClusterSnapshotAttribute ModifyDBSnapshotAttribute
    route53resolver: DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig
    s3: BypassGovernanceRetention DeleteBucketPolicy PutAccountPublicAccessBlock PutBucketAcl PutBucketLogging
    s3: PutBucketObjectLockConfiguration PutBucketPolicy PutBucketPublicAccessBlock PutEncryptionConfiguration
    s3: PutLifecycleConfiguration PutReplicationConfiguration
    securityhub: BatchDisableStandards BatchUpdateAutomationRules BatchUpdateStandardsControlAssociations
    securityhub: CreateAutomationRule CreateAutomationRuleV2 DisableSecurityHub DisassociateFromAdministratorAccount
    securityhub: UpdateAutomationRuleV2 UpdateStandardsControl
    sns: DeleteTopic SetTopicAttributes Unsubscribe
"""
"""Written down a second time, so that none is lost in silence."""
HELD_BACK_ACTIONS = [
    f"{service}:{action}"
    for service, _, actions in (line.strip().partition(":") for line in HELD_BACK.strip().splitlines())
    for action in actions.split()
]


@pytest.mark.parametrize("action", HELD_BACK_ACTIONS)
def test_no_safeguard_is_turned_off_within_it(action: str) -> None:
    assert not allows(BOUNDARY, action)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:TagRole", "arn:aws:iam::111122223333:role/worker"),
        ("iam:AnActionOfTomorrow", "*"),
        ("account:CloseAccount", "*"),
        ("sso:CreateAccountAssignment", "*"),
        ("iam:PassRole", "arn:aws:iam::444455556666:role/elsewhere"),
        ("logs:PutRetentionPolicy", f"{LOGS}/footing/dev/trail"),
        *((f"events:{each}Rule", f"{RULES}findings") for each in ("Delete", "Disable", "Put")),
        *((f"events:{each}Targets", f"{RULES}findings") for each in ("Put", "Remove")),
        ("s3:PutBucketVersioning", "arn:aws:s3:::footing-dev-trail-111122223333"),
    ],
)
def test_no_identity_is_changed_and_no_record_shortened_within_it(action: str, resource: str) -> None:
    assert not allows(BOUNDARY, action, resource)


def test_every_action_is_named_once() -> None:
    assert sorted(action for actions in SAFEGUARDS.values() for action in actions) == sorted(HELD_BACK_ACTIONS)


def test_it_is_no_larger_than_iam_takes() -> None:
    assert len(json.dumps(BOUNDARY, separators=(",", ":"))) <= LARGEST_MANAGED_POLICY


def test_it_knows_its_partition() -> None:
    china = Account(id="111122223333", partition="aws-cn", region="cn-north-1", dns_suffix="amazonaws.com.cn")
    assert "arn:aws:" not in json.dumps(boundary_policy(china))
