"""The symptoms of a cache, in either of its forms. Pure.

Metrics are those of the Amazon ElastiCache User Guide, "Metrics and events for Valkey and Redis OSS serverless caches"
and "Metrics for Valkey and Redis OSS".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.session_access import MOST_STORAGE_GB, MOST_UNITS_PER_SECOND, Mode
from components.symptom import ONE_MINUTE, Metric, Missing, Symptom

NAMESPACE = "AWS/ElastiCache"
PERCENT = 80
"""Of the cache's limits."""
LAG_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class CacheWatched:
    """Which cache is watched, and of which form."""

    mode: Mode
    cache_name: str
    nodes: int
    """The number of nodes of a replication group."""


def metric(name: str, statistic: str, **dimensions: str) -> Metric:
    """Return a metric of a cache."""
    return Metric(namespace=NAMESPACE, name=name, dimensions=dimensions, statistic=statistic)


def nodes(watched: CacheWatched) -> dict[str, str]:
    """Return the ids that ElastiCache gives the nodes of a group with one shard, by short names."""
    return {f"node-{number}": f"{watched.cache_name}-{number:03}" for number in range(1, watched.nodes + 1)}


def cache_symptoms(watched: CacheWatched) -> Iterator[Symptom]:
    """Yield the symptoms of a cache."""
    if watched.mode == "serverless":
        yield from _of_serverless(watched)
        return
    for word, node in nodes(watched).items():
        yield _symptom(
            f"{word}-cpu",
            f"is busy by {PERCENT} % in the engine of {word}, or that is not heard of",
            metric("EngineCPUUtilization", "Average", CacheClusterId=node),
            PERCENT,
            missing="breaching",
        )
        yield _symptom(
            f"{word}-memory",
            f"has used {PERCENT} % of the memory of {word}: sessions are about to be dropped",
            metric("DatabaseMemoryUsagePercentage", "Maximum", CacheClusterId=node),
            PERCENT,
        )
        yield _symptom(
            f"{word}-lag",
            f"is more than {LAG_SECONDS} s behind in {word}: so much would be lost at a failover",
            metric("ReplicationLag", "Maximum", CacheClusterId=node),
            LAG_SECONDS,
            missing="notBreaching",  # the primary has none
        )


def _of_serverless(watched: CacheWatched) -> Iterator[Symptom]:
    yield _symptom(
        "storage",
        f"has used {PERCENT} % of the storage that it may take: sessions are about to be dropped",
        metric("BytesUsedForCache", "Maximum", clusterId=watched.cache_name),
        MOST_STORAGE_GB * 1_000_000_000 * PERCENT / 100,
    )
    yield _symptom(
        "units",
        f"does {PERCENT} % of what it may do each second",
        metric("ElastiCacheProcessingUnits", "Sum", clusterId=watched.cache_name),
        MOST_UNITS_PER_SECOND * ONE_MINUTE * PERCENT / 100,
    )
    yield _symptom(
        "throttled",
        "turns commands away, because it may not do more, or cannot grow as fast",
        metric("ThrottledCmds", "Sum", clusterId=watched.cache_name),
        0,
        periods=3,
        missing="notBreaching",
    )


def _symptom(
    what: str, description: str, of: Metric, limit: float, *, periods: int = 10, missing: Missing = "missing"
) -> Symptom:
    return Symptom(
        name=f"sessions-{what}",
        description=f"The cache of sessions {description}",
        metrics=(of,),
        comparison="above",
        threshold=limit,
        periods=periods,
        missing=missing,
    )
