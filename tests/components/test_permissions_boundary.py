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
    ("AWS Backup restores to a new bucket", "s3:PutBucketVersioning", "arn:aws:s3:::restored"),
    ("AWS Backup passes a role", "iam:PassRole", "arn:aws:iam::111122223333:role/worker"),
    ("AWS Backup uses keys", "kms:CreateGrant", "*"),
]


@pytest.mark.parametrize(("action", "resource"), [row[1:] for row in NEEDED], ids=[row[0] for row in NEEDED])
def test_it_leaves_room_for_what_services_need(action: str, resource: str) -> None:
    assert allows(BOUNDARY, action, resource)


@pytest.mark.parametrize("action", [action for actions in SAFEGUARDS.values() for action in actions])
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
        ("events:DisableRule", f"{RULES}findings"),
        ("s3:PutBucketVersioning", "arn:aws:s3:::footing-dev-trail-111122223333"),
    ],
)
def test_no_identity_is_changed_and_no_record_shortened_within_it(action: str, resource: str) -> None:
    assert not allows(BOUNDARY, action, resource)


def test_no_action_is_named_twice() -> None:
    named = [action for actions in SAFEGUARDS.values() for action in actions]
    assert sorted(set(named)) == sorted(named)


def test_it_is_no_larger_than_iam_takes() -> None:
    assert len(json.dumps(BOUNDARY, separators=(",", ":"))) <= LARGEST_MANAGED_POLICY


def test_it_knows_its_partition() -> None:
    china = Account(id="111122223333", partition="aws-cn", region="cn-north-1", dns_suffix="amazonaws.com.cn")
    assert "arn:aws:" not in json.dumps(boundary_policy(china))
