"""Rules for the encryption of databases: at rest, on the way, and of what is recorded about them."""

from __future__ import annotations

from policies.databases import (
    ALL,
    CLUSTER,
    DOCUMENTS,
    GLOBALS,
    GRAPHS,
    INSTANCE,
    MEMBER,
    PROXY,
    WAREHOUSE,
    engine,
    is_on,
    is_replica,
    of_its_source,
    original,
    parameter_family,
    parameters,
    with_setting,
)
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

TLS_PARAMETERS = ("rds.force_ssl", "require_secure_transport")
"""PostgreSQL's and SQL Server's, and that of MySQL and MariaDB."""
ON_UNLESS_SAID = {DOCUMENTS: "tls", GRAPHS: "neptune_enforce_ssl", WAREHOUSE: "require_ssl"}
"""Parameters of databases that refuse connections without TLS unless told otherwise."""
OPEN_FAMILY = "redshift-1.0"
"""The exception: AWS Big Data Blog, "Amazon Redshift enhances security by changing default behavior in 2025"."""


@resource_rule(
    *ALL,
    *GLOBALS,
    severity=Severity.CRITICAL,
    fix="Set `storage_encrypted=True`. An existing database must be restored from an encrypted copy of its snapshot.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
)
def database_storage_encrypted(database: Resource) -> Verdict:
    """The storage of a database, and with it every snapshot, is encrypted."""
    if is_replica(database):
        return of_its_source("encryption")
    if database.type in GLOBALS and database.has("sourceDbClusterIdentifier"):
        return NotApplicable("it is encrypted as the cluster is that it is made from")
    return None if database.get("storageEncrypted", False) else "the storage is not encrypted"


@stack_rule(
    INSTANCE,
    severity=Severity.CRITICAL,
    fix="Encrypt the source: a replica is encrypted if, and only if, its source is.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
)
def database_replica_encrypted(database: Resource, _stack: Stack) -> Verdict:
    """The source of a read replica is encrypted, and so the replica is."""
    if not is_replica(database):
        return NotApplicable("not a read replica")
    source = original(database)
    return None if source.get("storageEncrypted", False) else f"its source {source.name} is not encrypted"


@stack_rule(
    *ALL,
    severity=Severity.HIGH,
    fix="Set `kms_key_id` (of Neptune `kms_key_arn`) to the data key. It cannot be changed later: decide before the "
    "first deployment.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
)
def database_encrypted_with_own_key(database: Resource, _stack: Stack) -> Verdict:
    """A database is encrypted with a key of our own, whose policy says who may read."""
    if is_replica(database) and not database.has("kmsKeyId"):
        return not_own_key(original(database), "kmsKeyId")
    return not_own_key(database, "kmsKeyArn" if database.type == GRAPHS else "kmsKeyId")


@stack_rule(
    INSTANCE,
    CLUSTER,
    *ON_UNLESS_SAID,
    severity=Severity.CRITICAL,
    fix="Give it a parameter group with `rds.force_ssl` (MySQL and MariaDB: `require_secure_transport`) set to 1, or "
    "with `tls` (DocumentDB), `neptune_enforce_ssl` or `require_ssl` (Redshift) left on.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
)
def database_forces_tls(database: Resource, _stack: Stack) -> Verdict:
    """A database refuses connections without TLS."""
    if parameter := ON_UNLESS_SAID.get(database.type):
        given = parameters(database)
        if not isinstance(given, str) and parameter in given:
            return None if is_on(given, parameter) else "its parameter group turns TLS off"
        return "its parameter group leaves TLS off" if parameter_family(database) == OPEN_FAMILY else None
    if engine(database).startswith(("oracle", "custom", "db2")):
        return NotApplicable(f"no parameter forces TLS on {engine(database)}: another rule is needed for it")
    given = parameters(database)
    if isinstance(given, str):
        return given
    forced = any(is_on(given, parameter) for parameter in TLS_PARAMETERS)
    return None if forced else f"its parameter group sets none of {', '.join(TLS_PARAMETERS)}"


@resource_rule(
    PROXY,
    severity=Severity.HIGH,
    fix="Set `require_tls=True`.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-setup.html",
)
def database_proxy_forces_tls(proxy: Resource) -> Verdict:
    """A proxy before a database, which hides from that how clients came, refuses connections without TLS."""
    return None if proxy.get("requireTls", False) else "it takes connections without TLS"


@stack_rule(
    INSTANCE,
    MEMBER,
    severity=Severity.MEDIUM,
    fix="Set `performance_insights_enabled=True` and `performance_insights_kms_key_id` to the data key.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html",
)
def database_insights_encrypted(database: Resource, _stack: Stack) -> Verdict:
    """Performance data, which quotes statements, is collected and encrypted with a key of our own."""
    setting = with_setting(database, "performanceInsightsEnabled")
    if not setting.get("performanceInsightsEnabled", False):
        return "performance data is not collected"
    return not_own_key(with_setting(database, "performanceInsightsKmsKeyId"), "performanceInsightsKmsKeyId")
