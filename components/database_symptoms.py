"""What a database suffers from, each as a number with a limit. Pure.

Metrics are those of the Amazon RDS User Guide, "Amazon CloudWatch metrics for Amazon RDS" and "... for Amazon RDS
Performance Insights". RDS sends most of them each minute for as long as an instance runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.database_size import GIB, memory_gib, most_connections
from components.symptom import FIVE_MINUTES, ONE_MINUTE, Metric, Symptom

NAMESPACE = "AWS/RDS"
CPU_PERCENT = 90
LOAD_FOR_EACH_VCPU = 1.0
"""Sessions that work or wait, for each processor: above one, some wait (Amazon RDS User Guide, "Database load")."""
SHARE_OF_CONNECTIONS = 0.8
SHARE_OF_MEMORY = 0.05
"""That must be left free. PostgreSQL is meant to use the rest for its cache."""
SHARE_OF_STORAGE = 0.07
"""That must be left free. RDS adds storage where less than a tenth is (Amazon RDS User Guide, "Managing capacity
automatically with Amazon RDS storage autoscaling"): at this, it did not, or has reached the maximum."""
LAG_SECONDS = 60
TRANSACTION_IDS = 1_000_000_000
"""Half of those after which PostgreSQL stops to take writes (PostgreSQL, "Preventing Transaction ID Wraparound
Failures")."""


@dataclass(frozen=True, kw_only=True)
class DatabaseWatched:
    """Which instances are watched, and how large they are."""

    instances: Mapping[str, Any]
    """What RDS calls the database and its replicas, by a word for each: small letters, digits and hyphens."""
    replicas: tuple[str, ...]
    """The words of those that are read replicas."""
    instance_class: str
    storage_gib: int


def metric(name: str, instance: object, statistic: str = "Average") -> Metric:
    """Return a metric of an instance."""
    return Metric(
        namespace=NAMESPACE,
        name=name,
        dimensions={"DBInstanceIdentifier": instance},
        statistic=statistic,
    )


def database_symptoms(watched: DatabaseWatched) -> Iterator[Symptom]:
    """Yield what is watched for on all instances."""
    for word in watched.instances:
        yield from instance_symptoms(word, watched)


def instance_symptoms(word: str, watched: DatabaseWatched) -> Iterator[Symptom]:
    """Yield what is watched for on the instance that goes by this word."""
    instance = watched.instances[word]
    yield from _of_any(word, instance, watched)
    if word in watched.replicas:
        yield Symptom(
            name=f"{word}-lag",
            description=f"{word} is more than {LAG_SECONDS} s behind its source: what is read from it is old",
            metrics=(metric("ReplicaLag", instance, "Maximum"),),
            comparison="above",
            threshold=LAG_SECONDS,
            periods=5,
            missing="breaching",  # a replica that reports no lag does not replicate
        )
    else:
        yield Symptom(
            name=f"{word}-transaction-ids",
            description=f"{word} has used half of the transactions that it has before it must stop: vacuum it",
            metrics=(metric("MaximumUsedTransactionIDs", instance, "Maximum"),),
            comparison="above",
            threshold=TRANSACTION_IDS,
            period=FIVE_MINUTES,
            periods=3,
            missing="missing",
        )


def _of_any(word: str, instance: object, watched: DatabaseWatched) -> Iterator[Symptom]:
    def symptom(what: str, description: str, of: Metric, limit: float, **changes: Any) -> Symptom:
        given: dict[str, Any] = {"comparison": "above", "period": ONE_MINUTE, "periods": 10, "missing": "missing"}
        return Symptom(
            name=f"{word}-{what}",
            description=f"{word}: {description}",
            metrics=(of,),
            threshold=limit,
            **{**given, **changes},
        )

    connections = int(most_connections(watched.instance_class) * SHARE_OF_CONNECTIONS)
    memory = int(memory_gib(watched.instance_class) * SHARE_OF_MEMORY * GIB)
    storage = int(watched.storage_gib * SHARE_OF_STORAGE * GIB)
    yield symptom(
        "cpu",
        f"busy by {CPU_PERCENT} %, or not heard of: an instance that runs sends data",
        metric("CPUUtilization", instance),
        CPU_PERCENT,
        periods=15,
        missing="breaching",
    )
    yield symptom(
        "load",
        "more sessions work or wait than it has processors",
        metric("DBLoadRelativeToNumVCPUs", instance),
        LOAD_FOR_EACH_VCPU,
        periods=15,
        missing="notBreaching",  # sent only where there is load
    )
    yield symptom(
        "connections",
        f"more than {connections} connections, of about {most_connections(watched.instance_class)} that it takes",
        metric("DatabaseConnections", instance, "Maximum"),
        connections,
    )
    yield symptom(
        "memory", "little memory is free", metric("FreeableMemory", instance, "Minimum"), memory, comparison="below"
    )
    yield symptom(
        "storage",
        "little storage is free, and RDS does not add any",
        metric("FreeStorageSpace", instance, "Minimum"),
        storage,
        comparison="below",
        period=FIVE_MINUTES,
        periods=3,
    )
