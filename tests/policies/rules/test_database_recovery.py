from __future__ import annotations

from typing import Any

import pytest

from policies.databases import CLUSTER, DOCUMENTS, GRAPHS, INSTANCE, MEMBER
from policies.rules import database_recovery as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

REPLICA = resource(INSTANCE, replicateSourceDb="source")
CLUSTER_OF_MEMBERS = resource(CLUSTER)


def database(**properties: Any) -> Resource:
    return resource(INSTANCE, **properties)


def member(name: str) -> Resource:
    return resource(MEMBER, name, refers={"clusterIdentifier": ["subject"]}, clusterIdentifier=UNKNOWN)


CASES = [
    case(rules.database_backed_up, "pass", "a week, as numbers arrive", database(backupRetentionPeriod=7.0)),
    case(rules.database_backed_up, "fail", "a day", resource(CLUSTER, backupRetentionPeriod=1)),
    case(rules.database_backed_up, "fail", "not said", database()),
    case(rules.database_backed_up, "unknown", "not known", database(backupRetentionPeriod=UNKNOWN)),
    case(rules.database_backed_up, "not applicable", "a replica", REPLICA),
    case(rules.database_backups_outlast_it, "pass", "kept", database(deleteAutomatedBackups=False)),
    case(rules.database_backups_outlast_it, "fail", "deleted unless told otherwise", resource(CLUSTER)),
    case(rules.database_backups_outlast_it, "unknown", "not known", database(deleteAutomatedBackups=UNKNOWN)),
    case(rules.database_backups_outlast_it, "not applicable", "a replica", REPLICA),
    case(rules.database_deletion_protected, "pass", "asked for", database(deletionProtection=True)),
    case(rules.database_deletion_protected, "fail", "off unless asked for", resource(CLUSTER)),
    case(rules.database_deletion_protected, "fail", "a replica, too", REPLICA),
    case(rules.database_deletion_protected, "unknown", "not known", database(deletionProtection=UNKNOWN)),
    case(rules.database_keeps_final_snapshot, "pass", "by name", database(finalSnapshotIdentifier="records-final")),
    case(rules.database_keeps_final_snapshot, "fail", "skipped", resource(CLUSTER, skipFinalSnapshot=True)),
    case(rules.database_keeps_final_snapshot, "fail", "without a name", database(skipFinalSnapshot=False)),
    case(rules.database_keeps_final_snapshot, "unknown", "not known", database(skipFinalSnapshot=UNKNOWN)),
    case(rules.database_keeps_final_snapshot, "not applicable", "RDS takes none of a replica", REPLICA),
    case(rules.database_survives_zone, "pass", "a standby", database(multiAz=True), exports(environment="prod")),
    case(rules.database_survives_zone, "fail", "one zone", database(), exports(environment="prod")),
    case(rules.database_survives_zone, "fail", "an environment that does not say what it is", database()),
    case(rules.database_survives_zone, "fail", "not said yet", database(), exports(environment=UNKNOWN)),
    case(rules.database_survives_zone, "not applicable", "development", database(), exports(environment="dev")),
    case(rules.database_survives_zone, "not applicable", "a replica", REPLICA),
    case(rules.database_survives_zone, "unknown", "not known", database(multiAz=UNKNOWN)),
    case(
        rules.database_survives_zone, "pass", "a Multi-AZ cluster", resource(CLUSTER, dbClusterInstanceClass="db.r7g")
    ),
    case(rules.database_survives_zone, "pass", "two members", CLUSTER_OF_MEMBERS, member("one"), member("two")),
    case(rules.database_survives_zone, "fail", "one member", CLUSTER_OF_MEMBERS, member("one")),
    case(rules.database_takes_minor_upgrades, "pass", "unless told otherwise", database()),
    case(rules.database_takes_minor_upgrades, "fail", "off", resource(MEMBER, autoMinorVersionUpgrade=False)),
    case(rules.database_takes_minor_upgrades, "unknown", "not known", database(autoMinorVersionUpgrade=UNKNOWN)),
    *(
        case(rule, verdict, f"{because}: {type_}", resource(type_, **given))
        for type_ in (DOCUMENTS, GRAPHS)
        for rule, verdict, because, given in (
            (rules.database_backed_up, "pass", "a week", {"backupRetentionPeriod": 7}),
            (rules.database_backed_up, "fail", "a day", {"backupRetentionPeriod": 1}),
            (rules.database_backed_up, "unknown", "for how long", {"backupRetentionPeriod": UNKNOWN}),
            (rules.database_deletion_protected, "pass", "asked for", {"deletionProtection": True}),
            (rules.database_deletion_protected, "fail", "not asked for", {}),
            (rules.database_deletion_protected, "unknown", "whether", {"deletionProtection": UNKNOWN}),
            (rules.database_keeps_final_snapshot, "pass", "by name", {"finalSnapshotIdentifier": "last"}),
            (rules.database_keeps_final_snapshot, "fail", "skipped", {"skipFinalSnapshot": True}),
            (rules.database_keeps_final_snapshot, "unknown", "whether", {"skipFinalSnapshot": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
