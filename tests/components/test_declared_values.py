"""What the baseline's components ask AWS for, line by line, where a wrong value would be quiet until it matters."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from components.account_defaults import AccountDefaults, AccountDefaultsArgs
from components.backup_plan import RESTORES, Retention, backup_plans
from components.key_policy import ADMINISTRATION, USE
from components.notifications import topic_policy
from policies.schedules import days_between
from tests.components import test_audit, test_backup, test_threat_detection
from tests.conftest import Record

ACCOUNT = test_audit.ACCOUNT
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
FEATURES = ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS")
AGENTS = ("ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT")
STANDARDS = {
    "foundational": "aws-foundational-security-best-practices/v/1.0.0",
    "cis": "cis-aws-foundations-benchmark/v/5.0.0",
}
"""AWS Security Hub User Guide, "Standards reference": the versions that can be subscribed to."""


def account() -> None:
    AccountDefaults("account", AccountDefaultsArgs())


def selected(**fields: list[str]) -> list[dict[str, Any]]:
    return [{"field": name.replace("_", "."), "equals": values} for name, values in fields.items()]


Line = tuple[Callable[[], None], str, str, dict[str, Any]]
LINES: list[Line] = [
    (account, "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "account", {"httpPutResponseHopLimit": 1}),
    (account, "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "account", {"state": "block-all-sharing"}),
    *(
        (
            test_audit.declare,
            ALARM,
            f"audit-trail-alarms-{event}",
            {
                "statistic": "Sum",
                "period": 300,
                "evaluationPeriods": 1,
                "comparisonOperator": "GreaterThanOrEqualToThreshold",
                "threshold": 1,
                "treatMissingData": "notBreaching",
            },
        )
        for event in ("root-use", "break-glass")
    ),
    (
        test_audit.declare,
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "audit-trail-alarms-root-use",
        {"metricTransformation": {"name": "root-use", "namespace": "footing/test/audit", "value": "1"}},
    ),
    (
        test_audit.declare,
        "aws:cfg/deliveryChannel:DeliveryChannel",
        "configuration-history",
        {"snapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"}},
    ),
    *(
        (
            test_audit.declare,
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            bucket,
            {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        )
        for bucket in ("access-logs", "log-archive-trail", "log-archive-configuration")
    ),
    (
        test_audit.declare,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "log-archive-trail",
        {
            "rules": [
                {
                    "id": "keep",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "transitions": [{"days": 90, "storageClass": "GLACIER_IR"}],
                    "expiration": {"days": 2192},
                },
                {
                    "id": "tidy",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrentVersionExpiration": {"noncurrentDays": 90},
                    "expiration": {"expiredObjectDeleteMarker": True},
                    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
                },
            ]
        },
    ),
    (
        test_threat_detection.declare,
        "aws:guardduty/detector:Detector",
        "threats",
        {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES"},
    ),
    *(
        (test_threat_detection.declare, FEATURE, f"threats-{short}", {"name": name, "status": "ENABLED"})
        for short, name in zip(("s3", "rds", "lambda", "malware", "eks"), FEATURES, strict=True)
    ),
    (
        test_threat_detection.declare,
        FEATURE,
        "threats-runtime",
        {
            "name": "RUNTIME_MONITORING",
            "status": "ENABLED",
            "additionalConfigurations": [{"name": agent, "status": "ENABLED"} for agent in AGENTS],
        },
    ),
    (
        test_threat_detection.declare,
        "aws:securityhub/account:Account",
        "threats",
        {"enableDefaultStandards": False, "autoEnableControls": True, "controlFindingGenerator": "SECURITY_CONTROL"},
    ),
    *(
        (
            test_threat_detection.declare,
            "aws:securityhub/standardsSubscription:StandardsSubscription",
            f"threats-{short}",
            {"standardsArn": f"arn:aws:securityhub:us-east-1::standards/{standard}"},
        )
        for short, standard in STANDARDS.items()
    ),
    (
        test_threat_detection.declare,
        "aws:inspector2/enabler:Enabler",
        "threats",
        {"accountIds": [ACCOUNT.id], "resourceTypes": ["ECR", "EC2", "LAMBDA"]},
    ),
    (
        test_backup.declare,
        ALARM,
        "backup-silent",
        {
            "namespace": "AWS/Backup",
            "metricName": "NumberOfBackupJobsCompleted",
            "statistic": "Sum",
            "comparisonOperator": "LessThanThreshold",
            "threshold": 1,
            "period": 86400,
            "evaluationPeriods": 2,
            "treatMissingData": "breaching",
        },
    ),
    (
        test_backup.declare,
        "aws:backup/restoreTestingSelection:RestoreTestingSelection",
        "backup-restores",
        {"protectedResourceType": "RDS", "validationWindowHours": 4},
    ),
]


def found(graph: ResourceGraph, type_: str, name: str) -> Resource:
    (resource,) = [each for each in graph if each.type == type_ and each.name == name]
    return resource


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[1].rpartition(':')[2]} {line[2]}")
def test_a_resource_is_asked_for_as_it_should_be(line: Line, recorded: Record) -> None:
    declare, type_, name, expected = line
    inputs = found(recorded(declare), type_, name).inputs
    assert {key: inputs.get(key) for key in expected} == expected


def test_the_trail_records_management_objects_and_functions(recorded: Record) -> None:
    trail = found(recorded(test_audit.declare), "aws:cloudtrail/trail:Trail", "audit-trail")
    assert trail.inputs["includeGlobalServiceEvents"]
    assert trail.inputs["enableLogFileValidation"]
    equal = [
        [field for field in selector["fieldSelectors"] if "equals" in field]
        for selector in trail.inputs["advancedEventSelectors"]
    ]
    assert equal == [
        selected(eventCategory=["Management"]),
        selected(eventCategory=["Data"], resources_type=["AWS::S3::Object"]),
        selected(eventCategory=["Data"], resources_type=["AWS::Lambda::Function"]),
    ]


def test_a_restore_test_takes_either_kind_of_backup(recorded: Record) -> None:
    plan = found(recorded(test_backup.declare), "aws:backup/restoreTestingPlan:RestoreTestingPlan", "backup-restores")
    assert plan.inputs["recoveryPointSelection"]["recoveryPointTypes"] == ["SNAPSHOT", "CONTINUOUS"]


@pytest.mark.parametrize(("name", "days"), [("daily", 1), ("continuous", 1), ("monthly", 31)])
def test_backups_are_taken_as_often_as_they_are_called(name: str, days: int) -> None:
    rules = [rule for plan in backup_plans(Retention(daily_days=35, monthly_days=365)).values() for rule in plan]
    assert {days_between(rule.schedule, name) for rule in rules if rule.name == name} == {days}


def test_restores_are_tried_as_often_as_they_are_called() -> None:
    assert {frequency: days_between(at, frequency) for frequency, at in RESTORES.items()} == {
        "weekly": 7,
        "monthly": 31,
    }


def test_new_volumes_are_encrypted_with_the_data_key(recorded: Record) -> None:
    graph = recorded(test_audit.declare)
    key = found(graph, "aws:kms/key:Key", "keys-data")
    default = found(graph, "aws:ebs/defaultKmsKey:DefaultKmsKey", "keys-volumes")
    assert default.inputs["keyArn"] == Reference(key.urn, "arn")
    assert found(graph, "aws:ebs/encryptionByDefault:EncryptionByDefault", "keys-volumes").inputs["enabled"] is True


def test_who_administers_a_key_does_not_use_it() -> None:
    assert set(ADMINISTRATION) & set(USE) == {"kms:DescribeKey"}
    assert not any(action.startswith(("kms:*", "kms:CreateGrant", "kms:Generate")) for action in ADMINISTRATION)


def test_a_service_uses_a_key_for_this_account_and_grants_are_for_aws_alone(recorded: Record) -> None:
    graph = recorded(test_audit.declare)
    through = {"kms:CallerAccount": ACCOUNT.id}
    for key in (each for each in graph if each.type == "aws:kms/key:Key"):
        for statement in json.loads(key.inputs["policy"])["Statement"]:
            condition = statement.get("Condition", {})
            if statement["Sid"] == "GrantToAwsResources":
                assert condition["Bool"] == {"kms:GrantIsForAWSResource": "true"}
                assert statement["Action"] == "kms:CreateGrant"
            elif statement["Sid"] == "UseThroughServices":
                assert through.items() <= condition["StringEquals"].items()
                assert condition["StringEquals"]["kms:ViaService"]
            elif statement["Sid"].startswith("UseBy"):
                assert condition["StringEquals"] == {"aws:SourceAccount": ACCOUNT.id}


def test_alarms_of_this_account_alone_are_published() -> None:
    (alarms,) = [each for each in topic_policy(ACCOUNT, "told")["Statement"] if each["Sid"] == "AlarmsOfThisAccount"]
    assert alarms["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT.id},
        "ArnLike": {"aws:SourceArn": ACCOUNT.arn("cloudwatch", "alarm:*")},
    }
