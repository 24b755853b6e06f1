from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.backups import SELECTION
from policies.containers import TASK
from policies.databases import INSTANCE
from policies.grants import POLICY, ROLE
from policies.rules import service_roles as rules
from policies.rules.audit_trail import TRAIL
from policies.service_roles import HANDED, SERVICE_LINKED_ROLE
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

RECORDS, COPIES, RUNS = (
    rules.what_records_can_take_its_role,
    rules.what_copies_can_take_its_role,
    rules.what_runs_can_take_its_role,
)
ROLES = "arn:aws:iam::111122223333:role/"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"


def handing(type_: str, **given: Any) -> Resource:
    """Make a resource that names roles: each by reference to one of its name, or by what is given."""
    refers = {name: [to] for name, to in given.items() if isinstance(to, str) and not to.startswith("arn:")}
    return resource(type_, refers=refers, **{**given, **dict.fromkeys(refers, UNKNOWN)})


def trusting(*services: str, name: str = "role", **more: Any) -> Resource:
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole", **more}
    return resource(ROLE, name, name=name, assumeRolePolicy=policy(statement))


def denying(**denied: Any) -> Resource:
    """Make a role that EventBridge may take, but for what is denied."""
    action = {} if "NotAction" in denied else {"Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Principal": {"Service": EVENTS}, "Action": "sts:AssumeRole"}
    return resource(ROLE, "role", assumeRolePolicy=policy(allowed, {"Effect": "Deny", **action, **denied}))


def of_account(account: str) -> dict[str, Any]:
    return {"StringEquals": {"aws:SourceAccount": account}}


BACKUP, CLOUDTRAIL, TASKS = (f"{name}.amazonaws.com" for name in ("backup", "cloudtrail", "ecs-tasks"))
SELECTING = handing(SELECTION, iamRoleArn="role")
LOGGING = handing(TRAIL, cloudWatchLogsRoleArn="role")
RUNNING = handing(TASK, executionRoleArn="start", taskRoleArn="run")
MEASURING = handing(INSTANCE, monitoringRoleArn="role")
MONITORING = "monitoring.rds.amazonaws.com"
OURS = of_account("111122223333")
NOT_OURS = {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}
UNSAID = {"Null": {"aws:SourceAccount": "true"}}
BY_RULE = {"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/tell"}}
DEPLOYING = handing("aws:codedeploy/deploymentGroup:DeploymentGroup", serviceRoleArn="role")
PASSING = handing("aws:cloudwatch/eventTarget:EventTarget", roleArn="role")
CODEDEPLOY, EVENTS = "codedeploy.amazonaws.com", "events.amazonaws.com"
DENIED: dict[str, dict[str, Any]] = {
    "by name": {"Principal": {"Service": EVENTS}},
    "with everybody": {"Principal": "*", "Action": "sts:*"},
    "with all principals": {"Principal": {"AWS": "*"}},
    "with all but one": {"NotPrincipal": {"AWS": f"{ROLES}a"}},
    "outside of an organization": {"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1"}}},
    "with all but some actions": {"Principal": "*", "NotAction": "sts:TagSession"},
}
SPARED: dict[str, dict[str, Any]] = {
    "to another": {"Principal": {"Service": BACKUP}},
    "to all others": {"NotPrincipal": {"Service": [EVENTS]}},
    "another action": {"Principal": "*", "Action": "sts:TagSession"},
    "another action, by what it is not": {"Principal": "*", "NotAction": "sts:Assume*"},
    "on a condition": {"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    "for other accounts": {"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}},
}
ONE_LOOKED_UP = [replace(trusting(TASKS, name="start"), made=False)]
CASES = [
    case(COPIES, "pass", "it is the service's", SELECTING, trusting(BACKUP)),
    case(COPIES, "pass", "among others", SELECTING, trusting("ec2.amazonaws.com", BACKUP)),
    case(COPIES, "pass", "of one region", SELECTING, trusting("backup.eu-central-1.amazonaws.com")),
    case(RUNS, "pass", "in China", handing(PROFILE, role="role"), trusting("ec2.amazonaws.com.cn")),
    case(COPIES, "pass", "by its ARN", handing(SELECTION, iamRoleArn=f"{ROLES}path/role"), trusting(BACKUP)),
    case(
        COPIES, "pass", "AWS makes it", handing(SELECTION, iamRoleArn=f"{ROLES}aws-service-role/backup.amazonaws.com/A")
    ),
    case(COPIES, "pass", "AWS makes it here", SELECTING, resource(SERVICE_LINKED_ROLE, "role")),
    case(RUNS, "pass", "for an account", MEASURING, trusting(MONITORING, Condition=OURS)),
    case(RUNS, "pass", "two roles", RUNNING, trusting(TASKS, name="start"), trusting(TASKS, name="run")),
    case(RUNS, "fail", "one of two", RUNNING, trusting(TASKS, name="start"), trusting(BACKUP, name="run")),
    case(COPIES, "fail", "another's", SELECTING, trusting(CLOUDTRAIL)),
    case(COPIES, "fail", "one of a name like it", SELECTING, trusting("backup-gateway.amazonaws.com")),
    case(COPIES, "fail", "people's", SELECTING, trusting(Principal={"AWS": ROLES})),
    case(COPIES, "fail", "shut out", SELECTING, trusting(BACKUP, Effect="Deny")),
    case(COPIES, "fail", "only told its tags", SELECTING, trusting(BACKUP, Action="sts:TagSession")),
    case(
        RUNS, "fail", "for who shows a factor", MEASURING, trusting(MONITORING, Condition={"Bool": {"aws:M": "true"}})
    ),
    case(RUNS, "not applicable", "no role", resource(INSTANCE)),
    case(RECORDS, "unknown", "whether it meets a condition", LOGGING, trusting(CLOUDTRAIL, Condition=OURS)),
    case(RECORDS, "pass", "it is the service's", LOGGING, trusting(CLOUDTRAIL)),
    case(RECORDS, "fail", "another's", LOGGING, trusting(BACKUP)),
    case(RUNS, "unknown", "who takes it", MEASURING, resource(ROLE, "role", assumeRolePolicy=UNKNOWN)),
    case(RUNS, "pass", "CodeDeploy says its account", DEPLOYING, trusting(CODEDEPLOY, Condition=OURS)),
    case(RUNS, "pass", "EventBridge says its rule", PASSING, trusting(EVENTS, Condition=BY_RULE)),
    case(RUNS, "fail", "not for its own account", MEASURING, trusting(MONITORING, Condition=NOT_OURS)),
    case(RUNS, "fail", "where no account is said", MEASURING, trusting(MONITORING, Condition=UNSAID)),
    *(case(RUNS, "fail", f"denied {how}", PASSING, denying(**denied)) for how, denied in DENIED.items()),
    *(case(RUNS, "pass", f"denied {how}", PASSING, denying(**denied)) for how, denied in SPARED.items()),
    case(COPIES, "not applicable", "another's", handing(SELECTION, iamRoleArn=f"{ROLES}other"), trusting(BACKUP)),
    case(COPIES, "not applicable", "only looked up", SELECTING, replace(trusting(BACKUP), made=False)),
    case(RUNS, "not applicable", "one is looked up", RUNNING, *ONE_LOOKED_UP, trusting(TASKS, name="run")),
    case(RUNS, "fail", "the other is looked up", RUNNING, *ONE_LOOKED_UP, trusting(BACKUP, name="run")),
    case(COPIES, "unknown", "which", resource(SELECTION, iamRoleArn=UNKNOWN), trusting(BACKUP)),
    case(COPIES, "unknown", "no role at all", SELECTING, resource(POLICY, "role")),
    case(COPIES, "unknown", "who takes it", SELECTING, resource(ROLE, "role", assumeRolePolicy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict


@pytest.mark.parametrize("type_", HANDED)
def test_each_role_that_is_handed_over_is_looked_at(type_: str) -> None:
    rule = next(each for each in (RECORDS, COPIES, RUNS) if type_ in each.types)
    for name, service in HANDED[type_].items():
        theirs, others = trusting(f"{service}.amazonaws.com"), trusting("nobody.amazonaws.com")
        told = [case(rule, "", name, handing(type_, **{name: "role"}), role).judged() for role in (theirs, others)]
        assert told == ["pass", "fail"]
