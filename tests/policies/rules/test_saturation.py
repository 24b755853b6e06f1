from __future__ import annotations

from typing import Any

import pytest

from policies.caches import CLUSTER as CACHE_CLUSTER
from policies.caches import GROUP, SERVERLESS
from policies.databases import CLUSTER, INSTANCE, MEMBER
from policies.queues import QUEUE
from policies.rules import saturation as rules
from policies.view import UNKNOWN, Resource
from policies.watching import ALARM, RUNNING_OUT
from tests.policies.cases import Case, case, resource

TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"
ABOVE: dict[str, Any] = {"comparisonOperator": "GreaterThanThreshold", "threshold": 80}
BELOW: dict[str, Any] = {"comparisonOperator": "LessThanThreshold", "threshold": 80}


def alarm(metric: Any, of: str, dimension: str) -> Resource:
    """Make an alarm on a metric of what the table calls `of`."""
    given = {"metricName": metric, "dimensions": {dimension: UNKNOWN}, "alarmActions": [TOPIC], **ABOVE}
    return resource(ALARM, "alarm", refers={"dimensions": [of]}, **given)


def named(metric: str, dimension: str, value: Any, **changes: Any) -> Resource:
    """Make an alarm whose dimension is plain text."""
    bad = BELOW if metric in RUNNING_OUT else ABOVE
    given: dict[str, Any] = {"metricName": metric, "dimensions": {dimension: value}, "alarmActions": [TOPIC], **bad}
    return resource(ALARM, "alarm", **{**given, **changes})


CASES = [
    case(
        rules.database_load_raises_alarm,
        "pass",
        "by reference",
        resource(INSTANCE, "database"),
        alarm("CPUUtilization", of="database", dimension="DBInstanceIdentifier"),
    ),
    case(
        rules.database_load_raises_alarm,
        "pass",
        "by name",
        resource(INSTANCE, "database", identifier="records"),
        named("DBLoadRelativeToNumVCPUs", "DBInstanceIdentifier", "records"),
    ),
    case(
        rules.database_load_raises_alarm,
        "pass",
        "of its cluster",
        resource(MEMBER, "member", refers={"clusterIdentifier": ["cluster"]}, clusterIdentifier=UNKNOWN),
        resource(CLUSTER, "cluster", clusterIdentifier="records"),
        named("CPUUtilization", "DBClusterIdentifier", "records"),
    ),
    case(
        rules.database_load_raises_alarm,
        "fail",
        "of another database",
        resource(INSTANCE, "database", identifier="records"),
        named("CPUUtilization", "DBInstanceIdentifier", "others"),
    ),
    case(
        rules.database_load_raises_alarm,
        "fail",
        "of another database, numbered",
        resource(INSTANCE, "database", identifier="records"),
        named("CPUUtilization", "DBInstanceIdentifier", "records-001"),
    ),
    case(
        rules.database_load_raises_alarm,
        "unknown",
        "of which",
        resource(INSTANCE, "database", identifier="records"),
        named("CPUUtilization", "DBInstanceIdentifier", UNKNOWN),
    ),
    *(
        case(
            rules.database_load_raises_alarm,
            "fail",
            because,
            resource(INSTANCE, "database", identifier="records"),
            named("CPUUtilization", "DBInstanceIdentifier", "records", **changes),
        )
        for because, changes in (
            ("raised when there is little", BELOW),
            ("raised at more than all there is", {"threshold": 100}),
        )
    ),
    case(
        rules.database_storage_raises_alarm,
        "fail",
        "raised when there is much",
        resource(INSTANCE, "database", identifier="records"),
        named("FreeStorageSpace", "DBInstanceIdentifier", "records", **ABOVE),
    ),
    case(
        rules.database_storage_raises_alarm,
        "pass",
        "watched",
        resource(INSTANCE, "database", identifier="records"),
        named("FreeStorageSpace", "DBInstanceIdentifier", "records"),
    ),
    case(
        rules.database_storage_raises_alarm,
        "fail",
        "its load alone",
        resource(INSTANCE, "database", identifier="records"),
        named("CPUUtilization", "DBInstanceIdentifier", "records"),
    ),
    case(
        rules.database_storage_raises_alarm,
        "unknown",
        "whether anybody is told",
        resource(INSTANCE, "database", identifier="records"),
        named("FreeStorageSpace", "DBInstanceIdentifier", "records", actionsEnabled=UNKNOWN),
    ),
    case(
        rules.replica_lag_raises_alarm,
        "pass",
        "watched",
        resource(INSTANCE, "replica", identifier="copy", replicateSourceDb="records"),
        named("ReplicaLag", "DBInstanceIdentifier", "copy"),
    ),
    case(
        rules.replica_lag_raises_alarm,
        "fail",
        "not watched",
        resource(INSTANCE, "replica", identifier="copy", replicateSourceDb="records"),
    ),
    case(
        rules.replica_lag_raises_alarm,
        "unknown",
        "what is watched",
        resource(INSTANCE, "replica", identifier="copy", replicateSourceDb="records"),
        named("ReplicaLag", "DBInstanceIdentifier", UNKNOWN),
    ),
    case(rules.replica_lag_raises_alarm, "not applicable", "no replica", resource(INSTANCE, "database")),
    case(
        rules.cache_fullness_raises_alarm,
        "pass",
        "serverless",
        resource(SERVERLESS, "cache", name="sessions"),
        named("BytesUsedForCache", "clusterId", "sessions"),
    ),
    case(
        rules.cache_fullness_raises_alarm,
        "pass",
        "a node of a group",
        resource(GROUP, "cache", replicationGroupId="sessions"),
        named("DatabaseMemoryUsagePercentage", "CacheClusterId", "sessions-001"),
    ),
    case(
        rules.cache_fullness_raises_alarm,
        "fail",
        "a node of another group",
        resource(GROUP, "cache", replicationGroupId="sessions"),
        named("DatabaseMemoryUsagePercentage", "CacheClusterId", "others-001"),
    ),
    case(rules.cache_fullness_raises_alarm, "fail", "none", resource(CACHE_CLUSTER, "cache", clusterId="sessions")),
    case(
        rules.cache_fullness_raises_alarm,
        "unknown",
        "of which",
        resource(SERVERLESS, "cache", name="sessions"),
        named("BytesUsedForCache", "clusterId", UNKNOWN),
    ),
    case(
        rules.cache_fullness_raises_alarm,
        "not applicable",
        "its group is judged",
        resource(CACHE_CLUSTER, "cache", replicationGroupId="sessions"),
    ),
    case(
        rules.queue_age_raises_alarm,
        "pass",
        "the age of the oldest",
        resource(QUEUE, "queue", name="work"),
        named("ApproximateAgeOfOldestMessage", "QueueName", "work"),
    ),
    case(
        rules.queue_age_raises_alarm,
        "fail",
        "how many, which says nothing of how long",
        resource(QUEUE, "queue", name="work"),
        named("ApproximateNumberOfMessagesVisible", "QueueName", "work"),
    ),
    case(
        rules.queue_age_raises_alarm,
        "pass",
        "any at all that failed",
        resource(QUEUE, "queue", name="failed"),
        named("ApproximateNumberOfMessagesVisible", "QueueName", "failed"),
        resource(QUEUE, "work", refers={"redrivePolicy": ["queue"]}, redrivePolicy=UNKNOWN),
    ),
    case(
        rules.queue_age_raises_alarm,
        "unknown",
        "of which",
        resource(QUEUE, "queue", name="work"),
        named("ApproximateAgeOfOldestMessage", "QueueName", UNKNOWN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
