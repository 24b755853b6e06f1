from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from pulumi_aws import ec2, s3, wafv2

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.bucket_policies import LOAD_BALANCERS_PREFIX
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from policies.rule import Rule, Status
from policies.rules import load_balancer, security_groups, target_groups
from tests.conftest import Record
from tests.property_names import problems

RULES = [
    rule
    for module in (load_balancer, target_groups, security_groups)
    for rule in vars(module).values()
    if isinstance(rule, Rule)
]
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LOGS = {"bucket": "footing-test-access", "prefix": LOAD_BALANCERS_PREFIX, "enabled": True}

Of = Callable[..., dict[str, Resource]]


def declare(**changes: Any) -> None:
    given: dict[str, Any] = {
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "vpc_cidr": "10.10.0.0/16",
        "subnet_ids": ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"],
        "security_group_id": ec2.SecurityGroup("entrance").id,
        "certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/1",
        "access_logs_bucket": "footing-test-access",
        "after": [],
        "port": 8080,
        "public": True,
        "protect": True,
        "deletion_protection": True,
        "domain": None,
        "cross_zone": True,
    }
    made = LoadBalancer("balancer", LoadBalancerArgs(**{**given, **changes}))
    wafv2.WebAclAssociation("balancer", resource_arn=made.balancer.arn, web_acl_arn="arn")


@pytest.fixture
def of(recorded: Record) -> Of:
    """Return a function that declares a load balancer and returns its resources of a type, by their names."""

    def found(type_: str, **changes: Any) -> dict[str, Resource]:
        graph = recorded(partial(declare, **changes))
        return {resource.name: resource for resource in graph if resource.type == type_}

    return found


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph) -> None:
    bad = [each for each in rule.judge(view(graph)) if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert [(each.resource.name, each.reason) for each in bad] == []


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    made = [resource for resource in graph if resource.custom and resource.type != "pulumi:pulumi:Stack"]
    assert [problem for resource in made for problem in problems(resource)] == []


@pytest.mark.parametrize(("public", "internal"), [(True, False), (False, True)])
def test_it_is_on_the_internet_only_if_asked_for(of: Of, public: bool, internal: bool) -> None:
    assert of(BALANCER, public=public)["balancer"].inputs["internal"] is internal


def test_requests_connections_and_health_checks_are_logged_where_the_buckets_policy_admits_them(of: Of) -> None:
    inputs = of(BALANCER)["balancer"].inputs
    assert [inputs[log] for log in ("accessLogs", "connectionLogs", "healthCheckLogs")] == [LOGS] * 3


def test_it_is_made_after_the_policy_of_the_bucket_that_it_logs_to(recorded: Record) -> None:
    def after_policy() -> None:
        declare(after=[s3.BucketPolicy("admission", bucket="footing-test-access", policy="{}")])

    by_type = {resource.type: resource for resource in recorded(after_policy)}
    assert by_type["aws:s3/bucketPolicy:BucketPolicy"].urn in by_type[BALANCER].dependencies


def test_deletion_is_refused_by_aws_and_by_pulumi_as_far_as_asked_for(of: Of) -> None:
    kept = of(BALANCER)["balancer"]
    assert (kept.inputs["enableDeletionProtection"], kept.options.protect) == (True, True)
    dropped = of(BALANCER, deletion_protection=False, protect=False)["balancer"]
    assert (dropped.inputs["enableDeletionProtection"], dropped.options.protect) == (False, False)


def test_what_no_rule_asks_for_is_answered_with_nothing(of: Of) -> None:
    listeners = of(LISTENER)
    assert {name: each.inputs["port"] for name, each in listeners.items()} == {
        "balancer-http": 80,
        "balancer-https": 443,
        "balancer-test": 8443,
    }
    for name in ("balancer-https", "balancer-test"):
        (action,) = listeners[name].inputs["defaultActions"]
        assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


def test_both_rules_begin_with_blue_and_leave_the_weights_to_ecs(of: Of) -> None:
    groups = of(TARGET_GROUP)
    weights = [(groups["balancer-blue"].urn, 100), (groups["balancer-green"].urn, 0)]
    rules = of(RULE)
    assert set(rules) == {"balancer-production", "balancer-test"}
    for rule in rules.values():
        (action,) = rule.inputs["actions"]
        assert [(group["arn"].urn, group["weight"]) for group in action["forward"]["targetGroups"]] == weights
        assert rule.options.ignore_changes == ("actions",)


def test_the_production_rule_is_on_443_and_the_test_rule_on_8443(of: Of) -> None:
    listeners = of(LISTENER)
    assert {name: rule.inputs["listenerArn"] for name, rule in of(RULE).items()} == {
        "balancer-production": Reference(listeners["balancer-https"].urn, "arn"),
        "balancer-test": Reference(listeners["balancer-test"].urn, "arn"),
    }


def test_with_a_domain_production_answers_to_its_name_only(of: Of) -> None:
    conditions = {name: rule.inputs["conditions"] for name, rule in of(RULE, domain="app.example.com").items()}
    assert conditions == {
        "balancer-production": [{"hostHeader": {"values": ["app.example.com"]}}],
        "balancer-test": [{"pathPattern": {"values": ["/*"]}}],
    }
    assert of(RULE)["balancer-production"].inputs["conditions"] == [{"pathPattern": {"values": ["/*"]}}]


def test_the_version_that_is_about_to_be_released_is_reached_from_within_the_vpc_only(of: Of) -> None:
    (opening,) = of(INGRESS).values()
    assert (opening.inputs["cidrIpv4"], opening.inputs["fromPort"], opening.inputs["toPort"]) == (
        "10.10.0.0/16",
        8443,
        8443,
    )


def test_versions_are_alike_and_asked_whether_they_are_ready(of: Of) -> None:
    blue, green = of(TARGET_GROUP).values()
    assert blue.inputs == green.inputs
    assert (blue.inputs["targetType"], blue.inputs["port"]) == ("ip", 8080)
    asked = blue.inputs["healthCheck"]
    assert (asked["path"], asked["protocol"], asked["matcher"]) == ("/ready", "HTTP", "200")


def test_a_task_that_does_not_answer_is_left_out_within_a_minute(of: Of) -> None:
    asked = of(TARGET_GROUP)["balancer-blue"].inputs["healthCheck"]
    assert asked["interval"] * asked["unhealthyThreshold"] < 60
    assert asked["timeout"] < asked["interval"]


def test_requests_stay_in_their_zone_if_policy_says_so(of: Of) -> None:
    assert {each.inputs["loadBalancingCrossZoneEnabled"] for each in of(TARGET_GROUP).values()} == {"true"}
    apart = of(TARGET_GROUP, cross_zone=False)
    assert {each.inputs["loadBalancingCrossZoneEnabled"] for each in apart.values()} == {"false"}
