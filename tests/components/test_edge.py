from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components import edge_policies as policies
from components.account import Account
from components.edge import Edge, EdgeArgs
from policies.rule import Status
from policies.rules import RULES
from policies.rules.edge_caching import KEPT_ERRORS
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="eu-central-1", dns_suffix="amazonaws.com")
TOPIC = "arn:aws:sns:eu-central-1:111122223333:footing-test-notifications"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
TAGS = {"Environment": "test", "Owner": "platform", "Contact": "platform@example.com"}


def declare(**changes: Any) -> None:
    elsewhere = aws.Provider("aws", region="eu-central-1", default_tags={"tags": TAGS})
    balancer = aws.lb.LoadBalancer("balancer", internal=True, opts=pulumi.ResourceOptions(provider=elsewhere))
    given: dict[str, Any] = {
        "account": ACCOUNT,
        "domain": "app.example.com",
        "zone_id": "Z123",
        "load_balancer_arn": balancer.arn,
        "load_balancer_domain": balancer.dns_name,
        "static_paths": ("/static/*", "/favicon.ico"),
        "rate_limit": 2000,
        "counted": {},
        "content_security_policy": None,
        "countries": (),
        "objective": 0.999,
        "latency_ms": 500,
        "topic_arn": TOPIC,
        "email": "platform@example.com",
        "log_retention_days": 2192,
        "tags": TAGS,
        "team": "platform",
        "protect": True,
    }
    Edge("edge", EdgeArgs(**{**given, **changes}), pulumi.ResourceOptions(providers=[elsewhere]))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


def only(graph: ResourceGraph, type_: str) -> Resource:
    (found,) = of(graph, type_)
    return found


def test_every_rule_is_content(graph: ResourceGraph) -> None:
    stack = view(graph)
    outcomes = [outcome for rule in RULES for outcome in rule.judge(stack) if "edge" in outcome.resource.name]
    unhappy = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert {each.rule.id for each in outcomes} >= {
        "distribution-logged",
        "distribution-errors-raise-alarm",
        "origin-not-public",
        "topic-has-subscriber",
    }
    assert [f"{each.rule.id}: {each.resource.name}: {each.reason}" for each in unhappy] == []


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_all_of_it_is_made_in_the_region_of_cloudfront(graph: ResourceGraph) -> None:
    (there,) = [each for each in of(graph, "pulumi:providers:aws") if each.name == "edge-us-east-1"]
    assert there.inputs["region"] == "us-east-1"
    made = [each for each in graph if "footing:components:Edge" in each.urn and each.custom]
    assert made
    assert {each.options.provider for each in made if each.type.startswith("aws:")} == {there.urn}


def test_the_provider_touches_no_other_account_and_tags_what_it_makes(graph: ResourceGraph) -> None:
    (there,) = [each for each in of(graph, "pulumi:providers:aws") if each.name == "edge-us-east-1"]
    assert json.loads(there.inputs["allowedAccountIds"]) == [ACCOUNT.id]
    assert json.loads(there.inputs["defaultTags"])["tags"] == {**TAGS, "Part": "edge"}


def test_nothing_is_cached_but_the_static_paths(graph: ResourceGraph) -> None:
    inputs = only(graph, DISTRIBUTION).inputs
    assert inputs["defaultCacheBehavior"]["cachePolicyId"] == policies.CACHING_DISABLED
    assert [each["pathPattern"] for each in inputs["orderedCacheBehaviors"]] == ["/static/*", "/favicon.ico"]
    cache = only(graph, "aws:cloudfront/cachePolicy:CachePolicy")
    for behavior in inputs["orderedCacheBehaviors"]:
        assert behavior["cachePolicyId"] == Reference(cache.urn, "id")
        assert behavior["originRequestPolicyId"] == policies.HOST_HEADER_ONLY
        assert behavior["allowedMethods"] == ["GET", "HEAD"]


def test_no_error_is_kept(graph: ResourceGraph) -> None:
    kept = {each["errorCode"]: each for each in only(graph, DISTRIBUTION).inputs["customErrorResponses"]}
    assert kept == {code: {"errorCode": code, "errorCachingMinTtl": 0} for code in KEPT_ERRORS}


def test_a_static_path_that_names_nothing_is_refused(recorded: Record) -> None:
    with pytest.raises(Exception, match=r"/\* matches every path"):
        recorded(partial(declare, static_paths=("/*",)))


def test_without_static_paths_nothing_is_cached_at_all(recorded: Record) -> None:
    graph = recorded(partial(declare, static_paths=()))
    assert not only(graph, DISTRIBUTION).inputs.get("orderedCacheBehaviors")
    assert not of(graph, "aws:cloudfront/cachePolicy:CachePolicy")


def test_the_load_balancer_is_reached_within_the_vpc_and_by_tls(graph: ResourceGraph) -> None:
    origin = only(graph, "aws:cloudfront/vpcOrigin:VpcOrigin")
    balancer = only(graph, "aws:lb/loadBalancer:LoadBalancer")
    endpoint = origin.inputs["vpcOriginEndpointConfig"]
    assert endpoint["arn"] == Reference(balancer.urn, "arn")
    assert endpoint["originProtocolPolicy"] == "https-only"
    assert endpoint["originSslProtocols"] == {"items": ["TLSv1.2"], "quantity": 1}
    (reached,) = only(graph, DISTRIBUTION).inputs["origins"]
    assert reached["vpcOriginConfig"]["vpcOriginId"] == Reference(origin.urn, "id")


def test_the_log_of_requests_is_encrypted_with_a_key_of_that_region(graph: ResourceGraph) -> None:
    (key,) = [each for each in of(graph, "aws:kms/key:Key") if each.name == "edge-logs"]
    (statement,) = [each for each in json.loads(key.inputs["policy"])["Statement"] if each["Sid"] == "EncryptLogGroups"]
    assert statement["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    for group in of(graph, "aws:cloudwatch/logGroup:LogGroup"):
        assert group.inputs["kmsKeyId"] == Reference(key.urn, "arn")
        assert group.inputs["retentionInDays"] == 2192


def test_what_is_logged_leaves_out_what_may_tell_of_a_patient(graph: ResourceGraph) -> None:
    delivery = only(graph, "aws:cloudwatch/logDelivery:LogDelivery")
    assert delivery.inputs["recordFields"] == list(policies.LOG_FIELDS)
    source = only(graph, "aws:cloudwatch/logDeliverySource:LogDeliverySource")
    assert source.inputs["resourceArn"] == Reference(only(graph, DISTRIBUTION).urn, "arn")


def test_the_name_leads_to_the_distribution_by_ipv4_and_ipv6(graph: ResourceGraph) -> None:
    records = [each.inputs for each in of(graph, "aws:route53/record:Record") if each.inputs.get("aliases")]
    assert sorted(record["type"] for record in records) == ["A", "AAAA"]
    distribution = only(graph, DISTRIBUTION).urn
    assert {alias["name"] for record in records for alias in record["aliases"]} == {
        Reference(distribution, "domainName")
    }


def test_every_alarm_reaches_the_owner_by_a_topic_of_that_region(graph: ResourceGraph) -> None:
    topic, told = only(graph, "aws:sns/topic:Topic"), only(graph, "aws:sns/topicSubscription:TopicSubscription")
    assert {each.name for each in of(graph, ALARM)} == {
        "edge-errors",
        "edge-unanswered",
        "edge-latency",
        "edge-certificate",
    }
    for alarm in of(graph, ALARM):
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [Reference(topic.urn, "arn")]
    assert told.inputs["endpoint"] == "platform@example.com"


def test_the_key_of_that_topic_is_of_that_region_and_lets_alarms_publish(graph: ResourceGraph) -> None:
    (key,) = [each for each in of(graph, "aws:kms/key:Key") if each.name == "edge-watch-notifications"]
    assert only(graph, "aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == Reference(key.urn, "arn")
    statements = {each["Sid"]: each for each in json.loads(key.inputs["policy"])["Statement"]}
    publishing = statements["PublishThroughSns"]
    assert publishing["Principal"] == {"Service": ["cloudwatch.amazonaws.com"]}
    (topics,) = publishing["Condition"]["ArnLike"].values()
    assert topics == f"arn:aws:sns:us-east-1:{ACCOUNT.id}:*"


def test_in_the_same_region_the_topic_of_the_stack_does(recorded: Record) -> None:
    topic = TOPIC.replace("eu-central-1", "us-east-1")
    graph = recorded(partial(declare, account=replace(ACCOUNT, region="us-east-1"), topic_arn=topic))
    assert not of(graph, "aws:sns/topic:Topic")
    assert [each.inputs["alarmActions"] for each in of(graph, ALARM)] == [[topic]] * 4


def test_what_the_alarm_on_latency_needs_is_measured(graph: ResourceGraph) -> None:
    asked = only(graph, "aws:cloudfront/monitoringSubscription:MonitoringSubscription").inputs
    assert asked["distributionId"] == Reference(only(graph, DISTRIBUTION).urn, "id")
    status = asked["monitoringSubscription"]["realtimeMetricsSubscriptionConfig"]["realtimeMetricsSubscriptionStatus"]
    assert status == "Enabled"


def test_where_cloudfront_has_no_vpc_origins_the_edge_is_refused_by_name() -> None:
    china = Account(id=ACCOUNT.id, partition="aws-cn", region="cn-north-1", dns_suffix="amazonaws.com.cn")
    with pytest.raises(ValueError, match="leave `edge` out of the settings"):
        EdgeArgs(
            account=china,
            domain="app.example.com",
            zone_id="Z123",
            load_balancer_arn="arn",
            load_balancer_domain="name",
            static_paths=(),
            rate_limit=2000,
            counted={},
            objective=0.999,
            latency_ms=500,
            topic_arn=TOPIC,
            email="platform@example.com",
            log_retention_days=2192,
            tags=TAGS,
            team="platform",
            protect=True,
            content_security_policy=None,
            countries=(),
        )
