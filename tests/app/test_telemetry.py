from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.telemetry import Line, measured, telemetry

NAME = "Jane Doe"


async def chart(request: Request) -> PlainTextResponse:
    if "broken" in request.path_params["name"]:
        raise ValueError(f"no chart of {NAME}")
    return PlainTextResponse("chart", int(request.query_params.get("status", "200")))


@pytest.fixture
def client() -> Iterator[TestClient]:
    routes = [Route("/clinical/{name}", chart), Route("/other/{name}", chart)]
    app = Starlette(
        routes=routes, middleware=[Middleware(BaseHTTPMiddleware, telemetry("namespace", frozenset({"clinical"})))]
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    written: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(Line().format(record)))

    handler = Keep()
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, logger="httpx2")  # the client's, which is no part of the application
    yield written
    logging.getLogger().removeHandler(handler)


def requests(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["message"] == "request"]


def test_a_request_of_a_domain_is_one_line_with_its_metrics(client: TestClient, lines: list[dict[str, Any]]) -> None:
    client.get("/clinical/chart")
    (line,) = requests(lines)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "namespace"
    assert directive["Dimensions"] == [["Domain"], []]
    units = {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}
    assert units == {"Requests": "Count", "Errors": "Count", "Latency": "Milliseconds"}
    assert (line["Domain"], line["Requests"], line["Errors"]) == ("clinical", 1, 0)
    assert (line["method"], line["handler"], line["status"]) == ("GET", "chart", 200)
    assert set(units) <= set(line)
    assert line["Latency"] > 0


@pytest.mark.parametrize("path", ["/other/chart", "/", "/health", "/clinicalx/chart"])
def test_what_is_no_request_of_a_domain_is_not_measured(
    client: TestClient, lines: list[dict[str, Any]], path: str
) -> None:
    assert "cache-control" not in client.get(path).headers
    assert requests(lines) == []


@pytest.mark.parametrize(("status", "errors"), [(200, 0), (404, 0), (499, 0), (500, 1), (503, 1)])
def test_an_error_is_what_the_server_answers_for(status: int, errors: int) -> None:
    assert measured("namespace", "billing", status, 1.0)["Errors"] == errors


def test_what_a_handler_raises_counts_as_an_error(client: TestClient, lines: list[dict[str, Any]]) -> None:
    assert client.get("/clinical/broken").status_code == 500
    (line,) = requests(lines)
    assert (line["status"], line["Errors"]) == (500, 1)


def test_no_line_says_what_was_asked_for(client: TestClient, lines: list[dict[str, Any]]) -> None:
    client.get(f"/clinical/{NAME}", params={"patient": NAME}, headers={"x-patient": NAME})
    client.get(f"/clinical/broken {NAME}")
    assert len(requests(lines)) == 2
    assert [line for line in lines if NAME.split()[0] in json.dumps(line)] == []


def test_no_cache_may_keep_what_a_domain_answers(client: TestClient) -> None:
    assert client.get("/clinical/chart").headers["cache-control"] == "no-store"


def test_an_exception_is_told_by_its_kind_and_place_alone() -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        record = logging.LogRecord("uvicorn", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    text = Line().format(record)
    line = json.loads(text)
    assert (line["level"], line["message"], line["exception"]) == ("ERROR", "failed", "ValueError")
    assert line["at"][0].startswith(f"{__file__}:")
    assert "\n" not in text
    assert NAME not in text
