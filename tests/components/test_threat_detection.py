from __future__ import annotations

import json
from functools import partial
from typing import Any

import pulumi_aws as aws
import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.access_logs import AccessLogs, AccessLogsArgs
from components.account import Account
from components.configuration_history import ConfigurationHistory, ConfigurationHistoryArgs
from components.encryption import Encryption, EncryptionArgs
from components.notifications import Notifications, NotificationsArgs
from components.threat_detection import ThreatDetection, ThreatDetectionArgs
from policies.rule import Rule, Status
from policies.rules import queues, registry, threat_detection, vulnerability_scans
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
RULES = [rule for module in (threat_detection, queues) for rule in vars(module).values() if isinstance(rule, Rule)]
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
ENABLER = "aws:inspector2/enabler:Enabler"


def declare(**changes: Any) -> None:
    aws.Provider("aws", region="us-east-1")
    keys = Encryption("keys", EncryptionArgs(account=ACCOUNT, owns_account=True, protect=True))
    key = keys.notifications.arn
    told = Notifications("told", NotificationsArgs(account=ACCOUNT, key_arn=key, email="platform@example.com"))
    logs = AccessLogs("logs", AccessLogsArgs(account=ACCOUNT, retention_days=2192, protect=True))
    history = ConfigurationHistory("history", ConfigurationHistoryArgs(archive=logs.archive))
    given = {"topic_arn": told.topic.arn, "notifications_key_arn": key, "protect": True}
    ThreatDetection("threats", ThreatDetectionArgs(account=ACCOUNT, history=history, **{**given, **changes}))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


def said(graph: ResourceGraph, rule: Rule) -> set[Status]:
    return {outcome.status for outcome in rule.judge(view(graph))}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph) -> None:
    assert said(graph, rule) <= {Status.PASS, Status.NOT_APPLICABLE}


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_a_protection_that_is_not_wanted_is_switched_off_by_name(recorded: Record) -> None:
    graph = recorded(partial(declare, protections=("s3", "rds", "malware")))
    status = {each.inputs["name"]: each.inputs["status"] for each in of(graph, FEATURE).values()}
    assert {name for name, given in status.items() if given == "ENABLED"} == {
        "S3_DATA_EVENTS",
        "RDS_LOGIN_EVENTS",
        "EBS_MALWARE_PROTECTION",
    }
    assert len(status) == 6
    assert said(graph, threat_detection.threat_detection_watches_data) == {Status.PASS}
    assert said(graph, threat_detection.threat_detection_watches_workloads) == {Status.FAIL}


def test_the_owner_of_an_account_has_the_images_of_every_stack_in_it_scanned(graph: ResourceGraph) -> None:
    (scanning,) = of(graph, registry.SCANNING).values()
    assert of(graph, ENABLER)["threats"].urn in scanning.dependencies
    assert said(graph, registry.registry_scans_continuously) == {Status.PASS}


def test_with_nothing_to_scan_inspector_is_left_alone_and_a_rule_objects(recorded: Record) -> None:
    graph = recorded(partial(declare, scans=()))
    assert of(graph, ENABLER) == {}
    assert of(graph, registry.SCANNING) == {}
    assert said(graph, vulnerability_scans.images_scanned) == {Status.FAIL}


def test_a_standard_waits_for_security_hub(graph: ResourceGraph) -> None:
    (hub,) = of(graph, "aws:securityhub/account:Account").values()
    for standard in of(graph, STANDARD).values():
        assert hub.urn in standard.dependencies


def test_security_hub_waits_until_aws_config_has_its_role_and_records(graph: ResourceGraph) -> None:
    (hub,) = of(graph, "aws:securityhub/account:Account").values()
    (role,) = of(graph, "aws:iam/serviceLinkedRole:ServiceLinkedRole").values()
    (recording,) = of(graph, "aws:cfg/recorderStatus:RecorderStatus").values()
    assert {role.urn, recording.urn} <= {*hub.dependencies}


@pytest.mark.parametrize("type_", [STANDARD, ENABLER])
def test_what_takes_long_to_be_ready_is_waited_for(type_: str, graph: ResourceGraph) -> None:
    slow = of(graph, type_).values()
    assert slow
    assert all({**each.options.timeouts} == {"create": "30m", "delete": "30m"} for each in slow)


def test_every_finding_goes_to_the_topic_and_into_the_queue_if_it_cannot(graph: ResourceGraph) -> None:
    (topic,) = of(graph, "aws:sns/topic:Topic").values()
    (queue,) = of(graph, "aws:sqs/queue:Queue").values()
    targets = of(graph, "aws:cloudwatch/eventTarget:EventTarget")
    assert targets.keys() == of(graph, "aws:cloudwatch/eventRule:EventRule").keys()
    for target in targets.values():
        assert target.inputs["arn"] == Reference(topic.urn, "arn")
        assert target.inputs["deadLetterConfig"] == {"arn": Reference(queue.urn, "arn")}


def test_only_these_rules_send_to_the_queue_and_somebody_is_told(graph: ResourceGraph) -> None:
    (queue,) = of(graph, "aws:sqs/queue:Queue").values()
    rules = [rule.inputs["name"] for rule in of(graph, "aws:cloudwatch/eventRule:EventRule").values()]
    tls, statement = json.loads(queue.inputs["policy"])["Statement"]
    assert tls["Effect"] == "Deny"
    assert statement["Resource"] == ACCOUNT.arn("sqs", queue.inputs["name"])
    sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert sorted(sources) == sorted(ACCOUNT.arn("events", f"rule/{name}") for name in rules)
    (alarm,) = of(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").values()
    assert alarm.inputs["dimensions"] == {"QueueName": queue.inputs["name"]}


def test_the_names_of_rules_are_short_enough_for_eventbridge(graph: ResourceGraph) -> None:
    names = [rule.inputs["name"] for rule in of(graph, "aws:cloudwatch/eventRule:EventRule").values()]
    assert all(len(name) <= 64 for name in names)
