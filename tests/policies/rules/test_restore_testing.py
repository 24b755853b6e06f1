from __future__ import annotations

from typing import Any

import pytest

from policies.backups import (
    FILE_SYSTEM,
    FILE_SYSTEM_BACKUP,
    PLAN,
    SELECTION,
    TABLE,
    TESTING_PLAN,
    VAULT,
)
from policies.databases import CLUSTER, INSTANCE
from policies.rules import restore_testing as rules
from policies.view import UNKNOWN, Resource
from policies.watching import ALARM
from tests.policies.cases import Case, case, exports, resource

STACK = exports()
OWN_VAULT = resource(VAULT, "vault", name="ours")
A_PLAN = resource(PLAN, "plan", refers={"rules": ["vault"]}, rules=[{"targetVaultName": "ours"}])
BACKUPS = (STACK, OWN_VAULT, A_PLAN)
DATABASE = resource(INSTANCE, "store")
ARN = "arn:aws:backup:us-east-1:111122223333:backup-vault:"
KEPT_APART = {"dbSubnetGroupName": "isolated", "vpcSecurityGroupIds": UNKNOWN, "publiclyAccessible": "false"}
SELECTED = resource(
    SELECTION,
    "selection",
    refers={"planId": ["plan"], "resources": ["store"]},
    planId=UNKNOWN,
    resources=[UNKNOWN],
)


def plan(schedule: Any = "cron(0 10 ? * SUN *)", **drawn: Any) -> Resource:
    """Make a testing plan of a name, which draws from any vault unless told from which."""
    drawn = drawn or {"includeVaults": ["*"]}
    return resource(TESTING_PLAN, "test", name="test", scheduleExpression=schedule, recoveryPointSelection=drawn)


def selecting(kind: Any, *names: str, **properties: Any) -> Resource:
    arns = {"protectedResourceArns": [UNKNOWN for _ in names]} if names else {}
    return resource(
        rules.TESTING_SELECTION,
        "tested",
        refers={"protectedResourceArns": list(names)},
        **{"restoreTestingPlanName": "test", "protectedResourceType": kind, **arns, **properties},
    )


BY_REFERENCE = resource(
    rules.TESTING_SELECTION,
    "tested",
    refers={"restoreTestingPlanName": ["test"], "protectedResourceArns": ["store"]},
    restoreTestingPlanName=UNKNOWN,
    protectedResourceType="RDS",
    protectedResourceArns=[UNKNOWN],
)
FROM_VAULT = resource(
    TESTING_PLAN,
    "test",
    refers={"recoveryPointSelection": ["vault"]},
    scheduleExpression="cron(0 10 2 * ? *)",
    recoveryPointSelection={"includeVaults": [UNKNOWN]},
)


def copies(kind: Any = "RDS", overrides: Any = None, **instead: Any) -> Resource:
    given = KEPT_APART | instead if overrides is None else overrides
    return resource(rules.TESTING_SELECTION, protectedResourceType=kind, restoreMetadataOverrides=given)


def of_database(verdict: str, because: str, *resources: Resource) -> Case:
    return case(rules.restores_tested, verdict, because, *BACKUPS, DATABASE, SELECTED, *resources)


ALL = {"protectedResourceArns": ["*"]}
BY_TAG = {"stringEquals": [{"key": "aws:ResourceTag/Tier", "value": "gold"}]}
WEEKLY, A_WEEK, A_DAY = "cron(0 10 ? * SUN *)", 7 * 24 * 3600, 24 * 3600


def silent(**changes: Any) -> Resource:
    """Make an alarm for a calendar week in which nothing was restored."""
    given = {
        "namespace": "AWS/Backup",
        "metricName": "NumberOfRestoreJobsCompleted",
        "dimensions": {"BackupVaultName": "ours"},
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "period": A_WEEK,
        "evaluationPeriods": 1,
        "treatMissingData": "breaching",
        "alarmActions": ["arn:aws:sns:us-east-1:111122223333:notifications"],
    }
    return resource(ALARM, "silent", **{**given, **changes})


DAYS = {"period": A_DAY, "evaluationPeriods": 7}
SILENCE = [
    case(rules.restore_silence_raises_alarm, verdict, because, plan(when, **drawn), OWN_VAULT, *alarms)
    for verdict, because, when, drawn, *alarms in (
        ("pass", "in a week", WEEKLY, {}, silent()),
        ("pass", "of a vault by name", WEEKLY, {"includeVaults": [f"{ARN}ours"]}, silent()),
        ("pass", "in seven days, one by one", WEEKLY, {}, silent(**DAYS)),
        ("pass", "in two days", "cron(0 10 * * ? *)", {}, silent(period=A_DAY, evaluationPeriods=2)),
        ("fail", "no alarm", WEEKLY, {}),
        ("fail", "raised in between", WEEKLY, {}, silent(period=A_DAY)),
        ("fail", "raised by one day of seven", WEEKLY, {}, silent(**DAYS, datapointsToAlarm=1)),
        ("fail", "what is missing is fine", WEEKLY, {}, silent(treatMissingData="notBreaching")),
        ("fail", "another vault", WEEKLY, {}, silent(dimensions={"BackupVaultName": "other"})),
        ("fail", "of backups", WEEKLY, {}, silent(metricName="NumberOfBackupJobsCompleted")),
        ("fail", "raised when there are restores", WEEKLY, {}, silent(comparisonOperator="GreaterThanThreshold")),
        ("fail", "nobody hears", WEEKLY, {}, silent(alarmActions=[])),
        ("not applicable", "longer than an alarm looks back", "cron(0 10 1 * ? *)", {}),
        ("not applicable", "from a vault of elsewhere", WEEKLY, {"includeVaults": [f"{ARN}theirs"]}),
        ("unknown", "when", UNKNOWN, {}, silent()),
        ("unknown", "from where", WEEKLY, {"includeVaults": UNKNOWN}, silent()),
        ("unknown", "whose", WEEKLY, {}, silent(dimensions=UNKNOWN)),
        ("unknown", "in which time", WEEKLY, {}, silent(period=UNKNOWN)),
    )
]
CASES = [
    *SILENCE,
    of_database("pass", "by reference, from its vault", FROM_VAULT, BY_REFERENCE),
    of_database("pass", "all of its type, from any vault", plan(), selecting("RDS", **ALL)),
    of_database("pass", "from a vault by its name", plan(includeVaults=[f"{ARN}ours"]), selecting("RDS", "store")),
    of_database("fail", "no plan"),
    of_database("fail", "a plan that selects nothing", plan()),
    of_database("fail", "another type", plan(), selecting("S3", **ALL)),
    of_database("fail", "another one", plan(), selecting("RDS", "other"), resource(INSTANCE, "other")),
    of_database(
        "fail", "another one, by its ARN", plan(), selecting("RDS", protectedResourceArns=["arn:aws:rds:other"])
    ),
    of_database(
        "fail",
        "from the vault of another plan",
        plan(includeVaults=[f"{ARN}second"]),
        selecting("RDS", "store"),
        resource(VAULT, "second", name="second"),
        resource(PLAN, "other-plan", rules=[{"targetVaultName": "second"}]),
    ),
    of_database(
        "pass",
        "with a replica, which has no backups",
        plan(),
        selecting("RDS", "store"),
        resource(INSTANCE, "replica", replicateSourceDb=UNKNOWN),
        resource(
            SELECTION,
            "more",
            refers={"planId": ["plan"], "resources": ["replica"]},
            planId=UNKNOWN,
            resources=[UNKNOWN],
        ),
    ),
    of_database("fail", "those with a tag", plan(), selecting("RDS", **ALL, protectedResourceConditions=BY_TAG)),
    of_database("fail", "in 2096", plan("cron(0 10 29 2 ? 2096)"), selecting("RDS", "store")),
    of_database("fail", "once a year", plan("cron(0 10 1 1 ? *)"), selecting("RDS", "store")),
    of_database("fail", "from another vault", plan(includeVaults=[f"{ARN}empty"]), selecting("RDS", "store")),
    of_database(
        "fail",
        "from any vault but its own",
        plan(includeVaults=["*"], excludeVaults=[f"{ARN}ours"]),
        selecting("RDS", "store"),
    ),
    of_database("fail", "another plan", plan(), selecting("RDS", "store", restoreTestingPlanName="other")),
    of_database("unknown", "which plan", plan(), selecting("RDS", "store", restoreTestingPlanName=UNKNOWN)),
    of_database("unknown", "which type", plan(), selecting(UNKNOWN, "store")),
    of_database("unknown", "when", plan(UNKNOWN), selecting("RDS", "store")),
    of_database("unknown", "from where", plan(includeVaults=UNKNOWN), selecting("RDS", "store")),
    of_database(
        "unknown",
        "all but some",
        plan(),
        selecting("RDS", **ALL, protectedResourceConditions={"stringNotEquals": [{"key": "a", "value": "b"}]}),
    ),
    case(rules.restores_tested, "pass", "what has a tag elsewhere", *BACKUPS, plan(), selecting("S3", **ALL)),
    case(
        rules.restores_tested,
        "pass",
        "a cluster of Aurora",
        *BACKUPS,
        resource(CLUSTER, "store", engine="aurora-postgresql"),
        SELECTED,
        plan(),
        selecting("Aurora", "store"),
    ),
    case(
        rules.restores_tested,
        "fail",
        "one of two types",
        *BACKUPS,
        resource(TABLE, "store"),
        SELECTED,
        plan(),
        selecting("RDS", **ALL),
    ),
    case(
        rules.restores_tested,
        "pass",
        "a file system, which AWS backs up",
        *BACKUPS,
        resource(FILE_SYSTEM, "store"),
        resource(
            FILE_SYSTEM_BACKUP,
            "setting",
            refers={"fileSystemId": ["store"]},
            fileSystemId=UNKNOWN,
            backupPolicy={"status": "ENABLED"},
        ),
        plan(),
        selecting("EFS", **ALL),
    ),
    *(
        case(
            *(rules.restores_tested, verdict, f"{kind}, tested as {tested}", *BACKUPS, SELECTED),
            *(resource(type_, "store"), plan(), selecting(tested, **ALL)),
        )
        for type_, kind in rules.KINDS.items()
        for verdict, tested in (("pass", kind), ("fail", "S3"))
        if type_ != INSTANCE
    ),
    case(rules.restores_tested, "pass", "not what has no backups", *BACKUPS, DATABASE, plan(), selecting("S3", **ALL)),
    case(rules.restores_tested, "not applicable", "no backups", STACK),
    case(rules.restored_copies_kept_apart, "pass", "in a network, closed", copies()),
    case(
        rules.restored_copies_kept_apart,
        "pass",
        "in any spelling",
        copies("Aurora", {"dbsubnetgroupname": "isolated", "VpcSecurityGroupIds": "[]"}),
    ),
    case(rules.restored_copies_kept_apart, "fail", "nothing is said", copies("RDS", {})),
    case(rules.restored_copies_kept_apart, "fail", "the default VPC", copies(dbSubnetGroupName="")),
    case(rules.restored_copies_kept_apart, "fail", "its default group", copies(vpcSecurityGroupIds="")),
    case(rules.restored_copies_kept_apart, "fail", "public", copies(publiclyAccessible="true")),
    case(rules.restored_copies_kept_apart, "not applicable", "in no network", copies("DynamoDB", {})),
    case(rules.restored_copies_kept_apart, "unknown", "whether public", copies(publiclyAccessible=UNKNOWN)),
    case(rules.restored_copies_kept_apart, "unknown", "what is said", copies("RDS", UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
