from __future__ import annotations

from typing import Any

import pytest

from policies.backups import AIR_GAPPED_VAULT, FILE_SYSTEM, FILE_SYSTEM_BACKUP, LOCK, PLAN, SELECTION, TABLE, VAULT
from policies.databases import INSTANCE
from policies.rules import backup as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.alert_cases import BACKUPS
from tests.policies.cases import Case, case, policy, resource

KEY = resource("aws:kms/key:Key", "key")
A_PLAN = resource(PLAN, "plan", rules=[{"ruleName": "daily", "lifecycle": {"deleteAfter": 35}}])
BARE_VAULT = resource(VAULT)
NOBODY_DELETES = {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}
BUT_FOR_ONE = {**NOBODY_DELETES, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/keeper"}}}
ON_WEEKDAYS = {**NOBODY_DELETES, "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}
TO_ALL = {"Effect": "Allow", "Principal": "*", "Action": "backup:CopyIntoBackupVault", "Resource": "*"}
COPY_IN = {"Effect": "Allow", "Action": "backup:CopyIntoBackupVault", "Resource": "*"}


def of_vault(type_: str, **properties: Any) -> Resource:
    refers = {"backupVaultName": ["subject"]}
    return resource(type_, "setting", refers=refers, backupVaultName=UNKNOWN, **properties)


def selection(*names: str, plan: Resource = A_PLAN, **properties: Any) -> tuple[Resource, ...]:
    """Make a selection, of stores by name or otherwise, and the plan that it is of."""
    if names:
        properties["resources"] = [UNKNOWN for _ in names]
    refers = {"resources": list(names), "planId": [plan.name]}
    return resource(SELECTION, "selection", refers=refers, planId=UNKNOWN, **properties), plan


def plan(*schedules: Any) -> Resource:
    return resource(PLAN, "plan", rules=[{"ruleName": "rule", "schedule": schedule} for schedule in schedules])


def spared(operator: str, key: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def tagged(value: Any) -> Resource:
    return resource(TABLE, tags={"Backup": value, "Owner": "me"})


def equal(value: Any) -> list[dict[str, Any]]:
    return [{"stringEquals": [{"key": "aws:ResourceTag/Backup", "value": value}]}]


DAILY = [{"type": "STRINGEQUALS", "key": "Backup", "value": "daily"}]
CASES = [
    case(rules.data_backed_up, "pass", "by name", resource(INSTANCE), *selection("subject", "other")),
    case(rules.data_backed_up, "pass", "by tag", tagged("daily"), *selection(selectionTags=DAILY)),
    *(
        case(rules.data_backed_up, verdict, type_, resource(type_), *selection(resources=named))
        for type_ in rules.data_backed_up.types
        for verdict, named in (("pass", ["*"]), ("fail", []), ("unknown", UNKNOWN))
    ),
    case(
        rules.data_backed_up,
        "pass",
        "by condition",
        tagged("daily"),
        *selection(resources=["*"], conditions=equal("daily")),
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
        *selection("other"),
        resource(TABLE, "other"),
    ),
    case(rules.data_backed_up, "fail", "another tag", tagged("never"), *selection(selectionTags=DAILY)),
    case(rules.data_backed_up, "fail", "no tag", resource(TABLE), *selection(selectionTags=DAILY)),
    case(
        rules.data_backed_up,
        "fail",
        "another tag",
        tagged("no"),
        *selection(resources=["*"], conditions=equal("daily")),
    ),
    case(
        rules.data_backed_up,
        "fail",
        "left out by name",
        resource(TABLE),
        resource(SELECTION, "selection", refers={"notResources": ["subject"]}, resources=["*"], notResources=[UNKNOWN]),
    ),
    case(rules.data_backed_up, "not applicable", "a replica", resource(INSTANCE, replicateSourceDb=UNKNOWN)),
    case(
        rules.data_backed_up,
        "unknown",
        "by a plan of who knows whom",
        resource(INSTANCE),
        resource(SELECTION, "selection", refers={"resources": ["subject"]}, resources=[UNKNOWN], planId="nonsense"),
    ),
    case(rules.data_backed_up, "unknown", "which tag", tagged(UNKNOWN), *selection(selectionTags=DAILY)),
    case(
        rules.data_backed_up,
        "unknown",
        "a pattern",
        tagged("daily"),
        *selection(resources=["*"], conditions=[{"stringLikes": [{"key": "aws:ResourceTag/Backup", "value": "d*"}]}]),
    ),
    case(
        rules.data_backed_up_daily,
        "pass",
        "by one rule of two",
        resource(INSTANCE),
        *selection("subject", plan=plan("cron(0 8 1 * ? *)", "cron(0 5 ? * * *)")),
    ),
    case(rules.data_backed_up_daily, "pass", "unless told otherwise", resource(INSTANCE), *selection("subject")),
    case(
        rules.data_backed_up_daily,
        "fail",
        "on working days",
        resource(INSTANCE),
        *selection("subject", plan=plan("cron(0 5 ? * MON-FRI *)")),
    ),
    case(
        rules.data_backed_up_daily,
        "fail",
        "on one day of 2096",
        resource(INSTANCE),
        *selection("subject", plan=plan("cron(0 5 29 2 ? 2096)")),
    ),
    case(rules.data_backed_up_daily, "not applicable", "never", resource(INSTANCE)),
    case(rules.data_backed_up_daily, "not applicable", "a replica", resource(INSTANCE, replicateSourceDb=UNKNOWN)),
    *(
        case(
            rules.data_backed_up_daily,
            "unknown",
            because,
            resource(INSTANCE),
            *selection("subject", plan=plan(schedule)),
        )
        for because, schedule in {
            "when": UNKNOWN,
            "no schedule": "every day",
            "some years": "cron(0 5 * * ? */2)",
        }.items()
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
    case(rules.backup_vault_locked, "pass", "for a week", BARE_VAULT, of_vault(LOCK, minRetentionDays=7)),
    case(rules.backup_vault_locked, "fail", "for a day", BARE_VAULT, of_vault(LOCK, minRetentionDays=1)),
    case(rules.backup_vault_locked, "fail", "for no time", BARE_VAULT, of_vault(LOCK, maxRetentionDays=30)),
    case(rules.backup_vault_locked, "fail", "not at all", BARE_VAULT),
    case(rules.backup_vault_locked, "unknown", "how long", BARE_VAULT, of_vault(LOCK, minRetentionDays=UNKNOWN)),
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
        *(rules.backup_vault_refuses_deletion, "fail", "for a while"),
        *(BARE_VAULT, of_vault(rules.POLICY, policy=policy(ON_WEEKDAYS))),
    ),
    case(
        rules.backup_vault_refuses_deletion,
        "fail",
        "to one",
        BARE_VAULT,
        of_vault(rules.POLICY, policy=policy({**NOBODY_DELETES, "Principal": {"AWS": "arn:aws:iam::1:role/a"}})),
    ),
    *(
        case(
            rules.backup_vault_refuses_deletion,
            verdict,
            because,
            BARE_VAULT,
            of_vault(
                rules.POLICY, policy=policy({key: each for key, each in (NOBODY_DELETES | instead).items() if each})
            ),
        )
        for verdict, because, instead in (
            ("pass", "but to sessions of one role", spared("StringNotLike", "aws:userId", "AROAEXAMPLE123456789:*")),
            ("pass", "in a pattern", {"Action": "backup:Delete*"}),
            ("fail", "to nobody", spared("StringNotLike", "aws:PrincipalArn", "*")),
            ("fail", "to no role", spared("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*")),
            ("fail", "to nobody that has an id", spared("StringNotLike", "aws:userId", "A*")),
            ("fail", "but to one", {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::1:role/a"}}),
            ("fail", "in what is not a backup's", {"Action": None, "NotAction": "backup:*"}),
            ("fail", "of a snapshot", {"Resource": "arn:aws:ec2:us-east-1::snapshot/snap-1"}),
        )
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
    case(rules.backup_vault_policy_confined, "fail", "everybody", resource(rules.POLICY, policy=policy(TO_ALL))),
    case(rules.backup_vault_policy_confined, "unknown", "not known", resource(rules.POLICY, policy=UNKNOWN)),
    *BACKUPS,
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
