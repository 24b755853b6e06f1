"""Alarms that somebody hears, by what they watch, read from every form in which pulumi-aws 7 writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from policies.alarm_actions import ALARM as ALARM
from policies.alarm_actions import COMPOSITE as COMPOSITE
from policies.alarm_actions import reaches_nobody
from policies.load_balancers import BALANCERS, LISTENER_RULES, LISTENERS, TARGET_GROUPS, named_by
from policies.some import some
from policies.view import Item, Resource, Stack, UnknownValue

QUERIES = "metricQueries"
NODE = "CacheClusterId"
"""The dimension of a cache's node, which ElastiCache calls after its group, with a number of three digits."""
NAMESPACES = {
    "BackupVaultName": ("AWS/Backup",),
    "CacheClusterId": ("AWS/ElastiCache",),
    "DBClusterIdentifier": ("AWS/RDS",),
    "DBInstanceIdentifier": ("AWS/RDS",),
    "DistributionId": ("AWS/CloudFront",),
    "LoadBalancer": ("AWS/ApplicationELB", "AWS/NetworkELB"),
    "QueueName": ("AWS/SQS",),
    "TargetGroup": ("AWS/ApplicationELB", "AWS/NetworkELB"),
    "clusterId": ("AWS/ElastiCache",),
}
"""Where AWS's services measure what has a dimension; elsewhere nothing of that name is measured."""
BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold")
ABOVE = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
BELOW_BAND = ("LessThanLowerThreshold", "LessThanLowerOrGreaterThanUpperThreshold")
ABOVE_BAND = ("GreaterThanUpperThreshold", "LessThanLowerOrGreaterThanUpperThreshold")
"""How an alarm compares a metric with the band in which CloudWatch expects it."""
RUNNING_OUT = (
    "FreeStorageSpace",
    "FreeableMemory",
    "HealthyHostCount",
    "NumberOfBackupJobsCompleted",
    "NumberOfRestoreJobsCompleted",
    "RunningTaskCount",
)
"""What is bad when there is little of it; of all else that rules ask for, much is. Nothing is bad below zero."""
PERCENTAGES = (
    "5xxErrorRate",
    "CPUUtilization",
    "DatabaseMemoryUsagePercentage",
    "EngineCPUUtilization",
    "TotalErrorRate",
)


def watching(stack: Stack, subjects: Collection[Resource], metrics: Collection[str], **by: str) -> list[Resource]:
    """Return the alarms that reach somebody and watch one of these metrics of one of these resources.

    `by` says for each dimension which property of a resource has the same value. A dimension that refers to one of the
    resources will do too. Raises `UnknownValue` where no alarm is found but one perhaps watches.
    """
    found, unknown = [], None
    for alarm in stack.of(ALARM):
        try:
            if _watches(alarm, subjects, metrics, by) and reaches_nobody(alarm, stack) is None:
                found.append(alarm)
        except UnknownValue as met:
            unknown = unknown or met
    if unknown and not found:
        raise unknown
    return found


def raised_when_bad(alarm: Resource, metric: str) -> bool:
    """Tell whether an alarm on a metric is raised when that is bad, can be raised at all, and is not raised at rest.

    Of an alarm on an expression that cannot be said, since what the metric is made into is not read.
    """
    operator = alarm.get("comparisonOperator", "")
    little, at = metric in RUNNING_OUT, alarm.get("threshold", 0.0)
    if operator in (*BELOW_BAND, *ABOVE_BAND):
        return operator in (BELOW_BAND if little else ABOVE_BAND)
    inclusive = "OrEqual" in operator
    if little:
        return operator in BELOW and (at > 0 or (inclusive and at == 0))
    rests_below = at > 0 or (not inclusive and at == 0)
    reachable = metric not in PERCENTAGES or at < 100 or (inclusive and at == 100)
    return operator in ABOVE and rests_below and reachable


def raised_by_silence(alarm: Resource) -> bool:
    """Tell whether an alarm takes what is not measured for bad: where nothing happens, nothing is measured."""
    filled = any("FILL(" in query.get("expression", "") for query in alarm.items(QUERIES) if query.has("expression"))
    return filled or alarm.get("treatMissingData", "missing") == "breaching"


def entrances(service: Resource, stack: Stack) -> list[Resource]:
    """Return the target groups to which the tasks of an ECS service belong, and the load balancers before them."""
    named = service.refers_to("loadBalancers")
    groups = [each for each in named if each.type in TARGET_GROUPS]
    rules = [each for each in named if each.type in LISTENER_RULES]
    rules += [rule for group in groups for rule in named_by(stack, group, LISTENER_RULES, "actions")]
    listeners = [listener for rule in rules for listener in rule.refers_to("listenerArn") if listener.type in LISTENERS]
    listeners += [each for group in groups for each in named_by(stack, group, LISTENERS, "defaultActions")]
    balancers = [to for each in listeners for to in each.refers_to("loadBalancerArn") if to.type in BALANCERS]
    return list({each.urn: each for each in [*groups, *balancers]}.values())


def _watches(alarm: Resource, subjects: Collection[Resource], metrics: Collection[str], by: Mapping[str, str]) -> bool:
    def watches(source: Resource | Item) -> bool:
        prefix = "metric." if isinstance(source, Item) else ""
        metric = source.get(f"{prefix}metricName", "")
        if metric not in metrics or not measures(source, prefix) or not measured(source, prefix):
            return False
        return _expressed(alarm) or raised_when_bad(alarm, metric)

    def measured(source: Resource | Item, prefix: str) -> bool:
        places = {place for dimension in by for place in NAMESPACES.get(dimension, ())}
        said = source.get(f"{prefix}namespace", "") if places else ""
        return not said or said in places

    def measures(source: Resource | Item, prefix: str) -> bool:
        referred = {each.urn for each in alarm.refers_to(QUERIES if prefix else "dimensions")}
        if referred & {each.urn for each in subjects}:
            return True
        pairs = [(dimension, subject, name) for dimension, name in by.items() for subject in subjects]
        return some(lambda pair: _same(source, f"{prefix}dimensions", *pair), pairs)

    return some(watches, list(_sources(alarm)))


def _expressed(alarm: Resource) -> bool:
    """Tell whether an alarm compares what an expression makes of metrics, other than the band expected of one."""
    expressions = [query.get("expression", "") for query in alarm.items(QUERIES) if query.has("expression")]
    return any(not each.startswith("ANOMALY_DETECTION_BAND") for each in expressions)


def _same(source: Resource | Item, path: str, dimension: str, subject: Resource, name: str) -> bool:
    """Tell whether a dimension is what a resource is called; raise `UnknownValue` where that cannot be told."""
    if not source.has(f"{path}.{dimension}") or not subject.has(name):
        return False
    said, called = source.get(f"{path}.{dimension}", ""), subject.get(name, "")
    return said == called or (dimension == NODE and said.startswith(f"{called}-") and said[-3:].isdigit())


def _sources(alarm: Resource) -> Iterator[Resource | Item]:
    """Yield where an alarm names metrics: itself, and each query that stands on a metric."""
    if alarm.has("metricName"):
        yield alarm
    yield from (query for query in alarm.items(QUERIES) if query.has("metric"))
