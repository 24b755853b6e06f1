from __future__ import annotations

from typing import Any

import pytest

from policies.databases import (
    CLUSTER,
    CLUSTER_PARAMETER_GROUP,
    DOCUMENTS,
    DOCUMENTS_PARAMETER_GROUP,
    GLOBALS,
    GRAPHS,
    INSTANCE,
    MEMBER,
    PARAMETER_GROUP,
    PARAMETER_GROUPS,
    PARAMETERS_BY,
    PROXY,
    WAREHOUSE,
)
from policies.rules import database_encryption as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

KEY = resource("aws:kms/key:Key", "key")
SOURCE = {"replicateSourceDb": ["source"]}
REPLICA = resource(INSTANCE, refers=SOURCE, replicateSourceDb=UNKNOWN)
PERFORMANCE = "performanceInsightsKmsKeyId"


def database(**properties: Any) -> Resource:
    return resource(INSTANCE, **{"engine": "postgres", **properties})


def source(**properties: Any) -> Resource:
    return resource(INSTANCE, "source", engine="postgres", **properties)


def with_group(type_: str = INSTANCE, engine: str = "postgres") -> Resource:
    name = PARAMETERS_BY[type_]
    return resource(type_, refers={name: ["group"]}, engine=engine, **{name: UNKNOWN})


def group(type_: str = PARAMETER_GROUP, family: str | None = None, **parameters: Any) -> Resource:
    given = [{"name": name.replace("__", "."), "value": value} for name, value in parameters.items()]
    return resource(type_, "group", family=family, parameters=given)


GRAPHS_GROUP, WAREHOUSE_GROUP = PARAMETER_GROUPS[-2:]


def warehouse(family: str, **parameters: Any) -> tuple[Resource, Resource]:
    return with_group(WAREHOUSE), group(WAREHOUSE_GROUP, family, **parameters)


def graphs(value: Any) -> tuple[Resource, Resource]:
    return with_group(GRAPHS), group(GRAPHS_GROUP, neptune_enforce_ssl=value)


CASES = [
    case(rules.database_storage_encrypted, "pass", "asked for", database(storageEncrypted=True)),
    case(rules.database_storage_encrypted, "fail", "off unless asked for", database()),
    case(rules.database_storage_encrypted, "fail", "a cluster, too", resource(CLUSTER, storageEncrypted=False)),
    case(rules.database_storage_encrypted, "unknown", "not known", database(storageEncrypted=UNKNOWN)),
    case(rules.database_storage_encrypted, "not applicable", "a replica takes after its source", REPLICA),
    case(rules.database_replica_encrypted, "pass", "by its source", REPLICA, source(storageEncrypted=True)),
    case(rules.database_replica_encrypted, "fail", "not by its source", REPLICA, source()),
    case(
        rules.database_replica_encrypted,
        "fail",
        "a replica of a replica",
        resource(INSTANCE, refers={"replicateSourceDb": ["middle"]}, replicateSourceDb=UNKNOWN),
        resource(INSTANCE, "middle", refers=SOURCE, replicateSourceDb=UNKNOWN, storageEncrypted=True),
        source(),
    ),
    case(rules.database_replica_encrypted, "unknown", "its source is elsewhere", database(replicateSourceDb="other")),
    case(rules.database_replica_encrypted, "not applicable", "not a replica", database()),
    case(
        rules.database_encrypted_with_own_key,
        "pass",
        "a key of this stack",
        resource(INSTANCE, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(
        rules.database_encrypted_with_own_key,
        "pass",
        "a key named by its ARN",
        resource(CLUSTER, kmsKeyId="arn:aws:kms:us-east-1:111122223333:key/1"),
    ),
    case(rules.database_encrypted_with_own_key, "fail", "AWS's key", database(storageEncrypted=True)),
    case(rules.database_encrypted_with_own_key, "fail", "AWS's key, by name", database(kmsKeyId="alias/aws/rds")),
    case(rules.database_encrypted_with_own_key, "unknown", "not known", database(kmsKeyId=UNKNOWN)),
    case(
        rules.database_encrypted_with_own_key,
        "pass",
        "a replica has the key of its source",
        REPLICA,
        resource(INSTANCE, "source", refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(rules.database_forces_tls, "pass", "by parameter", with_group(), group(rds__force_ssl="1")),
    case(rules.database_forces_tls, "fail", "switched off", with_group(), group(rds__force_ssl="0")),
    case(rules.database_forces_tls, "fail", "not said", with_group(), group()),
    case(rules.database_forces_tls, "fail", "no parameter group", database()),
    case(rules.database_forces_tls, "fail", "AWS's group", database(parameterGroupName="default.postgres18")),
    case(
        rules.database_forces_tls,
        "pass",
        "a cluster, by its own kind of group",
        with_group(CLUSTER, "aurora-mysql"),
        group(CLUSTER_PARAMETER_GROUP, require_secure_transport="ON"),
    ),
    case(rules.database_forces_tls, "unknown", "the value", with_group(), group(rds__force_ssl=UNKNOWN)),
    case(rules.database_forces_tls, "unknown", "a group of another stack", database(parameterGroupName="theirs")),
    case(
        rules.database_forces_tls,
        "unknown",
        "restored, the engine is not said",
        resource(INSTANCE, snapshotIdentifier="s"),
    ),
    case(rules.database_forces_tls, "not applicable", "Oracle has no such parameter", database(engine="oracle-ee")),
    case(
        rules.database_forces_tls,
        "pass",
        "a replica has the group of its source",
        REPLICA,
        resource(
            INSTANCE,
            "source",
            refers={"parameterGroupName": ["group"]},
            engine="postgres",
            parameterGroupName=UNKNOWN,
        ),
        group(rds__force_ssl="1"),
    ),
    case(
        rules.database_insights_encrypted,
        "pass",
        "with a key of this stack",
        resource(
            INSTANCE,
            refers={PERFORMANCE: ["key"]},
            performanceInsightsEnabled=True,
            performanceInsightsKmsKeyId=UNKNOWN,
        ),
        KEY,
    ),
    case(rules.database_insights_encrypted, "fail", "AWS's key", database(performanceInsightsEnabled=True)),
    case(rules.database_insights_encrypted, "fail", "not collected", database()),
    case(rules.database_insights_encrypted, "unknown", "not known", database(performanceInsightsEnabled=UNKNOWN)),
    case(
        rules.database_insights_encrypted,
        "pass",
        "a member as its cluster says",
        resource(MEMBER, refers={"clusterIdentifier": ["cluster"]}, clusterIdentifier=UNKNOWN),
        resource(CLUSTER, "cluster", performanceInsightsEnabled=True, performanceInsightsKmsKeyId="arn:key/1"),
    ),
    *(
        case(rule, verdict, f"{because}: {type_}", resource(type_, refers={key: ["key"]}, **given), KEY)
        for type_, key in ((DOCUMENTS, "kmsKeyId"), (GRAPHS, "kmsKeyArn"))
        for rule, verdict, because, given in (
            (rules.database_storage_encrypted, "pass", "asked for", {"storageEncrypted": True}),
            (rules.database_storage_encrypted, "fail", "not asked for", {}),
            (rules.database_storage_encrypted, "unknown", "whether", {"storageEncrypted": UNKNOWN}),
            (rules.database_encrypted_with_own_key, "pass", "a key of ours", {key: UNKNOWN}),
            (rules.database_encrypted_with_own_key, "fail", "AWS's key", {}),
        )
    ),
    case(rules.database_proxy_forces_tls, "pass", "asked for", resource(PROXY, requireTls=True)),
    case(rules.database_proxy_forces_tls, "fail", "off unless asked for", resource(PROXY)),
    case(rules.database_proxy_forces_tls, "unknown", "not known", resource(PROXY, requireTls=UNKNOWN)),
    *(
        case(rules.database_forces_tls, verdict, f"DocumentDB, {because}", *found)
        for verdict, because, *found in (
            ("pass", "unless told otherwise", resource(DOCUMENTS)),
            ("pass", "by AWS's group", resource(DOCUMENTS, dbClusterParameterGroupName="default.docdb5.0")),
            ("pass", "and nothing older", with_group(DOCUMENTS), group(DOCUMENTS_PARAMETER_GROUP, tls="tls1.2+")),
            ("fail", "turned off", with_group(DOCUMENTS), group(DOCUMENTS_PARAMETER_GROUP, tls="disabled")),
            ("unknown", "which", with_group(DOCUMENTS), group(DOCUMENTS_PARAMETER_GROUP, tls=UNKNOWN)),
            ("unknown", "of elsewhere", resource(DOCUMENTS, dbClusterParameterGroupName="theirs")),
        )
    ),
    *(
        case(rules.database_forces_tls, verdict, because, *found)
        for verdict, because, *found in (
            ("pass", "Neptune, unless told otherwise", resource(GRAPHS)),
            ("pass", "Neptune, told so", *graphs("1")),
            ("fail", "Neptune, turned off", *graphs("0")),
            ("unknown", "Neptune, which", *graphs(UNKNOWN)),
            ("pass", "Redshift, by what AWS gives now", resource(WAREHOUSE)),
            ("pass", "Redshift, by AWS's group", resource(WAREHOUSE, clusterParameterGroupName="default.redshift-2.0")),
            ("pass", "Redshift, by its family", *warehouse("redshift-2.0")),
            ("pass", "Redshift, told so", *warehouse("redshift-1.0", require_ssl="true")),
            (
                "fail",
                "Redshift, by AWS's old group",
                resource(WAREHOUSE, clusterParameterGroupName="default.redshift-1.0"),
            ),
            ("fail", "Redshift, by its old family", *warehouse("redshift-1.0")),
            ("fail", "Redshift, turned off", *warehouse("redshift-2.0", require_ssl="false")),
            ("unknown", "Redshift, which", *warehouse("redshift-2.0", require_ssl=UNKNOWN)),
            ("unknown", "Redshift, of elsewhere", resource(WAREHOUSE, clusterParameterGroupName="theirs")),
        )
    ),
    *(
        case(rules.database_storage_encrypted, verdict, f"{because}: {type_}", resource(type_, **given))
        for type_ in GLOBALS
        for verdict, because, given in (
            ("pass", "asked for", {"storageEncrypted": True}),
            ("fail", "off unless asked for", {}),
            ("unknown", "whether", {"storageEncrypted": UNKNOWN}),
            ("not applicable", "made from a cluster", {"sourceDbClusterIdentifier": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
