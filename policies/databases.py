"""RDS databases in all their forms: single instances, read replicas, clusters and the members of clusters."""

from __future__ import annotations

from policies.joined import joined
from policies.rule import NotApplicable
from policies.view import Resource, Stack, UnknownValue

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
DOCUMENTS = "aws:docdb/cluster:Cluster"
GRAPHS = "aws:neptune/cluster:Cluster"
ALL = (INSTANCE, CLUSTER, DOCUMENTS, GRAPHS)
"""Those that are encrypted, backed up and deleted alike; DocumentDB and Neptune are run by RDS."""
GLOBALS = (
    "aws:docdb/globalCluster:GlobalCluster",
    "aws:neptune/globalCluster:GlobalCluster",
    "aws:rds/globalCluster:GlobalCluster",
)
"""What holds clusters of several regions together, which are encrypted if, and only if, it is."""
WAREHOUSE = "aws:redshift/cluster:Cluster"
PROXY = "aws:rds/proxy:Proxy"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
DOCUMENTS_PARAMETER_GROUP = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
PARAMETER_GROUPS = (
    PARAMETER_GROUP,
    CLUSTER_PARAMETER_GROUP,
    DOCUMENTS_PARAMETER_GROUP,
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup",
    "aws:redshift/parameterGroup:ParameterGroup",
)
PARAMETERS_BY = {
    INSTANCE: "parameterGroupName",
    CLUSTER: "dbClusterParameterGroupName",
    DOCUMENTS: "dbClusterParameterGroupName",
    GRAPHS: "neptuneClusterParameterGroupName",
    WAREHOUSE: "clusterParameterGroupName",
}
"""By which property a database names its parameter group."""
OF_AWS = "default."
"""Begins the names of AWS's own parameter groups, which go on with their family."""
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"

SOURCE = "replicateSourceDb"
OFF = ("", "0", "off", "false", "no", "none", "disabled")
"""How a parameter spells that it is off."""


def is_replica(database: Resource) -> bool:
    """Tell whether a database is a read replica, which has its data, and much else, from its source."""
    return database.has(SOURCE)


def source(replica: Resource) -> Resource:
    """Return the database that a replica copies, following a chain of replicas to its beginning.

    Raises `UnknownValue` if it is not in this stack: then nothing here shows what the replica has from it.
    """
    passed = [replica]
    while is_replica(passed[-1]):
        found = [database for database in passed[-1].refers_to(SOURCE) if database.type in (INSTANCE, CLUSTER)]
        if not found or found[0] in passed:
            raise UnknownValue(SOURCE)
        passed.append(found[0])
    return passed[-1]


def original(database: Resource) -> Resource:
    """Return the source of a replica, and any other database itself."""
    return source(database) if is_replica(database) else database


def engine(database: Resource) -> str:
    """Return the engine of a database, such as `postgres` or `aurora-postgresql`.

    Raises `UnknownValue` if it is not given, as where the database is restored from a snapshot.
    """
    name: str = original(database).get("engine", "")
    if not name:
        raise UnknownValue("engine")
    return name


def with_setting(member: Resource, name: str) -> Resource:
    """Return which of a member and its cluster decides a setting that both may have."""
    clusters = [] if member.has(name) else member.refers_to("clusterIdentifier")
    return clusters[0] if clusters else member


def parameters(database: Resource) -> dict[str, str] | str:
    """Return the parameters that a program gives a database, or why there are none.

    Raises `UnknownValue` if its parameter group is named but not in this stack.
    """
    name = PARAMETERS_BY[database.type]
    if not database.has(name):
        if is_replica(database):  # a replica has the group of its source unless told otherwise
            return parameters(source(database))
        return "it has no parameter group of its own"
    groups = _parameter_groups(database)
    if not groups:
        if str(database.get(name)).startswith(OF_AWS):
            return f"it has AWS's parameter group {database.get(name)}"
        raise UnknownValue(name)
    return {item.get("name", ""): item.get("value", "") for item in groups[0].items("parameters")}


def parameter_family(database: Resource) -> str:
    """Return the family of a database's parameter group, AWS's own or one of the stack; nothing if it names none."""
    for group in _parameter_groups(database):
        return str(group.get("family", ""))
    return str(database.get(PARAMETERS_BY[database.type], "")).removeprefix(OF_AWS)


def _parameter_groups(database: Resource) -> list[Resource]:
    return [group for group in database.refers_to(PARAMETERS_BY[database.type]) if group.type in PARAMETER_GROUPS]


def is_on(given: dict[str, str], parameter: str) -> bool:
    """Tell whether a parameter is given and not switched off."""
    return given.get(parameter, "").lower() not in OFF


def only_postgresql(database: Resource) -> NotApplicable | None:
    """Return the answer of a rule that knows PostgreSQL only, for any other engine."""
    name = engine(database)
    return None if "postgres" in name else NotApplicable(f"the engine is {name}, not PostgreSQL")


def of_its_source(what: str) -> NotApplicable:
    """Return the answer of a rule for what a replica has from its source."""
    return NotApplicable(f"a read replica has its {what} from its source")


def members(cluster: Resource, stack: Stack) -> list[Resource]:
    """Return the instances of a cluster that the stack makes one by one."""
    return joined(stack, cluster, MEMBER, "clusterIdentifier")
