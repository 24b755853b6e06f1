from __future__ import annotations

from typing import Any

import pytest

from policies.databases import CLUSTER, INSTANCE, MEMBER, PARAMETER_GROUP, PROXY
from policies.rules import database_audit as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

DATABASE = resource(INSTANCE, refers={"parameterGroupName": ["group"]}, engine="postgres", parameterGroupName=UNKNOWN)
PLAIN = resource(INSTANCE, engine="postgres")
MYSQL = resource(INSTANCE, engine="mysql")
LOGGING = resource(INSTANCE, identifier="records", enabledCloudwatchLogsExports=["postgresql"])
MONITORED = resource(INSTANCE, "database", monitoringInterval=60)
METRICS = resource(rules.LOG_GROUP, "metrics", name="RDSOSMetrics")
ALL_CLASSES = "ddl, read, role, write"


def group(parameters: dict[str, Any]) -> Resource:
    given = [{"name": name, "value": value} for name, value in parameters.items()]
    return resource(PARAMETER_GROUP, "group", parameters=given)


def audit(classes: Any, libraries: Any = "pg_stat_statements,pgaudit") -> Resource:
    return group({"shared_preload_libraries": libraries, "pgaudit.log": classes})


def log_group(name: Any) -> Resource:
    return resource(rules.LOG_GROUP, "log", name=name)


CASES = [
    case(rules.database_audits_statements, "pass", "every class that matters", DATABASE, audit(ALL_CLASSES)),
    case(rules.database_audits_statements, "pass", "all classes", DATABASE, audit("ALL")),
    case(rules.database_audits_statements, "fail", "reads leave no trace", DATABASE, audit("ddl,write,role")),
    case(rules.database_audits_statements, "fail", "nothing", DATABASE, audit("none")),
    case(rules.database_audits_statements, "fail", "not loaded", DATABASE, audit("all", "pg_stat_statements")),
    case(rules.database_audits_statements, "fail", "no parameter group", PLAIN),
    case(rules.database_audits_statements, "unknown", "which classes", DATABASE, audit(UNKNOWN)),
    case(rules.database_audits_statements, "not applicable", "another engine", MYSQL),
    case(rules.database_logs_hold_no_values, "pass", "by default", PLAIN),
    case(rules.database_logs_hold_no_values, "pass", "off", DATABASE, group({"pgaudit.log_parameter": "0"})),
    case(rules.database_logs_hold_no_values, "fail", "by pgaudit", DATABASE, group({"pgaudit.log_parameter": "1"})),
    case(rules.database_logs_hold_no_values, "fail", "by PostgreSQL", DATABASE, group({"log_statement": "all"})),
    case(
        rules.database_logs_hold_no_values,
        "fail",
        "of slow statements",
        DATABASE,
        group({"log_min_duration_statement": "500"}),
    ),
    case(rules.database_logs_hold_no_values, "unknown", "not known", DATABASE, group({"log_statement": UNKNOWN})),
    case(rules.database_logs_hold_no_values, "not applicable", "another engine", MYSQL),
    case(
        rules.database_logs_connections,
        "pass",
        "as PostgreSQL 18 has it",
        DATABASE,
        group({"log_connections": "all", "log_disconnections": "1"}),
    ),
    case(
        rules.database_logs_connections,
        "pass",
        "as before",
        DATABASE,
        group({"log_connections": "1", "log_disconnections": "on"}),
    ),
    case(rules.database_logs_connections, "fail", "only the beginning", DATABASE, group({"log_connections": "all"})),
    case(rules.database_logs_connections, "fail", "no parameter group", PLAIN),
    case(rules.database_logs_connections, "unknown", "not known", DATABASE, group({"log_connections": UNKNOWN})),
    case(rules.database_logs_connections, "not applicable", "another engine", MYSQL),
    case(rules.database_exports_logs, "pass", "the log that holds the audit", LOGGING),
    case(rules.database_exports_logs, "fail", "none", PLAIN),
    case(
        rules.database_exports_logs,
        "fail",
        "another one",
        resource(CLUSTER, engine="aurora-postgresql", enabledCloudwatchLogsExports=["instance"]),
    ),
    case(rules.database_exports_logs, "unknown", "which", resource(INSTANCE, enabledCloudwatchLogsExports=UNKNOWN)),
    case(rules.monitoring_log_group_made_before, "pass", "here", exports(), MONITORED, METRICS),
    case(rules.monitoring_log_group_made_before, "pass", "here, for another stack", exports(), METRICS),
    case(rules.monitoring_log_group_made_before, "fail", "nowhere", exports(accountOwner="test"), MONITORED),
    case(
        rules.monitoring_log_group_made_before, "not applicable", "by its owner", exports(accountOwner="dev"), MONITORED
    ),
    case(rules.monitoring_log_group_made_before, "not applicable", "no metrics", exports(), resource(INSTANCE)),
    case(rules.monitoring_log_group_made_before, "unknown", "perhaps", exports(), MONITORED, log_group(UNKNOWN)),
    case(
        rules.database_log_groups_made_before,
        "pass",
        "an instance's",
        LOGGING,
        log_group("/aws/rds/instance/records/postgresql"),
    ),
    case(
        rules.database_log_groups_made_before,
        "pass",
        "a cluster's",
        resource(CLUSTER, clusterIdentifier="records", enabledCloudwatchLogsExports=["audit"]),
        log_group("/aws/rds/cluster/records/audit"),
    ),
    case(rules.database_log_groups_made_before, "fail", "another one's", LOGGING, log_group("/aws/rds/instance/other")),
    case(
        rules.database_log_groups_made_before,
        "fail",
        "AWS will name the database",
        resource(INSTANCE, enabledCloudwatchLogsExports=["postgresql"]),
    ),
    case(rules.database_log_groups_made_before, "unknown", "perhaps this one", LOGGING, log_group(UNKNOWN)),
    case(rules.database_log_groups_made_before, "not applicable", "no log leaves it", PLAIN),
    case(
        rules.database_monitored,
        "pass",
        "every minute",
        resource(INSTANCE, monitoringInterval=60, monitoringRoleArn=UNKNOWN),
    ),
    case(
        rules.database_monitored,
        "pass",
        "a member as its cluster says",
        resource(MEMBER, refers={"clusterIdentifier": ["cluster"]}, clusterIdentifier=UNKNOWN),
        resource(CLUSTER, "cluster", monitoringInterval=30, monitoringRoleArn=UNKNOWN),
    ),
    case(rules.database_monitored, "fail", "off unless asked for", PLAIN),
    case(rules.database_monitored, "fail", "nobody to report", resource(INSTANCE, monitoringInterval=60)),
    case(rules.database_monitored, "unknown", "not known", resource(INSTANCE, monitoringInterval=UNKNOWN)),
    *(
        case(rules.database_logs_hold_no_values, verdict, f"a proxy: {given}", resource(PROXY, **given))
        for verdict, given in (
            ("pass", {}),
            ("fail", {"debugLogging": True}),
            ("unknown", {"debugLogging": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
