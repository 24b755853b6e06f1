"""The archive, the trail, the history of configuration and the topic, as they are recorded together."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from auditor.graph import Resource, ResourceGraph
from auditor.judges.view import view
from components.access_logs import AccessLogs, AccessLogsArgs
from components.account import Account
from components.audit_trail import AuditTrail, AuditTrailArgs
from components.configuration_history import ConfigurationHistory, ConfigurationHistoryArgs
from components.encryption import Encryption, EncryptionArgs
from components.identity import BREAK_GLASS_ROLES
from components.log_archive import LogArchive, LogArchiveArgs
from components.log_keeping import LogKeeping
from components.notifications import Notifications, NotificationsArgs
from policies.rule import Rule, Status
from policies.rules import alarms, audit_trail, configuration_history, encryption, log_archive, logs, notifications
from policies.rules import storage as storage_rules
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
JUDGES = (alarms, audit_trail, configuration_history, log_archive, notifications, storage_rules, logs, encryption)
RULES = [rule for module in JUDGES for rule in vars(module).values() if isinstance(rule, Rule)]
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"


def declare(*, lock: Any = "governance", protect: bool = True, data_events: bool = True) -> None:
    keys = Encryption("keys", EncryptionArgs(account=ACCOUNT, owns_account=True, protect=protect))
    access = AccessLogs("access-logs", AccessLogsArgs(account=ACCOUNT, retention_days=2192, protect=protect))
    archive = LogArchive(
        "log-archive",
        LogArchiveArgs(
            account=ACCOUNT,
            access_logs=access,
            key_arn=keys.audit.arn,
            object_lock=lock,
            retention_days=2192,
            protect=protect,
        ),
    )
    told = Notifications(
        "notifications",
        NotificationsArgs(account=ACCOUNT, key_arn=keys.notifications.arn, email="platform@example.com"),
    )
    AuditTrail(
        "audit-trail",
        AuditTrailArgs(
            account=ACCOUNT,
            archive=archive,
            audit_key_arn=keys.audit.arn,
            logs=LogKeeping(key_arn=keys.logs.arn, retention_days=2192),
            topic_arn=told.topic.arn,
            break_glass_role_arn=BREAK_GLASS_ROLES,
            data_events=data_events,
            boundary_arn=BOUNDARY,
            protect=protect,
        ),
    )
    ConfigurationHistory("configuration-history", ConfigurationHistoryArgs(archive=archive.configuration))


@pytest.fixture
def audited(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def bucket_settings(graph: ResourceGraph, kind: str) -> dict[str, Resource]:
    return of(graph, f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}")


def test_every_rule_is_content(audited: ResourceGraph) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(audited))]
    wrong = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert [(each.rule.id, each.resource.name, each.reason) for each in wrong] == []


def test_each_bucket_is_what_its_service_can_deliver_to(audited: ResourceGraph) -> None:
    algorithms = {
        name: setting.inputs["rules"][0]["applyServerSideEncryptionByDefault"]["sseAlgorithm"]
        for name, setting in bucket_settings(audited, "BucketServerSideEncryptionConfiguration").items()
    }
    assert algorithms == {
        "access-logs": "AES256",
        "log-archive-trail": "aws:kms",
        "log-archive-configuration": "aws:kms",
    }
    assert [*bucket_settings(audited, "BucketObjectLockConfiguration")] == ["log-archive-trail"]
    locked = [name for name, bucket in bucket_settings(audited, "Bucket").items() if bucket.inputs["objectLockEnabled"]]
    assert locked == ["log-archive-trail"]


def test_a_bucket_is_access_logged_only_when_the_other_admits_the_logs(audited: ResourceGraph) -> None:
    admission = bucket_settings(audited, "BucketPolicy")["access-logs"]
    logging = bucket_settings(audited, "BucketLogging")
    assert logging.keys() == {"log-archive-trail", "log-archive-configuration"}
    assert all(admission.urn in each.dependencies for each in logging.values())


def test_every_bucket_has_every_safeguard(audited: ResourceGraph) -> None:
    names = {*bucket_settings(audited, "Bucket")}
    assert len(names) == 3
    for kind in (
        "BucketPublicAccessBlock",
        "BucketOwnershipControls",
        "BucketServerSideEncryptionConfiguration",
        "BucketVersioning",
        "BucketLifecycleConfiguration",
        "BucketPolicy",
    ):
        assert {*bucket_settings(audited, kind)} == names
    assert {*bucket_settings(audited, "BucketLogging")} == names - {"access-logs"}


@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_the_lock_is_as_strict_as_it_is_set_to_be(mode: str, recorded: Record) -> None:
    (lock,) = bucket_settings(recorded(partial(declare, lock=mode)), "BucketObjectLockConfiguration").values()
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": mode.upper(), "days": 2192}}


def test_the_trail_starts_when_its_bucket_admits_it_and_its_role_may_write(audited: ResourceGraph) -> None:
    (trail,) = of(audited, "aws:cloudtrail/trail:Trail").values()
    admission = bucket_settings(audited, "BucketPolicy")["log-archive-trail"]
    (permission,) = of(audited, "aws:iam/rolePolicy:RolePolicy").values()
    assert {admission.urn, permission.urn} <= {*trail.dependencies}


def test_the_bucket_admits_the_trail_by_the_name_that_it_has(audited: ResourceGraph) -> None:
    (trail,) = of(audited, "aws:cloudtrail/trail:Trail").values()
    policy = json.loads(bucket_settings(audited, "BucketPolicy")["log-archive-trail"].inputs["policy"])
    sources = {each["Condition"]["ArnEquals"]["aws:SourceArn"] for each in policy["Statement"][1:]}
    assert sources == {ACCOUNT.arn("cloudtrail", f"trail/{trail.inputs['name']}")}


def test_what_the_archive_holds_raises_no_events_of_its_own(audited: ResourceGraph) -> None:
    (trail,) = of(audited, "aws:cloudtrail/trail:Trail").values()
    fields = [field for each in trail.inputs["advancedEventSelectors"] for field in each["fieldSelectors"]]
    (quiet,) = [field["notStartsWiths"] for field in fields if field["field"] == "resources.ARN"]
    names = [bucket.inputs["bucket"] for bucket in bucket_settings(audited, "Bucket").values()]
    assert sorted(quiet) == sorted(f"arn:aws:s3:::{name}/" for name in names)


def test_without_data_events_management_events_are_recorded_and_a_rule_objects(recorded: Record) -> None:
    stack = view(recorded(partial(declare, data_events=False)))
    (outcome,) = audit_trail.trail_records_use_of_objects.judge(stack)
    assert outcome.status is Status.FAIL
    (outcome,) = audit_trail.trail_records_management_events.judge(stack)
    assert outcome.status is Status.PASS


def test_the_role_of_the_trail_writes_to_its_log_group_within_the_boundary(audited: ResourceGraph) -> None:
    (role,) = of(audited, "aws:iam/role:Role").values()
    (permission,) = of(audited, "aws:iam/rolePolicy:RolePolicy").values()
    (group,) = of(audited, "aws:cloudwatch/logGroup:LogGroup").values()
    (statement,) = json.loads(permission.inputs["policy"])["Statement"]
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert statement["Resource"] == ACCOUNT.arn("logs", f"log-group:{group.inputs['name']}:log-stream:*")
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]


def test_every_filter_has_an_alarm_on_its_metric_that_goes_to_the_topic(audited: ResourceGraph) -> None:
    filters = of(audited, "aws:cloudwatch/logMetricFilter:LogMetricFilter")
    raised = of(audited, "aws:cloudwatch/metricAlarm:MetricAlarm")
    (topic,) = of(audited, "aws:sns/topic:Topic").values()
    assert len(filters) == 17
    for name, found in filters.items():
        metric = found.inputs["metricTransformation"]
        assert (raised[name].inputs["metricName"], raised[name].inputs["namespace"]) == (
            metric["name"],
            metric["namespace"],
        )
        assert raised[name].inputs["alarmActions"][0].urn == topic.urn


def test_the_recorder_starts_when_there_is_somewhere_to_deliver(audited: ResourceGraph) -> None:
    (status,) = of(audited, "aws:cfg/recorderStatus:RecorderStatus").values()
    (channel,) = of(audited, "aws:cfg/deliveryChannel:DeliveryChannel").values()
    assert channel.urn in status.dependencies
    assert bucket_settings(audited, "BucketPolicy")["log-archive-configuration"].urn in channel.dependencies


@pytest.mark.parametrize("protect", [True, False])
def test_what_is_recorded_outlives_the_program_where_it_is_protected(protect: bool, recorded: Record) -> None:
    graph = recorded(partial(declare, protect=protect))
    (trail,) = of(graph, "aws:cloudtrail/trail:Trail").values()
    (group,) = of(graph, "aws:cloudwatch/logGroup:LogGroup").values()
    for kept in (trail, group, *bucket_settings(graph, "Bucket").values()):
        assert (kept.options.protect, kept.options.retain_on_delete) == (protect, protect)
    assert {each.inputs["forceDestroy"] for each in bucket_settings(graph, "Bucket").values()} == {not protect}


def test_the_keys_let_each_service_in_as_it_comes(audited: ResourceGraph) -> None:
    keys = {name: json.loads(key.inputs["policy"]) for name, key in of(audited, "aws:kms/key:Key").items()}
    audit = {each["Sid"]: each["Condition"] for each in keys["keys-audit"]["Statement"] if "Condition" in each}
    assert audit["UseByCloudtrail"]["ArnLike"] == {"aws:SourceArn": ACCOUNT.arn("cloudtrail", "trail/*")}
    told = {each["Sid"]: each["Condition"] for each in keys["keys-notifications"]["Statement"] if "Condition" in each}
    assert told["PublishThroughSns"] == {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": ACCOUNT.arn("sns", "*")}}


def test_every_property_is_one_that_the_provider_takes(audited: ResourceGraph) -> None:
    assert [problem for resource in audited if resource.custom for problem in problems(resource)] == []
