from __future__ import annotations

from typing import Any

import pytest

from policies.backups import LOCK, PLAN, SELECTION, VAULT
from policies.rules import backup_plan as rules
from policies.view import UNKNOWN, Resource
from policies.watching import ALARM
from tests.policies.backup_window_cases import CLEAR_OF_WINDOWS
from tests.policies.cases import Case, case, resource

A_PLAN = resource(PLAN, "plan", rules=[{"ruleName": "daily", "lifecycle": {"deleteAfter": 35}}])
OWN_VAULT = resource(VAULT, "vault", name="ours")
UNNAMED_VAULT = resource(VAULT, "vault")
COPY_VAULT = resource(VAULT, "copy")
COPY = {"destinationVaultArn": UNKNOWN, "lifecycle": {"deleteAfter": 35}}


def filling(name: Any, *vaults: str, **rule: Any) -> Resource:
    """Make a plan whose one rule fills the vault of a name, and which refers to some."""
    return resource(
        PLAN, refers={"rules": list(vaults)}, rules=[{"ruleName": "daily", "targetVaultName": name, **rule}]
    )


def lock(least: Any, most: Any = None, of: str = "vault") -> Resource:
    refers = {"backupVaultName": [of]}
    return resource(
        LOCK, f"lock-{of}", refers=refers, backupVaultName=UNKNOWN, minRetentionDays=least, maxRetentionDays=most
    )


def keeping(days: Any, **rule: Any) -> Resource:
    return filling("ours", "vault", lifecycle={"deleteAfter": days}, **rule)


SILENCE = rules.backup_silence_raises_alarm
TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"
STOP = "arn:aws:automate:us-east-1:ec2:stop"
AN_EXPRESSION = {"metricName": None, "dimensions": None, "treatMissingData": None}


def silent(**changes: Any) -> Resource:
    given = {
        "namespace": "AWS/Backup",
        "metricName": "NumberOfBackupJobsCompleted",
        "dimensions": {"BackupVaultName": "ours"},
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "treatMissingData": "breaching",
        "alarmActions": [TOPIC],
    }
    return resource(ALARM, "silent", **{**given, **changes})


def filled(expression: str) -> Resource:
    metric = {key: silent().properties[key] for key in ("namespace", "metricName", "dimensions")}
    queries = [{"id": "done", "metric": metric}, {"id": "filled", "expression": expression}]
    return silent(**AN_EXPRESSION, metricQueries=queries)


TWO_VAULTS = resource(
    PLAN, rules=[{"ruleName": name, "targetVaultName": vault} for name, vault in (("day", "ours"), ("month", "other"))]
)
CASES = [
    *CLEAR_OF_WINDOWS,
    case(SILENCE, "pass", "by the vault's name", filling("ours"), OWN_VAULT, silent()),
    case(
        SILENCE,
        "pass",
        "by the vault that AWS names",
        filling(UNKNOWN, "vault"),
        UNNAMED_VAULT,
        silent(dimensions=UNKNOWN, refers={"dimensions": ["vault"]}),
    ),
    case(SILENCE, "pass", "silence is filled", filling("ours"), OWN_VAULT, filled("FILL(done, 0)")),
    case(SILENCE, "fail", "silence is not filled", filling("ours"), OWN_VAULT, filled("done * 1")),
    case(SILENCE, "fail", "one vault of two", TWO_VAULTS, OWN_VAULT, resource(VAULT, "o", name="other"), silent()),
    case(SILENCE, "fail", "no alarm", filling("ours"), OWN_VAULT),
    *(
        case(SILENCE, "fail", because, filling("ours"), OWN_VAULT, silent(**changes))
        for because, changes in (
            ("what is missing is no alarm", {"treatMissingData": None}),
            ("what is missing is fine", {"treatMissingData": "notBreaching"}),
            ("another vault", {"dimensions": {"BackupVaultName": "other"}}),
            ("raised when there are backups", {"comparisonOperator": "GreaterThanThreshold"}),
            ("fewer than none", {"threshold": 0}),
            ("jobs that fail", {"metricName": "NumberOfBackupJobsFailed"}),
            ("what nobody measures", {"namespace": "backup"}),
            ("nobody hears", {"alarmActions": [STOP]}),
        )
    ),
    case(SILENCE, "unknown", "whose", filling("ours"), OWN_VAULT, silent(dimensions=UNKNOWN)),
    case(SILENCE, "unknown", "of which vault", filling(UNKNOWN), OWN_VAULT, silent()),
    case(SILENCE, "unknown", "whether in silence", filling("ours"), OWN_VAULT, silent(treatMissingData=UNKNOWN)),
    case(rules.backup_plan_keeps_a_week, "pass", "35 days", A_PLAN),
    case(rules.backup_plan_keeps_a_week, "pass", "for ever", resource(PLAN, rules=[{"ruleName": "daily"}])),
    case(
        rules.backup_plan_keeps_a_week,
        "fail",
        "one rule of two",
        resource(PLAN, rules=[{"ruleName": "hourly", "lifecycle": {"deleteAfter": 2}}, {"ruleName": "daily"}]),
    ),
    case(rules.backup_plan_keeps_a_week, "unknown", "what", resource(PLAN, rules=UNKNOWN)),
    case(
        rules.backup_plan_selects_something,
        "pass",
        "something",
        resource(PLAN),
        resource(SELECTION, "selection", refers={"planId": ["subject"]}, planId=UNKNOWN),
    ),
    case(rules.backup_plan_selects_something, "fail", "nothing", A_PLAN),
    case(
        rules.backup_plan_selects_something,
        "unknown",
        "a selection for an unknown plan",
        A_PLAN,
        resource(SELECTION, "selection", planId=UNKNOWN),
    ),
    case(rules.backup_plan_fills_own_vault, "pass", "a vault with a name", filling("ours"), OWN_VAULT),
    case(rules.backup_plan_fills_own_vault, "pass", "one that AWS names", filling(UNKNOWN, "vault"), UNNAMED_VAULT),
    case(
        rules.backup_plan_fills_own_vault,
        "pass",
        "one that AWS names, and a copy",
        filling(UNKNOWN, "vault", "copy", copyActions=[COPY]),
        UNNAMED_VAULT,
        COPY_VAULT,
    ),
    case(rules.backup_plan_fills_own_vault, "fail", "AWS's own", filling("Default"), OWN_VAULT),
    case(
        rules.backup_plan_fills_own_vault,
        "fail",
        "AWS's own, and a copy elsewhere",
        filling("Default", "copy", copyActions=[COPY]),
        COPY_VAULT,
    ),
    case(
        rules.backup_plan_fills_own_vault,
        "unknown",
        "only the copy's is known",
        filling(UNKNOWN, "copy", copyActions=[COPY]),
        COPY_VAULT,
    ),
    case(rules.backup_plan_fills_own_vault, "unknown", "which", filling(UNKNOWN), OWN_VAULT),
    case(rules.backup_plan_meets_lock, "pass", "within bounds", keeping(35), OWN_VAULT, lock(35, 365)),
    case(rules.backup_plan_meets_lock, "pass", "for ever, without a bound", keeping(None), OWN_VAULT, lock(35)),
    case(rules.backup_plan_meets_lock, "pass", "no lock", keeping(1), OWN_VAULT),
    case(rules.backup_plan_meets_lock, "fail", "too short", keeping(7), OWN_VAULT, lock(35)),
    case(rules.backup_plan_meets_lock, "fail", "too long", keeping(400), OWN_VAULT, lock(35, 365)),
    case(rules.backup_plan_meets_lock, "fail", "for ever", keeping(None), OWN_VAULT, lock(35, 365)),
    case(rules.backup_plan_meets_lock, "fail", "for ever, with no least", keeping(None), OWN_VAULT, lock(None, 365)),
    case(
        rules.backup_plan_meets_lock,
        "fail",
        "the copy too short",
        filling("ours", "vault", "copy", lifecycle={"deleteAfter": 90}, copyActions=[COPY]),
        OWN_VAULT,
        COPY_VAULT,
        lock(90, of="copy"),
    ),
    case(rules.backup_plan_meets_lock, "unknown", "how long", keeping(UNKNOWN), OWN_VAULT, lock(35)),
    case(
        rules.backup_plan_meets_lock,
        "fail",
        "too short for a vault that AWS names",
        filling(UNKNOWN, "vault", lifecycle={"deleteAfter": 7}),
        UNNAMED_VAULT,
        lock(35),
    ),
    case(rules.backup_plan_meets_lock, "unknown", "whose lock", filling(UNKNOWN), OWN_VAULT, lock(35)),
    case(rules.backup_plan_meets_lock, "unknown", "the lock", keeping(35), OWN_VAULT, lock(UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
