from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Literal

import pytest
from pulumi_aws import kms, rds

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.account import Account
from components.log_keeping import LogKeeping
from components.network import Network, NetworkArgs
from policies.rule import Status
from policies.rules import RULES
from policies.rules.network import data_subnets_have_no_way_out
from tests.conftest import Record

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"
ENDPOINTS = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssmmessages")
TWO_ZONES = ("us-east-1a", "us-east-1b")
THREE_ZONES = (*TWO_ZONES, "us-east-1c")


def declare(
    zones: Sequence[str] = TWO_ZONES,
    nat: Literal["per zone", "single"] = "per zone",
    protect: bool = True,
    open_to_world: bool = True,
) -> None:
    args = NetworkArgs(
        account=ACCOUNT,
        cidr="10.0.0.0/16",
        zones=zones,
        nat=nat,
        endpoints=ENDPOINTS,
        logs=LogKeeping(key_arn=kms.Key("logs").arn, retention_days=2192),
        boundary_arn=BOUNDARY,
        protect=protect,
        open_to_world=open_to_world,
    )
    network = Network("network", args)
    for tier in ("public", "private", "isolated"):
        subnets = getattr(network, f"{tier}_subnets").values()
        rds.SubnetGroup(tier, subnet_ids=[subnet.id for subnet in subnets])


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


def named(graph: ResourceGraph, type_: str, name: str) -> Resource:
    return next(resource for resource in of(graph, type_) if resource.name == name)


def target(graph: ResourceGraph, value: Any) -> str:
    assert isinstance(value, Reference)
    found = graph.find(value.urn)
    assert found is not None
    return found.name


def routes(graph: ResourceGraph) -> Iterator[tuple[str, str]]:
    for route in of(graph, "aws:ec2/route:Route"):
        way = route.inputs.get("gatewayId") or route.inputs.get("natGatewayId")
        yield target(graph, route.inputs["routeTableId"]), target(graph, way)


def documents(graph: ResourceGraph) -> Iterator[dict[str, Any]]:
    for resource in graph:
        for name in ("policy", "assumeRolePolicy", "policyDocument"):
            if name in resource.inputs:
                yield json.loads(resource.inputs[name])


def test_every_tier_has_a_subnet_in_every_zone(recorded: Record) -> None:
    names = {subnet.name for subnet in of(recorded(partial(declare, THREE_ZONES)), "aws:ec2/subnet:Subnet")}
    assert names == {f"network-{tier}-{zone}" for tier in ("public", "private", "isolated") for zone in THREE_ZONES}


def test_adding_a_zone_changes_no_subnet_and_no_access_list(recorded: Record) -> None:
    before, after = recorded(declare), recorded(partial(declare, THREE_ZONES))
    for subnet in of(before, "aws:ec2/subnet:Subnet"):
        assert named(after, subnet.type, subnet.name).inputs == subnet.inputs
    (old,), (new,) = (of(graph, "aws:ec2/networkAcl:NetworkAcl") for graph in (before, after))
    assert (new.inputs["ingress"], new.inputs["egress"]) == (old.inputs["ingress"], old.inputs["egress"])


def test_each_zone_leaves_by_its_own_nat(graph: ResourceGraph) -> None:
    assert sorted(routes(graph)) == [
        ("network-private-us-east-1a", "network-nat-us-east-1a"),
        ("network-private-us-east-1b", "network-nat-us-east-1b"),
        ("network-public", "network"),
    ]


def test_a_single_nat_serves_every_zone(recorded: Record) -> None:
    graph = recorded(partial(declare, nat="single"))
    assert len(of(graph, "aws:ec2/natGateway:NatGateway")) == 1
    assert sorted(routes(graph)) == [
        ("network-private-us-east-1a", "network-nat-us-east-1a"),
        ("network-private-us-east-1b", "network-nat-us-east-1a"),
        ("network-public", "network"),
    ]


def test_nothing_leads_out_of_the_isolated_tier(graph: ResourceGraph) -> None:
    assert "network-isolated" not in dict(routes(graph))
    for endpoint in of(graph, "aws:ec2/vpcEndpoint:VpcEndpoint"):
        tables = [target(graph, table) for table in endpoint.inputs.get("routeTableIds", [])]
        subnets = [target(graph, subnet) for subnet in endpoint.inputs.get("subnetIds", [])]
        assert all(name.startswith("network-private-") for name in [*tables, *subnets])


def test_the_isolated_tier_answers_the_private_one_and_nobody_else(graph: ResourceGraph) -> None:
    (acl,) = of(graph, "aws:ec2/networkAcl:NetworkAcl")
    admitted = {(entry["fromPort"], entry["toPort"], entry["cidrBlock"]) for entry in acl.inputs["ingress"]}
    assert admitted == {(port, port, "10.0.0.0/17") for port in (5432, 6379, 6380)}
    assert [entry["cidrBlock"] for entry in acl.inputs["egress"]] == ["10.0.0.0/17"]
    held = {target(graph, subnet) for subnet in acl.inputs["subnetIds"]}
    assert held == {f"network-isolated-{zone}" for zone in TWO_ZONES}


def test_security_groups_form_one_line_from_the_world_to_the_data(graph: ResourceGraph) -> None:
    connections = {
        (
            target(graph, rule.inputs["referencedSecurityGroupId"])
            if "referencedSecurityGroupId" in rule.inputs
            else rule.inputs["cidrIpv4"],
            target(graph, rule.inputs["securityGroupId"]),
            rule.inputs["fromPort"],
        )
        for rule in of(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    }
    assert connections == {
        ("0.0.0.0/0", "network-groups-load-balancer", 443),
        ("0.0.0.0/0", "network-groups-load-balancer", 80),
        ("network-groups-load-balancer", "network-groups-application", 8080),
        ("network-groups-application", "network-groups-data", 5432),
        ("network-groups-application", "network-endpoints-interfaces", 443),
    }


def test_behind_the_edge_only_cloudfront_reaches_the_load_balancer_and_on_one_port(recorded: Record) -> None:
    graph = recorded(partial(declare, open_to_world=False))
    (entrance,) = [
        rule.inputs
        for rule in of(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if target(graph, rule.inputs["securityGroupId"]) == "network-groups-load-balancer"
    ]
    assert (entrance["fromPort"], entrance["toPort"]) == (443, 443)
    assert "prefixListId" in entrance
    assert not {"cidrIpv4", "cidrIpv6"} & entrance.keys()


def test_no_security_group_holds_rules_inline(graph: ResourceGraph) -> None:
    assert not any(
        {"ingress", "egress"} & group.inputs.keys() for group in of(graph, "aws:ec2/securityGroup:SecurityGroup")
    )


def test_data_may_open_no_connection(graph: ResourceGraph) -> None:
    senders = {
        target(graph, rule.inputs["securityGroupId"])
        for rule in of(graph, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    }
    assert senders == {"network-groups-load-balancer", "network-groups-application"}


def test_policies_name_their_actions_and_only_this_account(graph: ResourceGraph) -> None:
    found = [statement for document in documents(graph) for statement in document["Statement"]]
    assert len(found) == len(ENDPOINTS) + 2 + 1 + 3  # gateways, ECR's layers, and both logs
    for statement in found:
        actions = statement["Action"]
        assert not any("*" in action for action in ([actions] if isinstance(actions, str) else actions))
        assert ACCOUNT.id in json.dumps(statement) or statement["Sid"] == "ImageLayersOfEcr"


def test_the_role_of_flow_logs_is_bounded(graph: ResourceGraph) -> None:
    (role,) = of(graph, "aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY


def test_logs_are_kept_when_the_stack_goes_if_it_is_protected(recorded: Record) -> None:
    for protect in (True, False):
        for group in of(recorded(partial(declare, protect=protect)), "aws:cloudwatch/logGroup:LogGroup"):
            assert group.options.protect is group.options.retain_on_delete is protect


def test_only_the_isolated_tier_is_fit_for_databases(graph: ResourceGraph) -> None:
    verdicts = {outcome.resource.name: outcome.status for outcome in data_subnets_have_no_way_out.judge(view(graph))}
    assert verdicts == {"public": Status.FAIL, "private": Status.FAIL, "isolated": Status.PASS}


def test_the_network_breaks_no_rule_and_leaves_none_in_doubt(graph: ResourceGraph) -> None:
    stack = view(graph)
    doubts = [
        f"{outcome.rule.id}: {outcome.resource.name}: {outcome.reason}"
        for rule in RULES
        if not rule.id.startswith(("account-", "role-bounded"))  # what other components hold
        for outcome in rule.judge(stack)
        if outcome.status in (Status.FAIL, Status.UNKNOWN) and (outcome.resource.parent or "").count("network")
    ]
    assert doubts == []
