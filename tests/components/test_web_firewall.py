from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pulumi_aws import kms, lb

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.log_keeping import LogKeeping
from components.web_firewall import WebFirewall, WebFirewallArgs
from components.web_firewall_rules import (
    Counted,
    ManagedGroup,
    firewall_rules,
    protected_fields,
    redacted_fields,
)
from policies.rule import Rule, Status
from policies.rules import logs, web_firewall
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
RULES = [rule for module in (web_firewall, logs) for rule in vars(module).values() if isinstance(rule, Rule)]
ACL = "aws:wafv2/webAcl:WebAcl"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
LARGE_BODIES: Counted = {"AWSManagedRulesCommonRuleSet": ["SizeRestrictions_BODY"]}
BASE_CAPACITY = 1500
"""Capacity units of a web ACL that its price includes (AWS WAF pricing)."""
RATE_RULE_CAPACITY = 2
CAPACITIES: dict[ManagedGroup, int] = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
}


def declare(*, protecting: bool = True, **changes: Any) -> None:
    balancer = lb.LoadBalancer("balancer")
    given_: dict[str, Any] = {
        "account": ACCOUNT,
        "protected_arn": balancer.arn if protecting else None,
        "rate_limit": 2000,
        "counted": {},
        "logs": LogKeeping(key_arn=kms.Key("logs").arn, retention_days=2192),
        "protect": True,
    }
    WebFirewall("firewall", WebFirewallArgs(**{**given_, **changes}))


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


def statements(rules: list[dict[str, Any]]) -> dict[ManagedGroup, dict[str, Any]]:
    return {rule["name"]: rule["statement"]["managed_rule_group_statement"] for rule in rules[1:]}


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph) -> None:
    outcomes = list(rule.judge(view(graph)))
    assert outcomes
    assert [(each.resource.name, each.reason) for each in outcomes if each.status is not Status.PASS] == []


def test_every_property_is_one_that_the_provider_takes(recorded: Record) -> None:
    graph = recorded(partial(declare, counted=LARGE_BODIES))
    made = [resource for resource in graph if resource.custom and resource.type != "pulumi:pulumi:Stack"]
    assert [problem for resource in made for problem in problems(resource)] == []


def test_the_load_balancer_stands_behind_it(graph: ResourceGraph) -> None:
    ((acl,), (association,)) = of(graph, ACL), of(graph, ASSOCIATION)
    (balancer,) = of(graph, "aws:lb/loadBalancer:LoadBalancer")
    assert association.inputs == {
        "resourceArn": Reference(balancer.urn, "arn"),
        "webAclArn": Reference(acl.urn, "arn"),
    }


def test_a_distribution_names_its_firewall_itself(recorded: Record) -> None:
    graph = recorded(partial(declare, protecting=False, scope="CLOUDFRONT"))
    assert [acl.inputs["scope"] for acl in of(graph, ACL)] == ["CLOUDFRONT"]
    assert of(graph, ASSOCIATION) == []


def test_it_logs_to_a_name_that_aws_waf_takes(graph: ResourceGraph) -> None:
    (group,), (logging,) = of(graph, "aws:cloudwatch/logGroup:LogGroup"), of(graph, LOGGING)
    assert group.inputs["name"] == "aws-waf-logs-footing-test-firewall"
    assert logging.inputs["logDestinationConfigs"] == [Reference(group.urn, "arn")]


def test_logging_begins_when_deliveries_are_admitted(graph: ResourceGraph) -> None:
    (admission,) = of(graph, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    (logging,) = of(graph, LOGGING)
    assert admission.urn in logging.dependencies


def test_priorities_are_in_the_order_of_the_rules() -> None:
    priorities = [rule["priority"] for rule in firewall_rules("m", 100, {})]
    assert priorities == list(range(len(CAPACITIES) + 1))


def test_the_rules_fit_into_what_the_price_of_a_web_acl_includes() -> None:
    capacities = [CAPACITIES[name] for name in statements(firewall_rules("m", 100, {}))]
    assert sum(capacities) + RATE_RULE_CAPACITY <= BASE_CAPACITY


def test_all_groups_block_but_that_of_anonymous_addresses() -> None:
    counting = [rule["name"] for rule in firewall_rules("m", 100, {})[1:] if "count" in rule["override_action"]]
    assert counting == ["AWSManagedRulesAnonymousIpList"]


def test_a_rule_only_counts_where_it_is_named() -> None:
    overrides = {
        name: each["rule_action_overrides"] for name, each in statements(firewall_rules("m", 10, LARGE_BODIES)).items()
    }
    assert overrides.pop("AWSManagedRulesCommonRuleSet") == [
        {"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}
    ]
    assert not any(overrides.values())


@given(st.integers(max_value=9))
@example(9)
def test_a_rate_that_aws_waf_would_refuse_is_refused(rate: int) -> None:
    with pytest.raises(ValueError, match=f"a rate limit of {rate} is below 10"):
        firewall_rules("m", rate, {})


@given(st.integers(min_value=10, max_value=2_000_000_000))
@example(10)
def test_whoever_exceeds_the_rate_is_told_so(rate: int) -> None:
    limit = firewall_rules("m", rate, {})[0]
    statement = {"limit": rate, "aggregate_key_type": "IP", "evaluation_window_sec": 5 * 60}
    assert limit["statement"] == {"rate_based_statement": statement}
    assert limit["action"]["block"]["custom_response"] == {"response_code": 429}


def test_metrics_of_rules_have_names_of_their_own() -> None:
    names = [rule["visibility_config"]["metric_name"] for rule in firewall_rules("footing-prod-firewall", 100, {})]
    assert len(set(names)) == len(names)
    assert all(name.startswith("footing-prod-firewall-") and len(name) <= 128 for name in names)


def test_neither_samples_nor_logs_show_credentials_or_what_was_sent() -> None:
    protected = {each["field"]["field_type"]: each["field"].get("field_keys") for each in protected_fields()}
    assert protected == {"SINGLE_HEADER": ["authorization", "cookie", "referer"], "QUERY_STRING": None, "BODY": None}
    assert [each["single_header"]["name"] for each in redacted_fields()[:-1]] == protected["SINGLE_HEADER"]
