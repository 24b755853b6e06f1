"""Logs, metrics and traces: log lines of JSON, those of requests with metrics (CloudWatch's "Embedded metric format").

Spans are sent if a collector is configured. No path, query, header or body is recorded, since it may name a patient.
"""

import importlib.util
import json
import logging
import os
import time
import traceback
from contextlib import nullcontext
from typing import Any

from starlette.middleware.base import DispatchFunction, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

UNITS = {"Requests": "Count", "Errors": "Count", "Latency": "Milliseconds"}
METRICS = [{"Name": name, "Unit": unit} for name, unit in UNITS.items()]


class Line(logging.Formatter):
    """A log record as one line of JSON. For an exception it has the type and the place, not the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {"time": int(record.created * 1_000), "level": record.levelname, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(record.exc_info[2])]
        return json.dumps({**line, **getattr(record, "fields", {})})


def telemetry(namespace: str, domains: frozenset[str]) -> DispatchFunction:
    """Return a middleware that logs and measures each request of a domain, and forbids caching of its response."""
    open_span = spans()

    async def record(request: Request, call_next: RequestResponseEndpoint) -> Response:
        domain = request.url.path.split("/")[1]
        if domain not in domains:
            return await call_next(request)
        started, status = time.perf_counter(), 500
        with open_span() as span:
            try:
                response = await call_next(request)
                response.headers["cache-control"] = "no-store"
                status = response.status_code
                return response
            finally:
                latency = (time.perf_counter() - started) * 1_000
                handler = getattr(request.scope.get("endpoint"), "__name__", None)
                said = {"method": request.method, "handler": handler, "status": status}
                logging.info("request", extra={"fields": said | measured(namespace, domain, status, latency)})
                if span:
                    span.update_name(f"{request.method} /{domain} {handler}")
                    span.set_attributes({"http.method": request.method, "http.status_code": status})

    return record


def spans() -> Any:
    """Return a function that opens a span without recording exceptions; import nothing without a collector."""
    if "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" not in os.environ:
        return nullcontext
    if not importlib.util.find_spec("amazon"):
        raise SystemExit("OTEL_* names a collector, but nothing that traces is installed: see the Dockerfile")
    os.environ.setdefault("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "*")  # they contain addresses and queries
    importlib.import_module("opentelemetry.instrumentation.auto_instrumentation").initialize(swallow_exceptions=False)
    trace = importlib.import_module("opentelemetry.trace")
    start, kind = trace.get_tracer("app").start_as_current_span, trace.SpanKind.SERVER
    return lambda: start("request", kind=kind, record_exception=False, set_status_on_exception=False)


def measured(namespace: str, domain: str, status: int, latency: float) -> dict[str, Any]:
    """Return the metrics of one request, for its domain and for all domains; `latency` is in milliseconds."""
    directive = {"Namespace": namespace, "Dimensions": [["Domain"], []], "Metrics": METRICS}
    header = {"Timestamp": int(time.time() * 1_000), "CloudWatchMetrics": [directive]}
    return {"_aws": header, "Domain": domain, "Requests": 1, "Errors": int(status >= 500), "Latency": latency}
