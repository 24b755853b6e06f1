from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from pulumi_aws import ec2, rds

from auditor.graph import Reference, Resource, ResourceGraph, Text
from auditor.judges.view import view
from components.account import Account
from components.backup import Backup, BackupArgs
from components.backup_plan import Retention
from components.backup_roles import RESTORING
from components.backup_vault import WAYS_TO_LOSE
from components.encryption import Encryption, EncryptionArgs
from components.notifications import Notifications, NotificationsArgs
from policies.rule import Rule, Status
from policies.rules import backup, encryption, queues
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"
RULES = [rule for module in (backup, encryption, queues) for rule in vars(module).values() if isinstance(rule, Rule)]
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN = "aws:backup/plan:Plan"


def declare(**changes: Any) -> None:
    keys = Encryption("keys", EncryptionArgs(account=ACCOUNT, owns_account=True, protect=True))
    key = keys.notifications.arn
    told = Notifications("told", NotificationsArgs(account=ACCOUNT, key_arn=key, email="platform@example.com"))
    database = rds.Instance("database", instance_class="db.r7g.large")
    given = {
        "account": ACCOUNT,
        "key_arn": keys.backup.arn,
        "topic_arn": told.topic.arn,
        "notifications_key_arn": key,
        "database_arns": [database.arn],
        "database_subnet_group": database.db_subnet_group_name,
        "vpc_id": ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id,
        "boundary_arn": BOUNDARY,
        "retention": Retention(daily_days=35, monthly_days=365, cold_after_days=90),
        "protect": True,
    }
    Backup("backup", BackupArgs(**{**given, **changes}))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


@pytest.fixture
def copied(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, copy_region="us-west-2"))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph, copied: ResourceGraph) -> None:
    outcomes = [outcome for each in (graph, copied) for outcome in rule.judge(view(each))]
    assert [
        (each.resource.name, each.reason) for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)
    ] == []


def test_every_property_is_one_that_the_provider_takes(copied: ResourceGraph) -> None:
    assert [problem for resource in copied if resource.custom for problem in problems(resource)] == []


def test_the_database_is_backed_up_by_name_in_the_daily_plan(graph: ResourceGraph) -> None:
    (database,) = of(graph, "aws:rds/instance:Instance").values()
    selection = of(graph, "aws:backup/selection:Selection")["backup-databases"]
    assert selection.inputs["resources"] == [Reference(database.urn, "arn")]
    assert selection.inputs["planId"] == Reference(of(graph, PLAN)["backup-daily"].urn, "id")


def test_only_the_plan_that_is_asked_for_it_takes_continuous_backups(graph: ResourceGraph) -> None:
    rules = {name: plan.inputs["rules"] for name, plan in of(graph, PLAN).items()}
    assert not any(rule["enableContinuousBackup"] for rule in rules["backup-daily"])
    assert [rule["ruleName"] for rule in rules["backup-continuous"] if rule["enableContinuousBackup"]] == ["continuous"]


def test_a_governance_lock_can_be_taken_off_and_a_compliance_lock_says_until_when(recorded: Record) -> None:
    (governance,) = of(recorded(declare), LOCK).values()
    (compliance,) = of(recorded(partial(declare, lock="compliance", lock_cooling_off_days=10)), LOCK).values()
    assert "changeableForDays" not in governance.inputs
    assert compliance.inputs["changeableForDays"] == 10


def test_a_first_backup_may_take_days(graph: ResourceGraph) -> None:
    rules = [rule for plan in of(graph, PLAN).values() for rule in plan.inputs["rules"]]
    assert {rule["completionWindow"] for rule in rules} == {7 * 24 * 60}


def test_nobody_ends_a_backup_before_its_time(graph: ResourceGraph) -> None:
    (policy,) = of(graph, "aws:backup/vaultPolicy:VaultPolicy").values()
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert set(statement["Action"]) == set(WAYS_TO_LOSE)


def test_every_backup_is_copied_to_a_vault_in_the_other_region_with_its_own_key(copied: ResourceGraph) -> None:
    vault, key = of(copied, VAULT)["backup-copy"], of(copied, "aws:kms/key:Key")["backup-copy"]
    assert vault.inputs["region"] == key.inputs["region"] == "us-west-2"
    assert vault.inputs["kmsKeyArn"] == Reference(key.urn, "arn")
    for rule in (rule for plan in of(copied, PLAN).values() for rule in plan.inputs["rules"]):
        (action,) = rule["copyActions"]
        assert action == {"destinationVaultArn": Reference(vault.urn, "arn"), "lifecycle": rule["lifecycle"]}


def test_the_key_of_the_copies_serves_its_own_region(copied: ResourceGraph) -> None:
    policy = of(copied, "aws:kms/key:Key")["backup-copy"].inputs["policy"]
    assert "rds.us-west-2.amazonaws.com" in policy
    assert "us-east-1" not in policy
    alias = of(copied, "aws:kms/alias:Alias")["backup-copy"]
    assert alias.inputs["name"].endswith("backup-copy")
    assert alias.inputs["region"] == "us-west-2"


def test_a_restored_copy_stands_where_nothing_reaches_it(graph: ResourceGraph) -> None:
    (selection,) = of(graph, "aws:backup/restoreTestingSelection:RestoreTestingSelection").values()
    (group,) = of(graph, "aws:ec2/securityGroup:SecurityGroup").values()
    where = selection.inputs["restoreMetadataOverrides"]
    assert where["vpcSecurityGroupIds"] == Text(('["', Reference(group.urn, "id"), '"]'))
    assert isinstance(where["dbSubnetGroupName"], Reference)
    assert where["publiclyAccessible"] == "false"
    assert not {"ingress", "egress"} & group.inputs.keys()


@pytest.mark.parametrize(("frequency", "days"), [("weekly", 7), ("monthly", 31)])
def test_a_restore_test_draws_from_the_backups_since_the_last(frequency: str, days: int, recorded: Record) -> None:
    graph = recorded(partial(declare, restore_test=frequency))
    (plan,) = of(graph, "aws:backup/restoreTestingPlan:RestoreTestingPlan").values()
    assert plan.inputs["recoveryPointSelection"]["selectionWindowDays"] == days
    assert plan.inputs["recoveryPointSelection"]["algorithm"] == "RANDOM_WITHIN_WINDOW"
    assert plan.inputs["name"].isidentifier()


def test_who_takes_backups_does_not_restore_them_and_both_stay_within_the_boundary(graph: ResourceGraph) -> None:
    roles = of(graph, "aws:iam/role:Role")
    assert roles.keys() == {"backup-taking", "backup-restoring"}
    attached = {
        (each.inputs["role"].urn, each.inputs["policyArn"].rpartition("PolicyFor")[2])
        for each in of(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").values()
    }
    assert attached == {
        (roles["backup-taking"].urn, "Backup"),
        (roles["backup-taking"].urn, "S3Backup"),
        (roles["backup-restoring"].urn, "Restores"),
        (roles["backup-restoring"].urn, "S3Restore"),
    }
    for role in roles.values():
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": "backup.amazonaws.com"}
        assert role.inputs["permissionsBoundary"] == BOUNDARY


def test_the_role_that_restores_is_called_what_an_emergency_hands_to_aws_backup(graph: ResourceGraph) -> None:
    assert of(graph, "aws:iam/role:Role")["backup-restoring"].inputs["name"] == f"footing-test-{RESTORING}"


def test_somebody_is_told_of_what_fails_and_of_silence(graph: ResourceGraph) -> None:
    patterns = [
        json.loads(each.inputs["eventPattern"]) for each in of(graph, "aws:cloudwatch/eventRule:EventRule").values()
    ]
    assert {pattern["detail-type"][0].split()[0] for pattern in patterns} == {"Backup", "Copy", "Restore"}
    silence = of(graph, "aws:cloudwatch/metricAlarm:MetricAlarm")["backup-silent"].inputs
    assert silence["treatMissingData"] == "breaching"
    assert silence["dimensions"] == {"BackupVaultName": of(graph, VAULT)["backup"].inputs["name"]}


def test_vaults_and_their_key_outlive_the_program(copied: ResourceGraph) -> None:
    for kept in (*of(copied, VAULT).values(), of(copied, "aws:kms/key:Key")["backup-copy"]):
        assert kept.options.protect
        assert kept.options.retain_on_delete


@pytest.mark.parametrize("protect", [True, False])
def test_a_vault_is_destroyed_with_its_backups_only_where_nothing_is_protected(recorded: Record, protect: bool) -> None:
    vaults = of(recorded(partial(declare, copy_region="us-west-2", protect=protect)), VAULT)
    assert {each.inputs["forceDestroy"] for each in vaults.values()} == {not protect}


def test_the_roles_that_delete_backups_are_there_for_as_long_as_a_vault(copied: ResourceGraph) -> None:
    roles = {
        each.urn
        for type_ in ("aws:iam/role:Role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        for name, each in of(copied, type_).items()
        if name.startswith("backup-taking")
    }
    assert len(roles) == 3
    for vault in of(copied, VAULT).values():
        assert roles <= set(vault.dependencies)
