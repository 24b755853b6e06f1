from __future__ import annotations

import json
from typing import Any

import pytest

from components.account import Account
from components.emergency_access import FACTOR_SECONDS, emergency_policy
from components.identity import WORKING_SECONDS
from components.identity_policies import DATA_READS, SIGHT, Scope, data_denied, developer_policy, operator_policy
from components.identity_trust import Trusted, role_trust
from components.permissions_boundary import boundary_policy
from policies.rule import Status
from policies.rules import escalation
from policies.rules import permissions as rules
from policies.view import Stack
from tests.components.evaluation import allows
from tests.policies.cases import resource

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
SCOPE = Scope(account=ACCOUNT, project="footing", stack="dev")
BOUNDARY = boundary_policy(ACCOUNT)
POLICIES = {
    "developer": developer_policy(SCOPE, reads_logs=False),
    "developer who reads logs": developer_policy(SCOPE, reads_logs=True),
    "operator": operator_policy(SCOPE),
    "break-glass": emergency_policy(SCOPE),
}
JUDGES = (
    rules.policy_names_its_actions,
    rules.policy_names_actions_on_data,
    rules.policy_passes_named_roles_only,
    rules.policy_names_its_resources,
    escalation.policy_gives_no_way_up,
)
TAGS = {"aws:ResourceTag/Project": "footing", "aws:ResourceTag/Environment": "${aws:PrincipalTag/Environment}"}
WITHOUT_RESOURCE = {*SIGHT, "backup:ListBackupVaults", "backup:DescribeRestoreJob"}
LARGEST_INLINE_POLICY = 10_240
"""Characters of all inline policies of a role, white space aside (IAM User Guide, "IAM and AWS STS quotas")."""

LOG = "arn:aws:logs:us-east-1:111122223333:log-group:/footing/dev/application:log-stream:1"
DATABASE_LOG = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/rds/instance/footing-dev-database/postgresql:*"
LOG_OF_STAGE = "arn:aws:logs:us-east-1:111122223333:log-group:/footing/stage/application:log-stream:1"
OBJECT = "arn:aws:s3:::footing-dev-records/1"
DATABASE = "arn:aws:rds:us-east-1:111122223333:db:footing-dev-database"
SNAPSHOT = "arn:aws:rds:us-east-1:111122223333:snapshot:"
VAULT = "arn:aws:backup:us-east-1:111122223333:backup-vault:footing-dev-backup"
SERVICE = "arn:aws:ecs:us-east-1:111122223333:service/footing-dev-application/web"
SERVICE_OF_STAGE = "arn:aws:ecs:us-east-1:111122223333:service/footing-stage-application/web"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:footing-dev-payments-a1b2c3"
ROLE = "arn:aws:iam::111122223333:role/footing-dev-backup-restoring"

DEVELOPER, READER, OPERATOR, EMERGENCY = POLICIES


def of_stage(arn: str) -> str:
    """What is called the same in another stack of the account."""
    return arn.replace("footing-dev-", "footing-stage-")


MAY = [
    ("cloudwatch:GetMetricData", "*", {DEVELOPER, READER, OPERATOR, EMERGENCY}),
    ("rds:DescribeDBInstances", DATABASE, {DEVELOPER, READER, OPERATOR, EMERGENCY}),
    ("logs:FilterLogEvents", LOG, {READER, OPERATOR, EMERGENCY}),
    ("logs:StartQuery", DATABASE_LOG, {READER, OPERATOR, EMERGENCY}),
    ("logs:GetLogEvents", LOG_OF_STAGE, set()),
    ("ecs:UpdateService", SERVICE, {OPERATOR, EMERGENCY}),
    ("ecs:UpdateService", SERVICE_OF_STAGE, set()),
    ("rds:RebootDBInstance", DATABASE, {OPERATOR, EMERGENCY}),
    ("rds:RebootDBInstance", of_stage(DATABASE), set()),
    ("rds:StartDBInstance", of_stage(DATABASE), set()),
    ("rds:RestoreDBInstanceToPointInTime", DATABASE, {EMERGENCY}),
    ("rds:RestoreDBInstanceToPointInTime", of_stage(DATABASE), set()),
    ("rds:RestoreDBInstanceFromDBSnapshot", f"{SNAPSHOT}rds:footing-dev-database-2026-01-01", {EMERGENCY}),
    ("rds:RestoreDBInstanceFromDBSnapshot", f"{SNAPSHOT}rds:footing-stage-database-2026-01-01", set()),
    ("rds:RestoreDBInstanceFromDBSnapshot", f"{SNAPSHOT}awsbackup:job-1", {EMERGENCY}),
    ("rds:CreateDBSnapshot", of_stage(DATABASE), set()),
    ("rds:AddTagsToResource", f"{SNAPSHOT}awsbackup:job-1", set()),
    ("rds:ModifyDBInstance", DATABASE, set()),
    ("rds:DeleteDBInstance", DATABASE, set()),
    ("backup:ListRecoveryPointsByBackupVault", VAULT, {EMERGENCY}),
    ("backup:ListRecoveryPointsByBackupVault", of_stage(VAULT), set()),
    ("s3:GetObject", OBJECT, {EMERGENCY}),
    ("s3:GetObject", of_stage(OBJECT), set()),
    ("s3:ListBucket", "arn:aws:s3:::footing-stage-records", set()),
    ("s3:PutObject", OBJECT, set()),
    ("secretsmanager:GetSecretValue", SECRET, {EMERGENCY}),
    ("iam:PassRole", ROLE, {EMERGENCY}),
    ("iam:PassRole", of_stage(ROLE), set()),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/footing-dev-backup-taking", set()),
    ("iam:CreateRole", ROLE, set()),
    ("sts:AssumeRole", ROLE, set()),
    ("cloudtrail:StopLogging", "*", set()),
    ("kms:ScheduleKeyDeletion", "*", set()),
]


@pytest.mark.parametrize(("action", "resource", "who"), MAY, ids=[f"{row[0]} on {row[1]}" for row in MAY])
def test_each_role_may_do_its_work_and_no_more(action: str, resource: str, who: set[str]) -> None:
    may = {
        role
        for role, policy in POLICIES.items()
        if allows(policy, action, resource) and allows(BOUNDARY, action, resource)
    }
    assert may == who


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_breaks_no_rule(name: str) -> None:
    """What is for an emergency is so because of who may take the role, and with what."""
    people = Trusted(accounts=("444455556666",))
    factor = FACTOR_SECONDS if name == "break-glass" else WORKING_SECONDS
    role = resource("aws:iam/role:Role", "role", assumeRolePolicy=json.dumps(role_trust(ACCOUNT, people, factor)))
    holder = resource("aws:iam/rolePolicy:RolePolicy", refers={"role": ["role"]}, policy=json.dumps(POLICIES[name]))
    stack = Stack("test", [role, holder])
    assert {judge.judge_one(holder, stack).status for judge in JUDGES} == {Status.PASS}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_names_every_action_and_a_resource_wherever_there_is_one(policy: dict[str, Any]) -> None:
    for statement in policy["Statement"]:
        assert not any("*" in action for action in statement["Action"])
        assert "*" not in statement["Resource"] or set(statement["Action"]) <= WITHOUT_RESOURCE


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_has_statements_of_different_names_and_a_size_that_iam_takes(policy: dict[str, Any]) -> None:
    names = [statement["Sid"] for statement in policy["Statement"]]
    assert len(set(names)) == len(names)
    assert len(json.dumps(policy, separators=(",", ":"))) <= LARGEST_INLINE_POLICY


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_the_boundary_takes_nothing_from_what_a_role_is_for(policy: dict[str, Any]) -> None:
    lost = [
        action
        for statement in policy["Statement"]
        for action in statement["Action"]
        for place in statement["Resource"]
        if not allows(BOUNDARY, action, place)
    ]
    assert lost == []


def test_an_auditor_who_were_allowed_everything_would_still_read_no_data() -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    denied = {"Statement": [everything, *data_denied()["Statement"]]}
    for action in DATA_READS:
        assert not allows(denied, action.replace("*", "Anything"), "anything")
    assert allows(denied, "s3:GetBucketPolicy")
    assert allows(denied, "kms:GetKeyPolicy")


def test_whatever_data_the_emergency_opens_is_closed_to_the_auditor() -> None:
    extra = {action for each in emergency_policy(SCOPE)["Statement"] for action in each["Action"]} - {
        action for each in operator_policy(SCOPE)["Statement"] for action in each["Action"]
    }
    reads = {action for action in extra if action.split(":")[1].startswith(("Get", "Decrypt", "connect", "Execute"))}
    assert reads - set(DATA_READS) == {"backup:GetRecoveryPointRestoreMetadata"}


def test_the_emergency_opens_no_way_that_the_network_or_the_service_keeps_shut() -> None:
    actions = {action for each in emergency_policy(SCOPE)["Statement"] for action in each["Action"]}
    assert not any("*" in action for action in actions)
    assert not actions & {"ecs:ExecuteCommand", "ecs:RunTask", "rds-db:connect", "ssm:StartSession"}


@pytest.mark.parametrize("policy", [operator_policy(SCOPE), emergency_policy(SCOPE)], ids=["operator", "break-glass"])
def test_who_restarts_a_service_gives_it_no_shell_no_other_network_and_no_revision(policy: dict[str, Any]) -> None:
    (statement,) = (each for each in policy["Statement"] if "ecs:UpdateService" in each["Action"])
    assert statement["Condition"]["Null"] == {"ecs:subnet": "true", "ecs:task-definition": "true"}
    assert statement["Condition"]["StringEqualsIfExists"]["ecs:enable-execute-command"] == "false"


def test_objects_are_read_in_this_account_only() -> None:
    objects = [each for each in emergency_policy(SCOPE)["Statement"] if "s3:" in json.dumps(each["Action"])]
    assert objects
    assert all(each["Condition"]["StringEquals"] == {"aws:ResourceAccount": ACCOUNT.id} for each in objects)


def test_secrets_are_told_from_other_stacks_by_name_by_tags_or_by_the_instance_that_they_are_for() -> None:
    """Conditions tell those whose names do not."""
    anywhere = "arn:aws:secretsmanager:us-east-1:111122223333:secret:"
    where = {
        each["Sid"]: (each["Resource"], each.get("Condition"))
        for each in emergency_policy(SCOPE)["Statement"]
        if "secretsmanager:GetSecretValue" in each["Action"]
    }
    instance = {"aws:ResourceTag/aws:rds:primaryDBInstanceArn": "arn:aws:rds:us-east-1:111122223333:db:footing-dev-*"}
    assert where == {
        "ReadSecrets": ([f"{anywhere}footing-dev-*"], None),
        "ReadTaggedSecrets": ([f"{anywhere}*"], {"StringEquals": TAGS}),
        "ReadMasterPasswords": ([f"{anywhere}rds!db-*"], {"StringLike": instance}),
    }


def test_recovery_points_are_told_from_other_stacks_by_tags() -> None:
    (statement,) = (each for each in emergency_policy(SCOPE)["Statement"] if "backup:StartRestoreJob" in each["Action"])
    assert statement["Condition"] == {"StringEquals": TAGS}


def test_keys_are_told_from_other_stacks_by_alias_and_serve_through_services_only() -> None:
    keys = [each for each in emergency_policy(SCOPE)["Statement"] if "kms:" in json.dumps(each["Action"])]
    assert len(keys) == 2
    for each in keys:
        assert each["Condition"]["ForAnyValue:StringLike"] == {"kms:ResourceAliases": "alias/footing-dev-*"}
        assert each["Condition"]["StringEquals"]["kms:ViaService"] == [
            f"{service}.us-east-1.amazonaws.com" for service in ("rds", "s3", "secretsmanager")
        ]


def test_keys_are_granted_to_resources_of_aws_only() -> None:
    (grant,) = (each for each in emergency_policy(SCOPE)["Statement"] if "kms:CreateGrant" in each["Action"])
    assert grant["Action"] == ["kms:CreateGrant"]
    assert grant["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_a_role_is_handed_to_aws_backup_only() -> None:
    (handed,) = (each for each in emergency_policy(SCOPE)["Statement"] if "iam:PassRole" in each["Action"])
    assert handed["Condition"] == {"StringEquals": {"iam:PassedToService": "backup.amazonaws.com"}}
