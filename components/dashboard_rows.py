"""The rows of a dashboard: edge, service, database, cache and each data domain. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components import cache_symptoms as cache
from components import database_symptoms as database
from components import domain_symptoms as domain
from components import edge_symptoms as edge
from components import service_symptoms as service
from components.dashboard import Graph, Row
from components.edge_policies import CLOUDFRONT_REGION
from components.objective import FASTEST, failing_percent, failure_rate, request_counts
from components.symptom import FIVE_MINUTES, Symptom

PERCENTILES = ("p50", "p95", "p99")


def service_row(watched: service.ServiceWatched, *, objective: float, team: str) -> Row:
    """Return the row of a service: what users notice, and its utilisation."""
    tasks = [service.count_of_tasks(watched, which, "Maximum") for which in ("Running", "Desired")]
    return Row(
        title=f"Service {watched.service_name}: {100 * objective:g} % answered, within {watched.latency_ms} ms",
        team=team,
        graphs=(
            Graph(
                title="Time to answer (s)",
                metrics=tuple(service.latency(watched.load_balancer, each) for each in PERCENTILES),
                labels=PERCENTILES,
                limit=watched.latency_ms / 1000,
            ),
            Graph(
                title="Failed requests (%)",
                metrics=request_counts(watched.load_balancer),
                expressions=failure_rate(0),
                limit=failing_percent(objective, 1),
                period=FIVE_MINUTES,
            ),
            Graph(title="Requests and failures", metrics=request_counts(watched.load_balancer)),
            Graph(
                title="Healthy tasks",
                metrics=service.healthy(watched),
                labels=tuple(watched.target_groups),
                limit=1,
            ),
            Graph(
                title="Processor and memory (%)",
                metrics=(
                    service.of_tasks(watched, "CPUUtilization", "Average"),
                    service.of_tasks(watched, "MemoryUtilization", "Maximum"),
                ),
                limit=service.CPU_PERCENT,
            ),
            Graph(title="Tasks", metrics=tuple(tasks), labels=("running", "wanted"), limit=watched.maximum_tasks),
        ),
    )


def edge_row(watched: edge.EdgeWatched, *, team: str) -> Row:
    """Return the row of the edge: what users notice, and what it blocks or answers from the cache."""
    return Row(
        title=f"Edge: {100 * watched.objective:g} % answered, by the load balancer within {watched.latency_ms} ms",
        team=team,
        region=CLOUDFRONT_REGION,
        graphs=(
            Graph(title="Requests", metrics=(edge.at_edge(watched, "Requests", "Sum"),)),
            Graph(
                title="Failed requests (%)",
                metrics=(edge.at_edge(watched, "5xxErrorRate", "Average"),),
                limit=failing_percent(watched.objective, FASTEST),
                period=FIVE_MINUTES,
            ),
            Graph(
                title="Time to be answered by the load balancer (ms)",
                metrics=tuple(edge.at_edge(watched, "OriginLatency", each) for each in PERCENTILES),
                labels=PERCENTILES,
                limit=watched.latency_ms + edge.JOURNEY_MS,
            ),
            Graph(title="Answered from the cache (%)", metrics=(edge.at_edge(watched, "CacheHitRate", "Average"),)),
            Graph(
                title="Requests at the firewall",
                metrics=tuple(edge.at_firewall(watched, f"{each}Requests") for each in ("Allowed", "Blocked")),
            ),
        ),
    )


def domain_row(namespace: str, name: str, *, objective: float, latency_ms: int, team: str) -> Row:
    """Return the row of a data domain: what users notice, and its share of the load."""
    return Row(
        title=f"Domain {name}",
        team=team,
        graphs=(
            Graph(title="Requests", metrics=(domain.metric(namespace, name, "Requests", "Sum"),)),
            Graph(
                title="Failed requests (%)",
                metrics=domain.error_counts(namespace, name),
                expressions=domain.ERRORS,
                limit=failing_percent(objective, FASTEST),
                period=FIVE_MINUTES,
            ),
            Graph(
                title="Time to answer (ms)",
                metrics=tuple(domain.metric(namespace, name, "Latency", each) for each in PERCENTILES),
                labels=PERCENTILES,
                limit=latency_ms,
            ),
        ),
    )


def database_rows(watched: database.DatabaseWatched, *, team: str) -> Iterator[Row]:
    """Yield a row for each database instance."""
    for word in watched.instances:
        graphs = tuple(map(_graph, database.instance_symptoms(word, watched)))
        yield Row(title=f"Database {word}", team=team, graphs=graphs)


def cache_row(watched: cache.CacheWatched, *, team: str) -> Row:
    """Return the row of the cache."""
    return Row(title="Cache of sessions", team=team, graphs=tuple(map(_graph, cache.cache_symptoms(watched))))


def queues_row(prefix: str, *, team: str) -> Row:
    """Return a graph of the age of the oldest message in each queue whose name starts with the stack's `prefix`.

    A search also finds queues that are created later (CloudWatch User Guide, "Search expression syntax").
    """
    query = f'{{AWS/SQS,QueueName}} MetricName="ApproximateAgeOfOldestMessage" {prefix}'
    age = Graph(
        title="Age of the oldest message (s)",
        expressions={"ages": f"SEARCH('{query}', 'Maximum', {FIVE_MINUTES})"},
        period=FIVE_MINUTES,
    )
    return Row(title="Queues", team=team, graphs=(age,))


def _graph(symptom: Symptom) -> Graph:
    return Graph(title=symptom.name, metrics=symptom.metrics, limit=symptom.threshold, period=symptom.period)
