from __future__ import annotations

from typing import Any

import pytest

from policies.backups import LOCK, PLAN, SELECTION, VAULT
from policies.rules import backup_plan as rules
from policies.view import UNKNOWN, Resource
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


CASES = [
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
