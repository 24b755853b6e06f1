from __future__ import annotations

from typing import Any

import pytest

from policies.alerts import EVENT_RULE, EVENT_TARGET
from policies.backups import AIR_GAPPED_VAULT, FILE_SYSTEM, FILE_SYSTEM_BACKUP, PLAN, SELECTION, TABLE, VAULT
from policies.databases import INSTANCE
from policies.rules import backup as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, exports, policy, resource

STACK = exports()
KEY = resource("aws:kms/key:Key", "key")
A_PLAN = resource(PLAN, "plan", rules=[{"ruleName": "daily", "lifecycle": {"deleteAfter": 35}}])
BARE_VAULT = resource(VAULT)
NOBODY_DELETES = {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}
BUT_FOR_ONE = {**NOBODY_DELETES, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/keeper"}}}
ON_WEEKDAYS = {**NOBODY_DELETES, "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}
COPY_IN = {"Effect": "Allow", "Action": "backup:CopyIntoBackupVault", "Resource": "*"}


def of_vault(type_: str, **properties: Any) -> Resource:
    refers = {"backupVaultName": ["subject"]}
    return resource(type_, "setting", refers=refers, backupVaultName=UNKNOWN, **properties)


def selection(*names: str, **properties: Any) -> Resource:
    if names:
        properties["resources"] = [UNKNOWN for _ in names]
    return resource(SELECTION, "selection", refers={"resources": list(names)}, **properties)


def tagged(value: Any) -> Resource:
    return resource(TABLE, tags={"Backup": value, "Owner": "me"})


def equal(value: Any) -> list[dict[str, Any]]:
    return [{"stringEquals": [{"key": "aws:ResourceTag/Backup", "value": value}]}]


DAILY = [{"type": "STRINGEQUALS", "key": "Backup", "value": "daily"}]
TEST = resource(rules.TESTING_PLAN, "test", scheduleExpression="cron(0 10 ? * SUN *)")
TESTED = resource(
    rules.TESTING_SELECTION, "tested", refers={"restoreTestingPlanName": ["test"]}, restoreTestingPlanName=UNKNOWN
)
HEARD = (
    resource(EVENT_RULE, "failures", eventPattern={"source": ["aws.backup"]}),
    resource(EVENT_TARGET, "target", refers={"rule": ["failures"]}, rule=UNKNOWN),
)

CASES = [
    case(rules.data_backed_up, "pass", "by name", resource(INSTANCE), selection("subject", "other")),
    case(rules.data_backed_up, "pass", "by tag", tagged("daily"), selection(selectionTags=DAILY)),
    case(rules.data_backed_up, "pass", "everything", resource(TABLE), selection(resources=["*"])),
    case(
        rules.data_backed_up,
        "pass",
        "by condition",
        tagged("daily"),
        selection(resources=["*"], conditions=equal("daily")),
    ),
    case(
        rules.data_backed_up,
        "pass",
        "by AWS's own plan for file systems",
        resource(FILE_SYSTEM),
        resource(
            FILE_SYSTEM_BACKUP,
            "setting",
            refers={"fileSystemId": ["subject"]},
            fileSystemId=UNKNOWN,
            backupPolicy={"status": "ENABLED"},
        ),
    ),
    case(rules.data_backed_up, "fail", "by no plan", resource(INSTANCE)),
    case(
        rules.data_backed_up,
        "fail",
        "only another one",
        resource(INSTANCE),
        selection("other"),
        resource(TABLE, "other"),
    ),
    case(rules.data_backed_up, "fail", "another tag", tagged("never"), selection(selectionTags=DAILY)),
    case(rules.data_backed_up, "fail", "no tag", resource(TABLE), selection(selectionTags=DAILY)),
    case(
        rules.data_backed_up, "fail", "another tag", tagged("no"), selection(resources=["*"], conditions=equal("daily"))
    ),
    case(
        rules.data_backed_up,
        "fail",
        "left out by name",
        resource(TABLE),
        resource(SELECTION, "selection", refers={"notResources": ["subject"]}, resources=["*"], notResources=[UNKNOWN]),
    ),
    case(rules.data_backed_up, "not applicable", "a replica", resource(INSTANCE, replicateSourceDb=UNKNOWN)),
    case(rules.data_backed_up, "unknown", "which tag", tagged(UNKNOWN), selection(selectionTags=DAILY)),
    case(
        rules.data_backed_up,
        "unknown",
        "a pattern",
        tagged("daily"),
        selection(resources=["*"], conditions=[{"stringLikes": [{"key": "aws:ResourceTag/Backup", "value": "d*"}]}]),
    ),
    case(
        rules.backup_vault_encrypted_with_own_key,
        "pass",
        "a key of this stack",
        resource(VAULT, refers={"kmsKeyArn": ["key"]}, kmsKeyArn=UNKNOWN),
        KEY,
    ),
    case(
        rules.backup_vault_encrypted_with_own_key,
        "pass",
        "an air-gapped one",
        resource(AIR_GAPPED_VAULT, encryptionKeyArn="arn:aws:kms:us-east-1:111122223333:key/1"),
    ),
    case(rules.backup_vault_encrypted_with_own_key, "fail", "AWS's key", BARE_VAULT),
    case(rules.backup_vault_encrypted_with_own_key, "fail", "AWS's key", resource(AIR_GAPPED_VAULT)),
    case(rules.backup_vault_encrypted_with_own_key, "unknown", "which", resource(VAULT, kmsKeyArn=UNKNOWN)),
    case(rules.backup_vault_locked, "pass", "for a week", BARE_VAULT, of_vault(rules.LOCK, minRetentionDays=7)),
    case(rules.backup_vault_locked, "fail", "for a day", BARE_VAULT, of_vault(rules.LOCK, minRetentionDays=1)),
    case(rules.backup_vault_locked, "fail", "for no time", BARE_VAULT, of_vault(rules.LOCK, maxRetentionDays=30)),
    case(rules.backup_vault_locked, "fail", "not at all", BARE_VAULT),
    case(rules.backup_vault_locked, "unknown", "how long", BARE_VAULT, of_vault(rules.LOCK, minRetentionDays=UNKNOWN)),
    case(
        rules.backup_vault_refuses_deletion,
        "pass",
        "to everybody",
        BARE_VAULT,
        of_vault(rules.POLICY, policy=policy(NOBODY_DELETES)),
    ),
    case(
        rules.backup_vault_refuses_deletion,
        "pass",
        "to everybody but one, who is named",
        BARE_VAULT,
        of_vault(rules.POLICY, policy=Template(policy(BUT_FOR_ONE))),
    ),
    case(
        rules.backup_vault_refuses_deletion,
        "fail",
        "for a while",
        BARE_VAULT,
        of_vault(rules.POLICY, policy=policy(ON_WEEKDAYS)),
    ),
    case(
        rules.backup_vault_refuses_deletion,
        "fail",
        "to one",
        BARE_VAULT,
        of_vault(rules.POLICY, policy=policy({**NOBODY_DELETES, "Principal": {"AWS": "arn:aws:iam::1:role/a"}})),
    ),
    case(rules.backup_vault_refuses_deletion, "fail", "no policy", BARE_VAULT),
    case(rules.backup_vault_refuses_deletion, "unknown", "which", BARE_VAULT, of_vault(rules.POLICY, policy=UNKNOWN)),
    case(rules.backup_vault_policy_confined, "pass", "a denial", resource(rules.POLICY, policy=policy(NOBODY_DELETES))),
    case(
        rules.backup_vault_policy_confined,
        "pass",
        "an organisation",
        resource(
            rules.POLICY,
            policy=policy({**COPY_IN, "Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}),
        ),
    ),
    case(
        rules.backup_vault_policy_confined,
        "fail",
        "everybody",
        resource(rules.POLICY, policy=policy({**COPY_IN, "Principal": "*"})),
    ),
    case(rules.backup_vault_policy_confined, "unknown", "not known", resource(rules.POLICY, policy=UNKNOWN)),
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
    case(rules.restores_tested, "pass", "a plan that selects", STACK, A_PLAN, TEST, TESTED),
    case(rules.restores_tested, "fail", "a plan that does not", STACK, A_PLAN, TEST),
    case(rules.restores_tested, "fail", "no plan", STACK, A_PLAN),
    case(rules.restores_tested, "not applicable", "no backups", STACK),
    case(
        rules.restores_tested,
        "unknown",
        "a selection for an unknown plan",
        STACK,
        A_PLAN,
        TEST,
        resource(rules.TESTING_SELECTION, "tested", restoreTestingPlanName=UNKNOWN),
    ),
    case(rules.backup_failures_reported, "pass", "by EventBridge", STACK, A_PLAN, *HEARD),
    case(
        rules.backup_failures_reported,
        "pass",
        "by the vault",
        STACK,
        A_PLAN,
        resource(rules.NOTIFICATIONS, "told", backupVaultEvents=["BACKUP_JOB_FAILED"]),
    ),
    case(
        rules.backup_failures_reported,
        "fail",
        "only what starts",
        STACK,
        A_PLAN,
        resource(rules.NOTIFICATIONS, "told", backupVaultEvents=["BACKUP_JOB_STARTED"]),
    ),
    case(rules.backup_failures_reported, "fail", "nobody hears", STACK, A_PLAN),
    case(rules.backup_failures_reported, "not applicable", "no backups", STACK),
    case(
        rules.backup_failures_reported,
        "unknown",
        "of what",
        STACK,
        A_PLAN,
        resource(rules.NOTIFICATIONS, "told", backupVaultEvents=UNKNOWN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
