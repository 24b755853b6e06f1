from __future__ import annotations

import pytest

from auditor.graph import Resource, ResourceGraph
from auditor.judges.view import view
from components.log_keeping import LogKeeping
from components.service_cluster import ServiceCluster, ServiceClusterArgs
from policies.rule import Status
from policies.rules.services import cluster_log_group_made_before
from tests.conftest import Record
from tests.property_names import problems

KEY = "arn:aws:kms:us-east-1:111122223333:key/k"


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    args = ServiceClusterArgs(
        cluster_name="footing-test-app",
        logs=LogKeeping(key_arn=KEY, retention_days=2192),
        tags={},
        protect=True,
    )
    return recorded(lambda: ServiceCluster("app", args))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {each.name: each for each in graph if each.type == type_}


def test_the_group_of_what_is_measured_is_there_before_ecs_would_make_one(graph: ResourceGraph) -> None:
    group = of(graph, "aws:cloudwatch/logGroup:LogGroup")["app-insights"]
    (cluster,) = of(graph, "aws:ecs/cluster:Cluster").values()
    assert group.urn in cluster.dependencies
    assert {each.status for each in cluster_log_group_made_before.judge(view(graph))} == {Status.PASS}


def test_every_group_has_a_key_and_an_end_and_outlives_the_program(graph: ResourceGraph) -> None:
    groups = of(graph, "aws:cloudwatch/logGroup:LogGroup").values()
    assert {each.inputs["name"] for each in groups} == {
        "/aws/ecs/containerinsights/footing-test-app/performance",
        "/ecs/footing-test-app/commands",
    }
    assert {(each.inputs["kmsKeyId"], each.inputs["retentionInDays"]) for each in groups} == {(KEY, 2192)}
    assert all(each.options.protect and each.options.retain_on_delete for each in groups)


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []
