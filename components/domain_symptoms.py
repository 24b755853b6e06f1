"""The symptoms of one data domain, as the application itself measures them. Pure.

The application sends `Requests`, `Errors` and `Latency` (in milliseconds) with the dimension `Domain`, by lines of its
log (app/telemetry.py). They show which domain is slow or fails, and later whether to split one off.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.objective import FASTEST, LEAST_FAILURES, failing_percent
from components.symptom import Metric, Symptom, for_a_quarter_of_an_hour

ERRORS = {"failed": "FILL(errors, 0)", "rate": f"100 * failed / requests * (failed >= {LEAST_FAILURES})"}


def metric(namespace: str, domain: str, name: str, statistic: str) -> Metric:
    """Return a metric of a domain, in the application's namespace."""
    return Metric(namespace=namespace, name=name, dimensions={"Domain": domain}, statistic=statistic)


def error_counts(namespace: str, domain: str) -> tuple[Metric, ...]:
    """Return the metrics of a domain's error rate."""
    return tuple(metric(namespace, domain, name, "Sum") for name in ("Requests", "Errors"))


def domain_symptoms(namespace: str, domain: str, *, objective: float, latency_ms: int) -> Iterator[Symptom]:
    """Yield the symptoms of a domain. An unused domain sends no data, which is no problem."""
    threshold = failing_percent(objective, FASTEST)
    yield for_a_quarter_of_an_hour(
        f"errors-in-{domain}",
        f"{domain}: more than {threshold:g} % of the requests failed for a quarter of an hour",
        error_counts(namespace, domain),
        threshold,
        ERRORS,
    )
    yield for_a_quarter_of_an_hour(
        f"latency-in-{domain}",
        f"{domain}: one in a hundred requests took longer than {latency_ms} ms",
        (metric(namespace, domain, "Latency", "p99"),),
        latency_ms,
    )
