"""Rules for what watches a service and what it stands on: that somebody hears of it before users have to tell."""

from __future__ import annotations

import json
from collections.abc import Collection

from policies.databases import CLUSTER, INSTANCE, MEMBER, is_replica
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.rules.caches import CACHES, GROUP, OF_ITS_GROUP, SERVERLESS
from policies.rules.caches import CLUSTER as CACHE_CLUSTER
from policies.rules.queues import QUEUE, UNDELIVERED_TO
from policies.rules.services import SERVICE
from policies.some import some
from policies.view import Resource, Stack
from policies.watching import ALARM, BELOW, NODE, QUERIES, entrances, watching

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ERRORS = ("HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count")
LATENCY = ("TargetResponseTime",)
HEALTHY = ("HealthyHostCount",)
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
ALIVE = ("HealthyHostCount", "RunningTaskCount")
"""What is missing just when nothing is left that could send it."""
ALARMS_FOR = "Add a `SymptomAlarms` (components/symptom_alarms.py) that tells a topic"
GUIDE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"
)
BALANCER_METRICS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
)
BY_BALANCER = {"LoadBalancer": "arnSuffix", "TargetGroup": "arnSuffix"}


@stack_rule(
    SERVICE,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR} when too many of {' or '.join(ERRORS)} are counted, or use `BurnRateAlarms`.",
    url=BALANCER_METRICS,
)
def service_errors_raise_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when the requests to a service fail."""
    return _unwatched_requests(service, stack, ERRORS, "fail")


@stack_rule(
    SERVICE,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when a percentile of TargetResponseTime is too high.",
    url=BALANCER_METRICS,
)
def service_latency_raises_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when the requests to a service take too long."""
    return _unwatched_requests(service, stack, LATENCY, "are slow")


@stack_rule(
    SERVICE,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR} when HealthyHostCount is below one.",
    url=BALANCER_METRICS,
)
def service_outage_raises_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when no task of a service is left that answers."""
    if not service.has("loadBalancers"):
        return NotApplicable("no load balancer sends requests to it")
    alarms = watching(stack, entrances(service, stack), HEALTHY, **BY_BALANCER)
    below = some(lambda alarm: alarm.get("comparisonOperator", "") in BELOW, alarms)
    return None if below else "no alarm is raised when none of its tasks is healthy"


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


@stack_rule(
    SERVICE,
    severity=Severity.LOW,
    fix="Add an `aws.cloudwatch.Dashboard` that shows the service (components/observability.py).",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
)
def service_on_dashboard(service: Resource, stack: Stack) -> Verdict:
    """A dashboard shows how a service fares."""
    entering = {each.urn for each in entrances(service, stack)}

    def shows(dashboard: Resource) -> bool:
        if entering & {each.urn for each in dashboard.refers_to("dashboardBody")}:
            return True
        name = service.get("name", "")
        return bool(name) and f'"{name}"' in json.dumps(dashboard.document("dashboardBody"))

    return None if some(shows, stack.of(DASHBOARD)) else "no dashboard shows it"


@resource_rule(
    ALARM,
    severity=Severity.HIGH,
    fix='Set `treat_missing_data="breaching"`.',
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
)
def alarm_hears_silence(alarm: Resource) -> Verdict:
    """An alarm on whether anything is left that answers takes silence for a no."""
    names = [alarm.get("metricName", "")] + [each.get("metric.metricName", "") for each in alarm.items(QUERIES)]
    if not set(names) & set(ALIVE) or alarm.get("comparisonOperator", "") not in BELOW:
        return NotApplicable("it is on something else")
    treated = alarm.get("treatMissingData", "missing")
    return None if treated == "breaching" else f"without any data it is {treated}, and nobody is told"


def _unwatched_requests(service: Resource, stack: Stack, metrics: Collection[str], what: str) -> Verdict:
    if not service.has("loadBalancers"):
        return NotApplicable("no load balancer sends requests to it")
    alarms = watching(stack, entrances(service, stack), metrics, **BY_BALANCER)
    return None if alarms else f"no alarm is raised when requests to it {what}"


def _unwatched_database(database: Resource, stack: Stack, metrics: Collection[str], what: str) -> Verdict:
    alarms = watching(stack, [database], metrics, DBInstanceIdentifier="identifier")
    if alarms:
        return None
    clusters = database.refers_to("clusterIdentifier") if database.type == MEMBER else ()
    of_cluster = [each for each in clusters if each.type == CLUSTER]
    if of_cluster and watching(stack, of_cluster, metrics, DBClusterIdentifier="clusterIdentifier"):
        return None
    return f"no alarm is raised by {what}"
