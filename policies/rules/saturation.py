"""Rules for what runs full below a service: that somebody hears of it before anything fails."""

from __future__ import annotations

from collections.abc import Collection

from policies.caches import CACHES, GROUP, OF_ITS_GROUP, SERVERLESS
from policies.caches import CLUSTER as CACHE_CLUSTER
from policies.databases import CLUSTER, INSTANCE, MEMBER, is_replica
from policies.queues import QUEUE, UNDELIVERED_TO
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack
from policies.watching import NODE, watching

LOAD = ("CPUUtilization", "DBLoad", "DBLoadCPU", "DBLoadRelativeToNumVCPUs")
STORAGE = ("FreeStorageSpace",)
LAG = ("ReplicaLag",)
FULLNESS = (
    "BytesUsedForCache",
    "CPUUtilization",
    "DatabaseMemoryUsagePercentage",
    "ElastiCacheProcessingUnits",
    "EngineCPUUtilization",
    "FreeableMemory",
)
NAMES = {
    SERVERLESS: ("clusterId", "name"),
    GROUP: (NODE, "replicationGroupId"),
    CACHE_CLUSTER: (NODE, "clusterId"),
}
"""The dimension under which each kind of cache is measured, and the property with the same value."""
WAITING = ("ApproximateAgeOfOldestMessage",)
ARRIVED = ("ApproximateNumberOfMessagesVisible", *WAITING)
ALARMS_FOR = "Add a `SymptomAlarms` (components/symptom_alarms.py) that tells a topic"
GUIDE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"
)


@stack_rule(
    INSTANCE,
    MEMBER,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when CPUUtilization or DBLoadRelativeToNumVCPUs is too high.",
    url=GUIDE,
)
def database_load_raises_alarm(database: Resource, stack: Stack) -> Verdict:
    """Somebody is told when a database has more to do than it can."""
    return _unwatched_database(database, stack, LOAD, "its load")


@stack_rule(
    INSTANCE,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR} when FreeStorageSpace is too small.",
    url=GUIDE,
)
def database_storage_raises_alarm(database: Resource, stack: Stack) -> Verdict:
    """Somebody is told before the storage of a database is full."""
    return _unwatched_database(database, stack, STORAGE, "its free storage")


@stack_rule(
    INSTANCE,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when ReplicaLag is too high.",
    url=GUIDE,
)
def replica_lag_raises_alarm(database: Resource, stack: Stack) -> Verdict:
    """Somebody is told when a read replica falls behind its source."""
    if not is_replica(database):
        return NotApplicable("it is no read replica")
    return _unwatched_database(database, stack, LAG, "how far it is behind")


@stack_rule(
    *CACHES,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when the cache is nearly full or too busy.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html",
)
def cache_fullness_raises_alarm(cache: Resource, stack: Stack) -> Verdict:
    """Somebody is told when a cache is nearly full, or has more to do than it can."""
    if cache.type == CACHE_CLUSTER and cache.has("replicationGroupId"):
        return OF_ITS_GROUP
    dimension, name = NAMES[cache.type]
    alarms = watching(stack, [cache], FULLNESS, **{dimension: name})
    return None if alarms else "no alarm is raised when it is nearly full"


@stack_rule(
    QUEUE,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when {WAITING[0]} is too high; of a dead-letter queue, when any message is visible.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
)
def queue_age_raises_alarm(queue: Resource, stack: Stack) -> Verdict:
    """Somebody is told when messages wait too long in a queue, or at all where only what failed arrives."""
    of_failures = any(stack.referring(queue, type_, by) for type_, by in UNDELIVERED_TO)
    if watching(stack, [queue], ARRIVED if of_failures else WAITING, QueueName="name"):
        return None
    return f"no alarm is raised when messages {'arrive' if of_failures else 'wait too long'} in it"


def _unwatched_database(database: Resource, stack: Stack, metrics: Collection[str], what: str) -> Verdict:
    alarms = watching(stack, [database], metrics, DBInstanceIdentifier="identifier")
    if alarms:
        return None
    clusters = database.refers_to("clusterIdentifier") if database.type == MEMBER else ()
    of_cluster = [each for each in clusters if each.type == CLUSTER]
    if of_cluster and watching(stack, of_cluster, metrics, DBClusterIdentifier="clusterIdentifier"):
        return None
    return f"no alarm is raised by {what}"
