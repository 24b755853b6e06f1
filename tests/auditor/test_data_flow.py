from __future__ import annotations

from typing import Any

import pytest

from auditor.graph import Reference, Resource, ResourceGraph, Text
from auditor.readings.flow import data_flow
from auditor.readings.inventory import inventory
from auditor.report.html import to_pages
from auditor.results.data_flow import DataFlow, Place
from tests.auditor.reports import report, stack


def resource(type_: str, name: str, /, **inputs: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:s::p::{type_}::{name}", type=type_, name=name, inputs=inputs)


def to(other: Resource) -> Reference:
    return Reference(other.urn, "arn")


BALANCER = resource("aws:lb/loadBalancer:LoadBalancer", "front")
KEY = resource("aws:kms/key:Key", "keys-data")
LOGS = resource("aws:cloudwatch/logGroup:LogGroup", "logs", name="/app", kmsKeyId=to(KEY))


def flow(*resources: Resource) -> DataFlow:
    graph = ResourceGraph(project="p", stack="s", origin="program", resources=resources)
    return data_flow(graph, inventory(graph))


def behind(store: Resource, *more: Resource, protocol: str = "HTTP") -> DataFlow:
    """Return the flow of a service behind a load balancer that is told of a store."""
    targets = resource("aws:lb/targetGroup:TargetGroup", "targets", protocol=protocol, port=8080)
    forward = [{"type": "forward", "targetGroupArn": to(targets)}]
    listener = resource(
        "aws:lb/listener:Listener",
        "https",
        loadBalancerArn=to(BALANCER),
        protocol="HTTPS",
        port=443,
        sslPolicy="strict",
        defaultActions=forward,
    )
    written = Text(('[{"logs": "/app", "host": "', to(store), '"}]'))
    task = resource("aws:ecs/taskDefinition:TaskDefinition", "task", containerDefinitions=written)
    service = resource(
        "aws:ecs/service:Service", "app", taskDefinition=to(task), loadBalancers=[{"targetGroupArn": to(targets)}]
    )
    return flow(BALANCER, targets, listener, task, service, store, KEY, LOGS, *more)


def place(found: DataFlow, name: str) -> Place:
    return next(each for each in found.places if each.name == name)


def database(**inputs: Any) -> Resource:
    return resource("aws:rds/instance:Instance", "db", **inputs)


def test_requests_are_followed_from_the_client_to_the_store_and_the_log() -> None:
    found = behind(database(storageEncrypted=True))
    assert [each.role for each in found.places] == ["client", "entrance", "service", "store", "log"]
    assert [(each.source.split()[-1], each.target.split()[-1], each.in_transit) for each in found.hops] == [
        ("clients", "front", "yes"),
        ("front", "app", "no"),
        ("app", "db", "not stated"),
        ("app", "logs", "not stated"),
    ]


def test_a_service_that_is_reached_by_https_is_said_to_be() -> None:
    hops = behind(database(), protocol="HTTPS").hops
    assert [each.in_transit for each in hops if each.target.endswith(" app")] == ["yes"]


AT_REST: list[tuple[str, dict[str, Any], str, str]] = [
    ("a key and the switch", {"storageEncrypted": True, "kmsKeyId": to(KEY)}, "yes", "keys-data (kmsKeyId)"),
    ("the switch", {"storageEncrypted": True}, "yes", "a key of AWS's own (storageEncrypted)"),
    ("the switch off", {"storageEncrypted": False, "kmsKeyId": to(KEY)}, "no", "storageEncrypted: false"),
    ("a key without the switch", {"kmsKeyId": to(KEY)}, "not stated", "no property switches it on"),
    (
        "the key of something beside",
        {"performanceInsightsKmsKeyId": to(KEY)},
        "not stated",
        "no property switches it on",
    ),
]


@pytest.mark.parametrize(("inputs", "encrypted", "by"), [row[1:] for row in AT_REST], ids=[row[0] for row in AT_REST])
def test_encryption_at_rest_is_told_by_what_encrypts_the_data(inputs: dict[str, Any], encrypted: str, by: str) -> None:
    found = place(behind(database(**inputs)), "db")
    assert (found.at_rest, found.at_rest_by) == (encrypted, by)


def forcing(value: str) -> Resource:
    return resource(
        "aws:rds/parameterGroup:ParameterGroup", "group", parameters=[{"name": "rds.force_ssl", "value": value}]
    )


@pytest.mark.parametrize(("value", "encrypted"), [("1", "yes"), ("0", "no")])
def test_a_database_takes_no_clear_text_where_its_parameters_say_so(value: str, encrypted: str) -> None:
    group = forcing(value)
    hops = behind(database(parameterGroupName=to(group)), group).hops
    assert [each.in_transit for each in hops if each.target.endswith(" db")] == [encrypted]


@pytest.mark.parametrize(("on", "encrypted"), [(True, "yes"), (False, "no")])
def test_a_cache_says_itself_whether_it_takes_tls(on: bool, encrypted: str) -> None:
    cache = resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", transitEncryptionEnabled=on)
    assert [each.in_transit for each in behind(cache).hops if each.target.endswith(" cache")] == [encrypted]


def test_plain_http_from_the_client_is_in_clear_and_a_redirect_says_what_it_is() -> None:
    for actions, carries in (
        ([{"type": "redirect", "redirect": {"protocol": "HTTPS"}}], "redirects alone, no content"),
        ([{"type": "redirect", "redirect": {"protocol": "HTTP"}}], "requests"),
        ([{"type": "forward"}], "requests"),
        ([{"type": "redirect", "redirect": {"protocol": "HTTPS"}}, {"type": "forward"}], "requests"),
    ):
        plain = resource(
            "aws:lb/listener:Listener",
            "http",
            loadBalancerArn=to(BALANCER),
            protocol="HTTP",
            port=80,
            defaultActions=actions,
        )
        (hop,) = flow(BALANCER, plain).hops
        assert (hop.in_transit, hop.carries) == ("no", carries)


@pytest.mark.parametrize("by", ["resources", "tags"])
def test_backups_are_followed_to_their_vault(by: str) -> None:
    vault = resource("aws:backup/vault:Vault", "vault", kmsKeyArn=to(KEY))
    plan = resource("aws:backup/plan:Plan", "plan", rules=[{"targetVaultName": to(vault)}])
    store = database(tags={"Backup": "daily"} if by == "tags" else {})
    chosen: dict[str, dict[str, Any]] = {
        "resources": {"resources": [to(store)]},
        "tags": {"selectionTags": [{"type": "STRINGEQUALS", "key": "Backup", "value": "daily"}]},
    }
    selection = resource("aws:backup/selection:Selection", "daily", planId=to(plan), **chosen[by])
    found = behind(store, vault, plan, selection)
    assert place(found, "vault").at_rest_by == "keys-data (kmsKeyArn)"
    assert [each.carries for each in found.hops if each.target.endswith(" vault")] == ["copies, by daily"]


def test_the_page_says_of_each_hop_whether_it_is_encrypted_in_words() -> None:
    page = to_pages(report(stack(data_flow=behind(database(storageEncrypted=False)))))["data-flow/dev.html"]
    for words in ("✓ encrypted", "✗ in clear", "? not stated", "✗ not encrypted at rest"):
        assert words in page
