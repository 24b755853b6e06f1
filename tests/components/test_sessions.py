from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pulumi
import pytest
from pulumi_aws import ec2, elasticache, kms

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components import session_access as access
from components.account import Account
from components.log_keeping import LogKeeping
from components.sessions import Sessions, SessionsArgs
from policies.rule import Status
from policies.rules import RULES
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
WATCHED_ELSEWHERE = ("cache-fullness-raises-alarm",)
"""What components/observability.py is there for."""
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
USER = "aws:elasticache/user:User"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
DANGEROUS = ("keys", "scan", "randomkey", "dbsize", "flushall", "eval", "subscribe", "config", "acl", "+@all", "~* ")


def isolated() -> list[pulumi.Output[str]]:
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id
    table = ec2.RouteTable("isolated", vpc_id=vpc)
    subnets = [ec2.Subnet(zone, vpc_id=vpc, availability_zone=zone) for zone in ("us-east-1a", "us-east-1b")]
    for number, subnet in enumerate(subnets):
        ec2.RouteTableAssociation(f"isolated-{number}", route_table_id=table.id, subnet_id=subnet.id)
    return [subnet.id for subnet in subnets]


def declare(mode: access.Mode, **changes: Any) -> Sessions:
    given: dict[str, Any] = {
        "account": ACCOUNT,
        "vpc_id": "vpc-1",
        "subnet_ids": isolated(),
        "application_group": ec2.SecurityGroup("application"),
        "mode": mode,
        "node_type": "cache.t4g.small",
        "replicas": 1,
        "logs": LogKeeping(key_arn=kms.Key("logs").arn, retention_days=2192),
        "snapshot_retention_days": 1,
        "team": "platform",
        "protect": True,
    }
    return Sessions("sessions", SessionsArgs(**{**given, **changes}))


@pytest.fixture(params=["serverless", "replication group"])
def mode(request: pytest.FixtureRequest) -> access.Mode:
    found: access.Mode = request.param
    return found


@pytest.fixture
def graph(recorded: Record, mode: access.Mode) -> ResourceGraph:
    return recorded(partial(declare, mode))


@pytest.fixture
def nodes(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, "replication group"))


def of(graph: ResourceGraph, type_: str) -> list[Resource]:
    return [resource for resource in graph if resource.type == type_]


def only(graph: ResourceGraph, type_: str) -> Mapping[str, Any]:
    (found,) = of(graph, type_)
    return found.inputs


def cache(graph: ResourceGraph) -> Resource:
    (found,) = [*of(graph, GROUP), *of(graph, SERVERLESS)]
    return found


def test_every_rule_is_content(graph: ResourceGraph) -> None:
    stack = view(graph)
    asked = [rule for rule in RULES if rule.id not in WATCHED_ELSEWHERE]
    outcomes = [outcome for rule in asked for outcome in rule.judge(stack) if "Sessions" in outcome.resource.urn]
    unhappy = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert outcomes
    assert [f"{each.rule.id}: {each.resource.name}: {each.reason}" for each in unhappy] == []


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_the_user_is_who_iam_says_and_there_is_no_password(graph: ResourceGraph) -> None:
    user = only(graph, USER)
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["userId"] == user["userName"] == "footing-test-app"
    assert not {"passwords", "passwordsWo", "noPasswordRequired"} & user.keys()
    assert only(graph, "aws:elasticache/userGroup:UserGroup")["userIds"] == ["footing-test-app"]


def test_the_role_of_the_application_needs_the_cache_and_the_user(recorded: Record, mode: access.Mode) -> None:
    made: list[Sessions] = []
    recorded(lambda: made.append(declare(mode)))
    kind = {"serverless": "serverlesscache", "replication group": "replicationgroup"}[mode]
    prefix = "arn:aws:elasticache:us-east-1:111122223333"
    assert made[0].connect_arns == (f"{prefix}:{kind}:footing-test-cache", f"{prefix}:user:footing-test-app")


def test_only_the_application_comes_in_and_only_where_the_cache_listens(graph: ResourceGraph) -> None:
    (own, application) = [
        next(each.urn for each in of(graph, "aws:ec2/securityGroup:SecurityGroup") if each.name == name)
        for name in ("sessions", "application")
    ]
    rules = [rule.inputs for rule in of(graph, INGRESS)]
    assert {rule["fromPort"] for rule in rules} == ({6379, 6380} if of(graph, SERVERLESS) else {6379})
    for rule in rules:
        assert rule["fromPort"] == rule["toPort"]
        assert rule["securityGroupId"] == Reference(own, "id")
        assert rule["referencedSecurityGroupId"] == Reference(application, "id")


def test_the_cache_is_encrypted_with_a_key_that_serves_it_alone(graph: ResourceGraph) -> None:
    (key,) = [each for each in of(graph, "aws:kms/key:Key") if each.name != "logs"]
    assert cache(graph).inputs["kmsKeyId"] == Reference(key.urn, "arn")
    policy = json.loads(key.inputs["policy"])
    services = [each["Condition"]["StringEquals"]["kms:ViaService"] for each in policy["Statement"][1:]]
    assert services == [["elasticache.us-east-1.amazonaws.com"]] * 2


def test_the_cache_tells_whose_it_is_and_is_kept_if_it_leaves_the_program(graph: ResourceGraph) -> None:
    assert cache(graph).inputs["tags"] == {"Owner": "platform", "Part": "sessions"}
    assert cache(graph).options.protect
    assert cache(graph).options.retain_on_delete


def test_nodes_take_tls_only_and_survive_a_zone(nodes: ResourceGraph) -> None:
    group = only(nodes, GROUP)
    assert (group["transitEncryptionEnabled"], group["transitEncryptionMode"]) == (True, "required")
    assert (group["automaticFailoverEnabled"], group["multiAzEnabled"], group["numCacheClusters"]) == (True, True, 2)


def test_a_single_node_has_nothing_to_fail_over_to(recorded: Record) -> None:
    group = only(recorded(partial(declare, "replication group", replicas=0)), GROUP)
    assert (group["automaticFailoverEnabled"], group["multiAzEnabled"], group["numCacheClusters"]) == (False, False, 1)


def test_the_logs_of_nodes_have_their_groups_and_permission_first(nodes: ResourceGraph) -> None:
    (group,) = of(nodes, GROUP)
    logs = {each.inputs["name"]: each.urn for each in of(nodes, "aws:cloudwatch/logGroup:LogGroup")}
    assert set(logs) == {"/footing/test/sessions/slow-log", "/footing/test/sessions/engine-log"}
    before = [*logs.values(), *(each.urn for each in of(nodes, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"))]
    assert len(before) == 4
    assert set(before) <= set(group.dependencies)


def test_a_version_that_the_cache_took_by_itself_is_not_taken_back(nodes: ResourceGraph) -> None:
    assert of(nodes, GROUP)[0].options.ignore_changes == ("engineVersion",)


def test_the_longest_name_of_a_stack_makes_names_that_elasticache_takes(recorded: Record, mode: access.Mode) -> None:
    graph = recorded(partial(declare, mode), stack="a" * (34 - len("footing-")))
    inputs = cache(graph).inputs
    assert len(inputs.get("replicationGroupId") or inputs["name"]) <= 40
    assert len(only(graph, "aws:elasticache/userGroup:UserGroup")["userGroupId"]) <= 40


def test_the_application_may_do_what_sessions_need_and_nothing_else(mode: access.Mode) -> None:
    text = access.access_string(mode)
    assert text.startswith("on ~session:* resetchannels -@all ")
    assert not [each for each in DANGEROUS if f"+{each}" in text or each in text.split()]
    commands = text.split()
    assert commands.index("-@dangerous") > max(index for index, each in enumerate(commands) if each.startswith("+@"))
    assert ("+cluster|slots" in commands) is (mode == "serverless")


def test_a_cache_that_has_to_be_made_anew_gives_its_name_back_first(
    recorded: Record, mode: access.Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "ServerlessCache" if mode == "serverless" else "ReplicationGroup"
    make, made = getattr(elasticache, kind), list[pulumi.ResourceOptions]()

    def noted(*args: Any, opts: pulumi.ResourceOptions, **given: Any) -> Any:
        made.append(opts)
        return make(*args, opts=opts, **given)

    monkeypatch.setattr(elasticache, kind, noted)
    recorded(partial(declare, mode))
    assert [opts.delete_before_replace for opts in made] == [True]
