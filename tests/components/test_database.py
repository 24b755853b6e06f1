from __future__ import annotations

import json
from functools import partial
from typing import Any

import pulumi
import pytest
from pulumi_aws import ec2, kms

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Text
from components.account import Account
from components.backup_plan import BACKUP_WINDOW, MAINTENANCE_WINDOW
from components.database import Database, DatabaseArgs
from components.log_keeping import LogKeeping
from tests.conftest import Record

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"
INSTANCE = "aws:rds/instance:Instance"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def declare(**changes: Any) -> None:
    def key(purpose: str) -> pulumi.Output[str]:
        return kms.Key(purpose).arn

    given: dict[str, Any] = {
        "account": ACCOUNT,
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_id": ec2.SecurityGroup("data").id,
        "application_subnet_ids": ["subnet-3", "subnet-4"],
        "application_security_group_id": "sg-application",
        "data_key_arn": key("data"),
        "logs": LogKeeping(key_arn=key("logs"), retention_days=2192),
        "secrets_key_arn": key("secrets"),
        "boundary_arn": BOUNDARY,
        "instance_class": "db.r7g.large",
        "storage_gib": 100,
        "max_storage_gib": 1000,
        "multi_az": True,
        "backup_retention_days": 35,
        "owns_account": True,
        "protect": True,
    }
    Database("database", DatabaseArgs(**{**given, **changes}))


@pytest.fixture
def alone(recorded: Record) -> ResourceGraph:
    return recorded(declare)


@pytest.fixture
def replicated(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, replicas=2))


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


def instance(graph: ResourceGraph, name: str = "database") -> Resource:
    return next(resource for resource in of(graph, INSTANCE) if resource.name == name)


def test_without_replicas_rds_keeps_the_master_password(alone: ResourceGraph) -> None:
    assert instance(alone).inputs["manageMasterUserPassword"] is True
    assert not of(alone, "random:index/randomPassword:RandomPassword")


def test_with_replicas_the_master_password_is_write_only(replicated: ResourceGraph) -> None:
    inputs = instance(replicated).inputs
    assert isinstance(inputs["passwordWo"], Secret)
    assert not {"password", "manageMasterUserPassword"} & inputs.keys()


def test_with_replicas_the_master_password_is_rotated_once_it_is_written(replicated: ResourceGraph) -> None:
    (rotation,) = of(replicated, "aws:cloudformation/stack:Stack")
    (version,) = of(replicated, "aws:secretsmanager/secretVersion:SecretVersion")
    (schedule,) = json.loads(rotation.inputs["templateBody"])["Resources"].values()
    assert schedule["Properties"]["RotateImmediatelyOnUpdate"] is True
    assert version.urn in rotation.dependencies
    assert isinstance(version.inputs["secretStringWo"], Secret)


def test_every_exported_log_has_a_group_before_its_instance(replicated: ResourceGraph) -> None:
    groups = {group.inputs["name"]: group.urn for group in of(replicated, LOG_GROUP)}
    for database in of(replicated, INSTANCE):
        for log in database.inputs["enabledCloudwatchLogsExports"]:
            assert groups[f"/aws/rds/instance/{database.inputs['identifier']}/{log}"] in database.dependencies


def test_the_metrics_of_all_instances_have_their_group_before_any_of_them(replicated: ResourceGraph) -> None:
    (metrics,) = (group for group in of(replicated, LOG_GROUP) if group.inputs["name"] == "RDSOSMetrics")
    assert metrics.inputs["kmsKeyId"]
    assert metrics.inputs["retentionInDays"] == 2192
    assert all(metrics.urn in database.dependencies for database in of(replicated, INSTANCE))


def test_a_guest_leaves_the_group_of_metrics_to_the_owner_of_its_account(recorded: Record) -> None:
    guest = recorded(partial(declare, owns_account=False))
    assert "RDSOSMetrics" not in {group.inputs["name"] for group in of(guest, LOG_GROUP)}


def test_a_replica_copies_the_primary_with_the_same_safeguards(replicated: ResourceGraph) -> None:
    primary, replica = instance(replicated), instance(replicated, "database-replica-2")
    assert replica.inputs["replicateSourceDb"] == Reference(primary.urn, "identifier")
    for safeguard in ("storageEncrypted", "deletionProtection", "performanceInsightsKmsKeyId", "parameterGroupName"):
        assert replica.inputs[safeguard] == primary.inputs[safeguard]


def test_the_primary_is_kept_if_it_leaves_the_program_but_a_replica_is_not(replicated: ResourceGraph) -> None:
    assert instance(replicated).options.retain_on_delete
    assert instance(replicated).options.protect
    assert not instance(replicated, "database-replica-1").options.retain_on_delete


def test_the_last_snapshot_bears_a_name_that_no_earlier_database_left(alone: ResourceGraph) -> None:
    (group,) = of(alone, "aws:rds/subnetGroup:SubnetGroup")
    assert "name" not in group.inputs
    assert instance(alone).inputs["finalSnapshotIdentifier"] == Text(
        ("footing-test-database-final-", Reference(group.urn, "name"))
    )


def test_the_monitoring_role_is_bounded_and_serves_these_instances_only(replicated: ResourceGraph) -> None:
    (role,) = of(replicated, "aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT.id}
    sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert sources == [
        f"arn:aws:rds:us-east-1:111122223333:db:{db.inputs['identifier']}" for db in of(replicated, INSTANCE)
    ]


def test_rds_keeps_to_the_windows_that_our_schedules_are_clear_of(replicated: ResourceGraph) -> None:
    given = [(each.inputs["backupWindow"], each.inputs["maintenanceWindow"]) for each in of(replicated, INSTANCE)]
    assert given == [(BACKUP_WINDOW, MAINTENANCE_WINDOW)] * 3
