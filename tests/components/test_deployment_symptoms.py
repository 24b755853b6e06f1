from __future__ import annotations

from typing import Any

import pytest

from auditor.graph import ResourceGraph
from components.deployment_symptoms import deployment_symptoms
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs
from tests.conftest import Record
from tests.property_names import problems

SUFFIXES = {"blue": "targetgroup/blue/1", "green": "targetgroup/green/2"}
BALANCER = "app/front/3"
TOPIC = "arn:aws:sns:us-east-1:111122223333:alerts"


@pytest.fixture
def made() -> list[SymptomAlarms]:
    return []


@pytest.fixture
def graph(recorded: Record, made: list[SymptomAlarms]) -> ResourceGraph:
    symptoms = [*deployment_symptoms("app", BALANCER, SUFFIXES, 500)]
    args = SymptomAlarmsArgs(symptoms=symptoms, topic_arn=TOPIC, team="platform")
    return recorded(lambda: made.append(SymptomAlarms("deployment", args)))


def inputs(graph: ResourceGraph) -> dict[str, dict[str, Any]]:
    type_ = "aws:cloudwatch/metricAlarm:MetricAlarm"
    return {resource.name: dict(resource.inputs) for resource in graph if resource.type == type_}


@pytest.mark.parametrize("colour", SUFFIXES)
def test_each_colour_has_alarms_of_its_own(colour: str, graph: ResourceGraph) -> None:
    alarms = {what: inputs(graph)[f"app-{colour}-{what}"] for what in ("errors", "unhealthy", "latency")}
    counted = [query["metric"] for query in alarms["errors"]["metricQueries"] if "metric" in query]
    for watched in (alarms["unhealthy"], alarms["latency"], *counted):
        assert watched["dimensions"] == {"LoadBalancer": BALANCER, "TargetGroup": SUFFIXES[colour]}
    assert alarms["latency"]["threshold"] == 0.5


def test_missing_data_is_no_breach_and_a_breach_is_reported(graph: ResourceGraph) -> None:
    assert {alarm["treatMissingData"] for alarm in inputs(graph).values()} == {"notBreaching"}
    assert [alarm["alarmActions"] for alarm in inputs(graph).values()] == [[TOPIC]] * 6


def test_a_service_names_the_alarms_in_plain_text(graph: ResourceGraph, made: list[SymptomAlarms]) -> None:
    (alarms,) = made
    assert set(alarms.names) == {alarm["name"] for alarm in inputs(graph).values()}
    assert "footing-test-app-blue-errors" in alarms.names


def test_the_alarm_on_errors_compares_their_rate(graph: ResourceGraph) -> None:
    queries = inputs(graph)["app-blue-errors"]["metricQueries"]
    assert [query["id"] for query in queries if query["returnData"]] == ["rate"]
    assert {query["id"] for query in queries if not query["returnData"]} == {"errors", "requests"}


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []
