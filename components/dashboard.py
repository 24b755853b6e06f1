"""The body of a dashboard, as plain data: rows of graphs, each titled with its owner. Pure.

Its form is that of the CloudWatch API Reference, "Dashboard Body Structure and Syntax": a grid of 24 columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.symptom import ONE_MINUTE, Metric

COLUMNS = 24
GRAPH_WIDTH, GRAPH_HEIGHT = 6, 6
TITLE_HEIGHT = 1
MOST_ALARMS = 100
"""The most alarms of one widget."""
Widget = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A graph of metrics over time."""

    title: str
    metrics: tuple[Metric, ...] = ()
    """One for each line, unless `expressions` are drawn instead."""
    labels: tuple[str, ...] = ()
    """The labels of the lines, if not the metrics' names."""
    expressions: Mapping[str, str] | None = None
    """Metric math by id; the last expression is drawn."""
    limit: float | None = None
    """The threshold of the alarm, in the unit of the metrics."""
    period: int = ONE_MINUTE


@dataclass(frozen=True, kw_only=True)
class Row:
    """Graphs that belong together, and their owner."""

    title: str
    team: str
    graphs: tuple[Graph, ...]
    region: str | None = None
    """The region of the metrics, if not the dashboard's."""


def dashboard_body(rows: Sequence[Row], *, region: str, alarm_arns: Sequence[str]) -> dict[str, Any]:
    """Return the body of a dashboard that starts with the state of alarms."""
    height = 3
    states: Widget = {
        "type": "alarm",
        "x": 0,
        "y": 0,
        "width": COLUMNS,
        "height": height,
        "properties": {"title": "Alarms", "alarms": list(alarm_arns[:MOST_ALARMS])},
    }
    widgets = [states]
    for row in rows:
        placed = list(_row(row, height, row.region or region))
        height = max(each["y"] + each["height"] for each in placed)
        widgets += placed
    return {"widgets": widgets}


def _row(row: Row, top: int, region: str) -> Iterable[Widget]:
    yield {
        "type": "text",
        "x": 0,
        "y": top,
        "width": COLUMNS,
        "height": TITLE_HEIGHT,
        "properties": {"markdown": f"## {row.title} · {row.team}", "background": "transparent"},
    }
    a_line = COLUMNS // GRAPH_WIDTH
    for place, graph in enumerate(row.graphs):
        yield {
            "type": "metric",
            "x": place % a_line * GRAPH_WIDTH,
            "y": top + TITLE_HEIGHT + place // a_line * GRAPH_HEIGHT,
            "width": GRAPH_WIDTH,
            "height": GRAPH_HEIGHT,
            "properties": _graph(graph, region),
        }


def _graph(graph: Graph, region: str) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "title": graph.title,
        "view": "timeSeries",
        "region": region,
        "period": graph.period,
        "yAxis": {"left": {"min": 0}},
        "metrics": list(_lines(graph)),
    }
    if graph.limit is not None:
        drawn["annotations"] = {"horizontal": [{"label": "Alarm", "value": graph.limit}]}
    return drawn


def _lines(graph: Graph) -> Iterable[list[Any]]:
    expressions = dict(graph.expressions or {})
    shown = [*expressions][-1:]
    for id_, text in expressions.items():
        yield [{"id": id_, "expression": text, "label": graph.title, "visible": id_ in shown}]
    for number, metric in enumerate(graph.metrics):
        dimensions = [part for pair in metric.dimensions.items() for part in pair]
        label = graph.labels[number] if graph.labels else metric.name
        look: dict[str, Any] = {"stat": metric.statistic, "label": label}
        if expressions:
            look |= {"id": metric.id, "visible": False}
        yield [metric.namespace, metric.name, *dimensions, look]
