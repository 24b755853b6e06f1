"""Lines for the tables of rules for alerts, about findings and about backups: what is told, on which bus, to whom."""

from __future__ import annotations

from typing import Any

from policies import types
from policies.alerts import EVENT_RULE, EVENT_TARGET
from policies.backups import PLAN, TESTING_PLAN
from policies.rules import backup
from policies.rules import threat_detection as rules
from policies.view import UNKNOWN, Resource
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, exports, resource

OWNER = exports(accountOwner="test")
GUEST = exports(accountOwner="dev")
DETECTOR = resource(rules.DETECTOR, "detector", enable=True)
TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"


def heard(source: str, pattern: Any = None, to: Any = TOPIC, **rest: Any) -> tuple[Resource, Resource]:
    rule = resource(EVENT_RULE, f"of {source}", eventPattern=pattern or f'{{"source": ["{source}"]}}', **rest)
    target = resource(EVENT_TARGET, f"target of {source}", refers={"rule": [f"of {source}"]}, rule=UNKNOWN, arn=to)
    return rule, target


IN_HUB = {"source": ["aws.securityhub"], "detail-type": ["Security Hub Findings - Imported"]}
OF_CHECKS = {**IN_HUB, "detail": {"findings": {"ProductArn": [{"suffix": "/securityhub"}]}}}
BOTH = (*heard("aws.guardduty"), *heard("aws.securityhub"))
INSPECTOR = resource(types.INSPECTOR, "inspector", resourceTypes=["ECR"])
ANALYZER = resource(types.ANALYZER, "external", type="ACCOUNT")
PLACE = resource(PROVIDER, "aws", region="us-east-1", allowedAccountIds='["111122223333"]')


def guardduty(to: Any = TOPIC, rest: dict[str, Any] | None = None, **pattern: Any) -> tuple[Resource, ...]:
    """Somebody hears of Security Hub, and of GuardDuty as the pattern says."""
    given = {name.replace("_", "-"): value for name, value in pattern.items()}
    of_guardduty = heard("aws.guardduty", {"source": ["aws.guardduty"], **given}, to, **(rest or {}))
    of_hub = heard("aws.securityhub", OF_CHECKS)
    return (DETECTOR, PLACE, *of_guardduty, *of_hub)


def in_hub(**finding: Any) -> tuple[Resource, ...]:
    """Somebody hears of GuardDuty, and of Security Hub as the pattern says of a finding."""
    return (
        DETECTOR,
        PLACE,
        *heard("aws.guardduty"),
        *heard("aws.securityhub", {**IN_HUB, "detail": {"findings": finding}}),
    )


A_PLAN = resource(PLAN, "plan", rules=[{"ruleName": "daily"}])
A_TEST = resource(TESTING_PLAN, "test")
COPIED_PLAN = resource(PLAN, "plan", rules=[{"ruleName": "daily", "copyActions": [{"destinationVaultArn": UNKNOWN}]}])


def of_backup(**detail: Any) -> tuple[Resource, Resource]:
    """Somebody hears of backup's events, or of those that the pattern names."""
    pattern = {"source": ["aws.backup"], **({"detail": detail} if detail else {})}
    return (
        resource(EVENT_RULE, "failures", eventPattern=pattern),
        resource(EVENT_TARGET, "target", refers={"rule": ["failures"]}, rule=UNKNOWN, arn=TOPIC),
    )


def told(*events: str) -> Resource:
    return resource(types.VAULT_NOTIFICATIONS, "told", backupVaultEvents=list(events))


LINES: list[tuple[Any, ...]] = [
    ("pass", "severe ones", *guardduty(detail={"severity": [{"numeric": [">=", 7]}]})),
    ("pass", "of this account and region", *guardduty(account=["111122223333"], region=["us-east-1"])),
    ("pass", "by a function", *guardduty("arn:aws:lambda:us-east-1:111122223333:function:tell")),
    ("pass", "on the bus that is there", *guardduty(rest={"eventBusName": "default"})),
    ("pass", "of GuardDuty by Security Hub, which repeats it", DETECTOR, *heard("aws.securityhub")),
    ("pass", "of Inspector too", INSPECTOR, DETECTOR, *BOTH, *heard("aws.inspector2")),
    ("pass", "of Inspector by Security Hub", INSPECTOR, DETECTOR, *BOTH),
    ("pass", "new checks that fail", *in_hub(Compliance={"Status": ["FAILED"]}, Workflow={"Status": ["NEW"]})),
    ("fail", "those of another account", *guardduty(account=["000000000000"])),
    ("fail", "those of another region", *guardduty(region=["eu-west-1"])),
    ("fail", "those that cannot be", *guardduty(detail={"severity": [{"numeric": [">=", 100]}]})),
    ("fail", "critical ones alone", *guardduty(detail={"severity": [{"numeric": [">=", 9]}]})),
    ("fail", "on a schedule", DETECTOR, resource(EVENT_RULE, "nightly", scheduleExpression="rate(1 day)")),
    ("fail", "turned off in the older way", *guardduty(rest={"isEnabled": False})),
    ("fail", "to what is no ARN", *guardduty("nowhere")),
    ("fail", "mild ones", *guardduty(detail={"severity": [{"numeric": ["<", 7]}]})),
    ("fail", "of a kind that is none", *guardduty(detail_type=["nothing"])),
    ("fail", "on a bus where AWS tells nothing", *guardduty(rest={"eventBusName": "orders"})),
    ("fail", "into a queue where they lie", *guardduty("arn:aws:sqs:us-east-1:111122223333:dead")),
    ("fail", "into a log", *guardduty("arn:aws:logs:us-east-1:111122223333:log-group:findings")),
    ("fail", "those that somebody suppressed", *in_hub(Workflow={"Status": ["SUPPRESSED"]})),
    ("fail", "checks that pass", *in_hub(Compliance={"Status": ["PASSED"]})),
    ("fail", "critical checks alone", *in_hub(Severity={"Label": ["CRITICAL"]})),
    ("fail", "all but Inspector's", INSPECTOR, *in_hub(ProductArn=[{"suffix": "/securityhub"}])),
    ("fail", "all but Access Analyzer's", ANALYZER, *in_hub(ProductArn=[{"suffix": "/securityhub"}])),
    ("unknown", "whose account it is", DETECTOR, *guardduty(account=["111122223333"])[2:]),
    ("unknown", "where to", *guardduty(UNKNOWN)),
    ("unknown", "on which bus", *guardduty(rest={"eventBusName": UNKNOWN})),
    ("unknown", "by an operator of which nothing is known", *guardduty(account=[{"like": "1"}])),
]

FINDINGS: list[Case] = [
    case(
        rules.findings_reported,
        "pass",
        "of both",
        OWNER,
        DETECTOR,
        *heard("aws.guardduty"),
        *heard("aws.securityhub", IN_HUB),
    ),
    case(rules.findings_reported, "fail", "of one", OWNER, DETECTOR, *heard("aws.guardduty")),
    case(
        rules.findings_reported,
        "fail",
        "a rule without a target",
        OWNER,
        DETECTOR,
        *heard("aws.guardduty"),
        heard("aws.securityhub")[0],
    ),
    case(
        rules.findings_reported,
        "fail",
        "a rule that is turned off",
        OWNER,
        PLACE,
        *heard("aws.guardduty", state="DISABLED"),
        *heard("aws.securityhub", OF_CHECKS),
    ),
    *(case(rules.findings_reported, verdict, because, OWNER, *each) for verdict, because, *each in LINES),
    case(rules.findings_reported, "not applicable", "another stack holds them", GUEST),
    case(rules.findings_reported, "fail", "a guest with a detector of its own", GUEST, DETECTOR),
    case(
        rules.findings_reported,
        "unknown",
        "of what",
        OWNER,
        *heard("aws.guardduty", UNKNOWN),
        *heard("aws.securityhub", OF_CHECKS),
    ),
]
BACKUPS: list[Case] = [
    *(
        case(backup.backup_failures_reported, verdict, because, OWNER, *resources)
        for verdict, because, *resources in (
            ("pass", "by EventBridge", A_PLAN, *of_backup()),
            ("pass", "of those that fail", A_PLAN, *of_backup(state=["FAILED", "EXPIRED"])),
            ("fail", "of those that do not", A_PLAN, *of_backup(state=["COMPLETED"])),
            ("fail", "not of those that never began", A_PLAN, *of_backup(state=["FAILED"])),
            ("fail", "of restores alone", A_PLAN, *of_backup(status=["FAILED", "EXPIRED"])),
            ("pass", "of copies too", COPIED_PLAN, *of_backup(state=["FAILED", "EXPIRED"])),
            ("fail", "not of copies", COPIED_PLAN, told("BACKUP_JOB_FAILED")),
            ("pass", "of both by the vault", COPIED_PLAN, told("BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED")),
            ("pass", "of tests to restore too", A_PLAN, A_TEST, *of_backup()),
            ("fail", "not of tests to restore", A_PLAN, A_TEST, *of_backup(state=["FAILED", "EXPIRED"])),
        )
    ),
    case(
        backup.backup_failures_reported,
        "pass",
        "by the vault",
        OWNER,
        A_PLAN,
        resource(types.VAULT_NOTIFICATIONS, "told", backupVaultEvents=["BACKUP_JOB_FAILED"]),
    ),
    case(
        backup.backup_failures_reported,
        "fail",
        "only what starts",
        OWNER,
        A_PLAN,
        resource(types.VAULT_NOTIFICATIONS, "told", backupVaultEvents=["BACKUP_JOB_STARTED"]),
    ),
    case(backup.backup_failures_reported, "fail", "nobody hears", OWNER, A_PLAN),
    case(backup.backup_failures_reported, "not applicable", "no backups", OWNER),
    case(
        backup.backup_failures_reported,
        "unknown",
        "of what",
        OWNER,
        A_PLAN,
        resource(types.VAULT_NOTIFICATIONS, "told", backupVaultEvents=UNKNOWN),
    ),
]
