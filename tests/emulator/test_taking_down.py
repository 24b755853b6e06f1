"""Dev goes as README.md says ("Taking it down"), and no stack does without what it says there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from .conftest import Rehearsed, in_dev
from .emulator import RefusedError
from .gaps import UNDELETED
from .taking_down import TakenDown, try_to_destroy

DATABASE = "aws_db_instance.database"
BALANCER = "aws_lb.load_balancer"
REFUSALS = {"dev": "Cannot delete protected DB Instance", "prod": "has lifecycle.prevent_destroy set"}
KINDS = ("manual", "automated")
KEY_DAYS = 30
ASKED = [
    ("s3", "list_buckets", "Buckets"),
    ("rds", "describe_db_instances", "DBInstances"),
    ("elbv2", "describe_load_balancers", "LoadBalancers"),
    ("ec2", "describe_addresses", "Addresses"),
    ("ecr", "describe_repositories", "repositories"),
    ("logs", "describe_log_groups", "logGroups"),
    ("config", "describe_configuration_recorders", "ConfigurationRecorders"),
    ("guardduty", "list_detectors", "DetectorIds"),
    ("cloudwatch", "describe_alarms", "MetricAlarms"),
    ("secretsmanager", "list_secrets", "SecretList"),
]
"""Not the trail, which moto keeps when its end is asked for by its ARN, nor what it tells of still, as ended."""


@pytest.mark.parametrize(("service", "operation", "kind"), ASKED)
def test_there_is_what_is_not_there_any_more_afterwards(
    rehearsed: Rehearsed, service: str, operation: str, kind: str
) -> None:
    assert rehearsed.emulator.ask(service, operation)[kind] != []


def test_the_database_is_not_destroyed_as_it_stands(rehearsed: Rehearsed, tmp_path: Path) -> None:
    tried = try_to_destroy(rehearsed.rehearsal, rehearsed.emulator, tmp_path, {DATABASE})
    assert tried.planned == {DATABASE: "delete"}
    assert tried.done == frozenset()
    (error,) = tried.errors
    assert REFUSALS[rehearsed.graph.stack] in error


def test_aws_keeps_the_database_whatever_pulumi_would_do(rehearsed: Rehearsed) -> None:
    name = rehearsed.rehearsal.state[DATABASE]["identifier"]
    with pytest.raises(RefusedError, match="InvalidParameterCombination"):
        rehearsed.emulator.ask("rds", "delete_db_instance", DBInstanceIdentifier=name, SkipFinalSnapshot=True)


def test_the_load_balancer_is_to_be_kept_too(rehearsed: Rehearsed) -> None:
    assert _protection(rehearsed, rehearsed.rehearsal.state[BALANCER]["arn"]) == "true"


def test_the_emulator_does_not_keep_a_load_balancer_that_is_to_be_kept(rehearsed: Rehearsed) -> None:
    """AWS would. As moto does not, that it is to be kept is all that is asked above."""
    ask = rehearsed.emulator.ask
    subnets = rehearsed.rehearsal.state[BALANCER]["subnets"]
    arn = ask("elbv2", "create_load_balancer", Name="kept", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    kept = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    ask("elbv2", "modify_load_balancer_attributes", LoadBalancerArn=arn, Attributes=kept)
    assert _protection(rehearsed, arn) == "true"
    ask("elbv2", "delete_load_balancer", LoadBalancerArn=arn)


def _protection(rehearsed: Rehearsed, arn: str) -> str:
    said = rehearsed.emulator.ask("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=arn)["Attributes"]
    values: dict[str, str] = {each["Key"]: each["Value"] for each in said}
    return values["deletion_protection.enabled"]


@in_dev
def test_the_settings_end_the_protection_and_replace_nothing(taken_down: TakenDown) -> None:
    """What moto keeps otherwise than it was told is changed too, as it would be by any run."""
    assert taken_down.prepared.errors == ()
    assert set(taken_down.prepared.planned.values()) == {"update"}
    assert {DATABASE, BALANCER} <= taken_down.prepared.done
    state = taken_down.state
    assert (state[DATABASE]["deletion_protection"], state[BALANCER]["enable_deletion_protection"]) == (False, False)


@in_dev
def test_all_goes_that_the_emulator_can_delete(taken_down: TakenDown) -> None:
    assert taken_down.destroyed.errors == ()
    assert taken_down.destroyed.done == set(taken_down.state) - taken_down.left_there
    assert {each.partition(".")[0] for each in taken_down.left_there} == set(UNDELETED)


@in_dev
@pytest.mark.usefixtures("taken_down")
@pytest.mark.parametrize(("service", "operation", "kind"), ASKED)
def test_nothing_is_there_any_more(rehearsed: Rehearsed, service: str, operation: str, kind: str) -> None:
    assert rehearsed.emulator.ask(service, operation)[kind] == []


@in_dev
def test_a_last_snapshot_stays_and_so_do_automated_backups(rehearsed: Rehearsed, taken_down: TakenDown) -> None:
    database = taken_down.state[DATABASE]
    said: list[dict[str, Any]] = rehearsed.emulator.ask("rds", "describe_db_snapshots")["DBSnapshots"]
    assert {each["DBInstanceIdentifier"] for each in said} == {database["identifier"]}
    assert {each["Encrypted"] for each in said} == {True}
    names = {kind: [each["DBSnapshotIdentifier"] for each in said if each["SnapshotType"] == kind] for kind in KINDS}
    assert names["manual"] == [database["final_snapshot_identifier"]]
    assert names["automated"] != []


@in_dev
def test_every_key_goes_thirty_days_later(rehearsed: Rehearsed, taken_down: TakenDown) -> None:
    keys = [each for address, each in taken_down.state.items() if address.startswith("aws_kms_key.")]
    assert keys
    for key in keys:
        said = rehearsed.emulator.ask("kms", "describe_key", KeyId=key["key_id"])["KeyMetadata"]
        assert said["KeyState"] == "PendingDeletion"
        assert (datetime.fromisoformat(said["DeletionDate"]) - datetime.now(UTC)).days in (KEY_DAYS - 1, KEY_DAYS)
