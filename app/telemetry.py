"""What the application tells of itself: one JSON object a line, and in the lines of requests the metrics.

CloudWatch takes them from there (Amazon CloudWatch User Guide, "Specification: Embedded metric format"). No line holds
a path, a query, a header or a body: any of them may name a patient.
"""

import json
import logging
import time
import traceback
from typing import Any

from starlette.middleware.base import DispatchFunction, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

UNITS = {"Requests": "Count", "Errors": "Count", "Latency": "Milliseconds"}


class Line(logging.Formatter):
    """A log record as one line of JSON. Of an exception it tells the kind and the place, not what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {"time": int(record.created * 1_000), "level": record.levelname, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(record.exc_info[2])]
        return json.dumps({**line, **getattr(record, "fields", {})})


def telemetry(namespace: str, domains: frozenset[str]) -> DispatchFunction:
    """Return a middleware that logs and measures each request of a domain, and forbids caches to keep its answer."""

    async def record(request: Request, call_next: RequestResponseEndpoint) -> Response:
        domain = request.url.path.split("/")[1]
        if domain not in domains:
            return await call_next(request)
        started, status = time.perf_counter(), 500
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

    return record


def measured(namespace: str, domain: str, status: int, latency: float) -> dict[str, Any]:
    """Return the metrics of one request, for its domain and for all domains together; `latency` in milliseconds."""
    metrics = [{"Name": name, "Unit": unit} for name, unit in UNITS.items()]
    directive = {"Namespace": namespace, "Dimensions": [["Domain"], []], "Metrics": metrics}
    header = {"Timestamp": int(time.time() * 1_000), "CloudWatchMetrics": [directive]}
    return {"_aws": header, "Domain": domain, "Requests": 1, "Errors": int(status >= 500), "Latency": latency}
