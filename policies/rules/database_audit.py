"""Rules for what a database records of its use, and where that goes."""

from __future__ import annotations

from policies.databases import CLUSTER, INSTANCE, MEMBER, PROXY, is_on, only_postgresql, parameters, with_setting
from policies.log_groups import LOG_GROUP as LOG_GROUP
from policies.log_groups import undeclared
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.some import some
from policies.view import STACK_TYPE, Resource, Stack

METRICS = "RDSOSMetrics"
VALUES = ("pgaudit.log_parameter",)
STATEMENTS = {"log_statement": "none", "log_min_duration_statement": "-1"}
"""PostgreSQL's own statement logs, and how each is switched off."""


@stack_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.HIGH,
    fix="In its parameter group, load `pgaudit` in `shared_preload_libraries` and set `pgaudit.log`.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.pgaudit.html",
)
def database_audits_statements(database: Resource, _stack: Stack) -> Verdict:
    """A database records who reads, writes and changes what, by pgaudit."""
    if other := only_postgresql(database):
        return other
    given = parameters(database)
    if isinstance(given, str):
        return given
    if "pgaudit" not in [library.strip() for library in given.get("shared_preload_libraries", "").split(",")]:
        return "shared_preload_libraries does not load pgaudit"
    classes = {each.strip() for each in given.get("pgaudit.log", "").lower().split(",")}
    missing = [] if "all" in classes else sorted({"ddl", "read", "role", "write"} - classes)
    return f"pgaudit.log leaves out {', '.join(missing)}" if missing else None


@stack_rule(
    INSTANCE,
    CLUSTER,
    PROXY,
    severity=Severity.MEDIUM,
    fix="Leave `pgaudit.log_parameter` off, `log_statement` at none and `log_min_duration_statement` at -1; and the "
    "`debug_logging` of a proxy off.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
)
def database_logs_hold_no_values(database: Resource, _stack: Stack) -> Verdict:
    """The logs of a database say what was done without the values of the records."""
    if database.type == PROXY:
        return "values reach the log by debugLogging" if database.get("debugLogging", False) else None
    if other := only_postgresql(database):
        return other
    given = parameters(database)
    if isinstance(given, str):
        return None  # PostgreSQL's defaults log neither
    logged = [name for name in VALUES if is_on(given, name)]
    logged += [name for name, off in STATEMENTS.items() if given.get(name, off) != off]
    return f"values reach the log by {', '.join(logged)}" if logged else None


@stack_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.HIGH,
    fix="In its parameter group, set `log_connections` (PostgreSQL 18: `all`; before: 1) and `log_disconnections` (1).",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
)
def database_logs_connections(database: Resource, _stack: Stack) -> Verdict:
    """A database records who connects, and when they leave."""
    if other := only_postgresql(database):
        return other
    given = parameters(database)
    if isinstance(given, str):
        return given
    missing = [name for name in ("log_connections", "log_disconnections") if not is_on(given, name)]
    return f"its parameter group does not set {', '.join(missing)}" if missing else None


@resource_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.HIGH,
    fix='Set `enabled_cloudwatch_logs_exports`; for PostgreSQL it must name "postgresql".',
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
)
def database_exports_logs(database: Resource) -> Verdict:
    """A database sends its log out, where whoever administers it cannot change it."""
    exported = database.get("enabledCloudwatchLogsExports", [])
    if not exported:
        return "no log is exported"
    if "postgres" in database.get("engine", "") and "postgresql" not in exported:
        return f"only {', '.join(map(str, exported))} is exported, not the log that holds the audit"
    return None


@stack_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.MEDIUM,
    fix="Create a LogGroup `/aws/rds/instance/<identifier>/<log>` (clusters: `/aws/rds/cluster/...`) before it.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
)
def database_log_groups_made_before(database: Resource, stack: Stack) -> Verdict:
    """The log groups that a database writes to are made by the program, so that RDS makes none without key or end."""
    kind, identifier = ("cluster", "clusterIdentifier") if database.type == CLUSTER else ("instance", "identifier")
    logs = database.get("enabledCloudwatchLogsExports", [])
    if not logs:
        return NotApplicable("no log is exported")
    if not database.has(identifier):
        return f"it has no {identifier}, so that the names of its log groups cannot be known beforehand"
    missing = undeclared({f"/aws/rds/{kind}/{database.get(identifier)}/{log}" for log in logs}, stack)
    return f"no log group {missing} is declared" if missing else None


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix=f"Create a LogGroup `{METRICS}` in the stack that owns the account, before any database that is monitored.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html",
)
def monitoring_log_group_made_before(_root: Resource, stack: Stack) -> Verdict:
    """The log group of databases' metrics, one in an account, is made by a program, so that RDS makes none itself."""
    if not undeclared([METRICS], stack):
        return None
    if not some(_monitored, stack.of(INSTANCE, MEMBER, CLUSTER)):
        return NotApplicable("no database is monitored")
    return provided_elsewhere(stack) or f"no log group {METRICS} is declared: RDS's has no key of our own"


def _monitored(database: Resource) -> bool:
    interval: int = database.get("monitoringInterval", 0)
    return interval > 0


@stack_rule(
    INSTANCE,
    MEMBER,
    severity=Severity.LOW,
    fix="Set `monitoring_interval` to 60 or less and `monitoring_role_arn` to a role for monitoring.rds.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html",
)
def database_monitored(database: Resource, _stack: Stack) -> Verdict:
    """The operating system of a database is monitored every minute or more often."""
    setting = with_setting(database, "monitoringInterval")
    interval = setting.get("monitoringInterval", 0)
    if not 0 < interval <= 60:
        return "enhanced monitoring is off"
    return None if setting.has("monitoringRoleArn") else "enhanced monitoring has no role to report with"
