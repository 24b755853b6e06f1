from __future__ import annotations

from itertools import combinations
from typing import Any

from components.dashboard import COLUMNS, MOST_ALARMS, Graph, Row, dashboard_body
from components.dashboard_rows import cache_row, database_rows, domain_row, edge_row, queues_row, service_row
from tests.components.test_symptom import DATABASE, EDGE, SERVICE, cache

ROWS = [
    edge_row(EDGE, team="platform"),
    service_row(SERVICE, objective=0.999, team="platform"),
    domain_row("footing-test", "billing", objective=0.999, latency_ms=500, team="money"),
    *database_rows(DATABASE, team="platform"),
    cache_row(cache("serverless"), team="platform"),
    queues_row("footing-test", team="platform"),
]
BODY = dashboard_body(ROWS, region="eu-central-1", alarm_arns=["arn"] * 120)


def of_type(kind: str) -> list[dict[str, Any]]:
    return [each for each in BODY["widgets"] if each["type"] == kind]


def test_no_widget_covers_another_or_leaves_the_grid() -> None:
    cells = [
        {
            (x, y)
            for x in range(each["x"], each["x"] + each["width"])
            for y in range(each["y"], each["y"] + each["height"])
        }
        for each in BODY["widgets"]
    ]
    assert not any(one & other for one, other in combinations(cells, 2))
    assert max(x for each in cells for x, _ in each) < COLUMNS


def test_every_row_says_whose_it_is() -> None:
    titles = [each["properties"]["markdown"] for each in of_type("text")]
    assert [title.rpartition(" · ")[2] for title in titles] == [row.team for row in ROWS]


def test_no_more_alarms_are_shown_than_a_widget_takes() -> None:
    (states,) = of_type("alarm")
    assert len(states["properties"]["alarms"]) == MOST_ALARMS


def test_every_graph_says_where_its_metrics_are() -> None:
    measured = {line[0]: each["properties"]["region"] for each in of_type("metric") for line in each_metric(each)}
    assert {measured.pop(namespace) for namespace in ("AWS/CloudFront", "AWS/WAFV2")} == {"us-east-1"}
    assert {*measured.values()} == {"eu-central-1"}


def each_metric(graph: dict[str, Any]) -> list[list[Any]]:
    return [line for line in graph["properties"]["metrics"] if isinstance(line[0], str)]


def test_latency_is_drawn_at_three_percentiles_with_its_limit() -> None:
    for title, limit in (("Time to answer (s)", 0.5), ("Time to answer (ms)", 500)):
        (graph,) = [each["properties"] for each in of_type("metric") if each["properties"]["title"] == title]
        assert [line[-1]["stat"] for line in graph["metrics"]] == ["p50", "p95", "p99"]
        assert [each["value"] for each in graph["annotations"]["horizontal"]] == [limit]


def test_of_an_expression_only_the_last_is_drawn() -> None:
    for each in of_type("metric"):
        looks = [line[-1] for line in each["properties"]["metrics"]]
        if any("expression" in look for look in looks):
            assert sum(look.get("visible", True) for look in looks) == 1


def test_an_empty_row_has_a_title_only() -> None:
    body = dashboard_body([Row(title="Nothing", team="platform", graphs=())], region="r", alarm_arns=[])
    assert [each["type"] for each in body["widgets"]] == ["alarm", "text"]


def test_a_line_is_the_metric_with_its_dimensions() -> None:
    (metric,) = domain_row("footing-test", "billing", objective=0.9, latency_ms=1, team="money").graphs[0].metrics
    row = Row(title="One", team="money", graphs=(Graph(title="One", metrics=(metric,)),))
    graph = dashboard_body([row], region="r", alarm_arns=[])["widgets"][-1]["properties"]
    assert graph["metrics"] == [["footing-test", "Requests", "Domain", "billing", {"stat": "Sum", "label": "Requests"}]]
