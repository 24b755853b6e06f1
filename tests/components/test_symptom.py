from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from components.cache_symptoms import CacheWatched, cache_symptoms
from components.database_symptoms import DatabaseWatched, database_symptoms
from components.deployment_symptoms import deployment_symptoms
from components.domain_symptoms import domain_symptoms
from components.edge_symptoms import EdgeWatched, edge_symptoms
from components.objective import BURNS, windows
from components.service_symptoms import ServiceWatched, service_symptoms
from components.symptom import Metric, Symptom

METRIC = Metric(namespace="AWS/RDS", name="CPUUtilization", dimensions={}, statistic="Average")
SERVICE = ServiceWatched(
    load_balancer="app/front/1",
    target_groups={"blue": "targetgroup/blue/1", "green": "targetgroup/green/1"},
    certificate_arn="arn",
    cluster_name="footing-test-app",
    service_name="footing-test-app",
    latency_ms=500,
    minimum_tasks=2,
    maximum_tasks=10,
)
DATABASE = DatabaseWatched(
    instances={"database": "footing-test-database", "database-replica-1": "footing-test-database-replica-1"},
    replicas=("database-replica-1",),
    instance_class="db.r7g.large",
    storage_gib=100,
)
EDGE = EdgeWatched(
    distribution_id="E1", certificate_arn="arn", firewall="footing-test-edge", objective=0.999, latency_ms=500
)


def cache(mode: Any) -> CacheWatched:
    return CacheWatched(mode=mode, cache_name="footing-test-cache", nodes=2)


def everything() -> Iterator[Symptom]:
    for burn in BURNS:
        yield from windows(0.999, burn, "app/front/1")
    yield from service_symptoms(SERVICE)
    yield from database_symptoms(DATABASE)
    yield from cache_symptoms(cache("serverless"))
    yield from cache_symptoms(cache("replication group"))
    yield from domain_symptoms("footing-test", "billing", objective=0.999, latency_ms=500)
    yield from edge_symptoms(EDGE)
    yield from deployment_symptoms("app", "app/front/1", {"blue": "targetgroup/blue/1"}, 500)


def symptom(**changes: Any) -> Symptom:
    given: dict[str, Any] = {
        "name": "it",
        "description": "it",
        "metrics": (METRIC,),
        "comparison": "above",
        "threshold": 1,
        "periods": 1,
        "missing": "breaching",
    }
    return Symptom(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"period": 300, "periods": 289}, "more than CloudWatch evaluates"),
        ({"period": 86_400, "periods": 8}, "more than CloudWatch evaluates"),
        ({"metrics": (METRIC, METRIC)}, "need an expression"),
        ({"metrics": (METRIC,) * 11, "expressions": {"all": "SUM(METRICS())"}}, "at most 10 metrics"),
    ],
)
def test_what_cloudwatch_would_refuse_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        symptom(**changes)


@pytest.mark.parametrize("changes", [{"period": 300, "periods": 288}, {"period": 86_400, "periods": 7}])
def test_the_longest_that_cloudwatch_looks_at_is_taken(changes: dict[str, Any]) -> None:
    assert symptom(**changes).name == "it"


def test_no_two_symptoms_have_one_name() -> None:
    names = [each.name for each in everything()]
    assert len(set(names)) == len(names)


def test_an_id_in_an_expression_is_one_that_cloudwatch_takes() -> None:
    ids = [id_ for each in everything() for id_ in [*(each.expressions or {}), *(one.id for one in each.metrics)]]
    assert [id_ for id_ in ids if not (id_[0].islower() and id_.replace("_", "").isalnum())] == []


def test_only_what_must_always_send_data_is_missed_when_it_does_not() -> None:
    assert {each.name for each in everything() if each.missing == "breaching"} == {
        "service-no-healthy-task",
        "service-too-few-tasks",
        "database-cpu",
        "database-replica-1-cpu",
        "database-replica-1-lag",
        "sessions-node-1-cpu",
        "sessions-node-2-cpu",
    }


def test_what_depends_on_requests_is_content_when_there_are_none() -> None:
    of_requests = {"RequestCount", "TargetResponseTime", "Requests", "Latency", "OriginLatency"}
    treated = {each.missing for each in everything() if {one.name for one in each.metrics} & of_requests}
    assert treated == {"notBreaching"}


def test_lag_is_watched_on_replicas_only() -> None:
    assert [each.name for each in database_symptoms(DATABASE) if each.name.endswith("-lag")] == [
        "database-replica-1-lag"
    ]


def test_each_form_of_a_cache_is_measured_by_its_own_dimension() -> None:
    dimensions = {
        mode: {key for each in cache_symptoms(cache(mode)) for one in each.metrics for key in one.dimensions}
        for mode in ("serverless", "replication group")
    }
    assert dimensions == {"serverless": {"clusterId"}, "replication group": {"CacheClusterId"}}


def test_the_edge_is_measured_under_the_one_region_that_cloudfront_calls_its_own() -> None:
    measured = [one for each in edge_symptoms(EDGE) for one in each.metrics if one.namespace == "AWS/CloudFront"]
    assert {one.name for one in measured} == {"Requests", "5xxErrorRate", "OriginLatency"}
    assert [one for one in measured if one.dimensions != {"DistributionId": "E1", "Region": "Global"}] == []


def test_the_way_to_the_load_balancer_may_take_its_time_at_the_edge() -> None:
    limits = {each.name: each.threshold for each in edge_symptoms(EDGE)}
    assert limits["edge-latency"] > EDGE.latency_ms
