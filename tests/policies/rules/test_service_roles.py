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

RULE = rules.service_can_take_its_role
ROLES = "arn:aws:iam::111122223333:role/"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"


def handing(type_: str, **given: Any) -> Resource:
    """Make a resource that names roles: each by reference to one of its name, or by what is given."""
    refers = {name: [to] for name, to in given.items() if isinstance(to, str) and not to.startswith("arn:")}
    return resource(type_, refers=refers, **{**given, **dict.fromkeys(refers, UNKNOWN)})


def trusting(*services: str, name: str = "role", **more: Any) -> Resource:
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole", **more}
    return resource(ROLE, name, name=name, assumeRolePolicy=policy(statement))


def of_account(account: str) -> dict[str, Any]:
    return {"StringEquals": {"aws:SourceAccount": account}}


BACKUP, CLOUDTRAIL, TASKS = (f"{name}.amazonaws.com" for name in ("backup", "cloudtrail", "ecs-tasks"))
SELECTING = handing(SELECTION, iamRoleArn="role")
RECORDING = handing(TRAIL, cloudWatchLogsRoleArn="role")
RUNNING = handing(TASK, executionRoleArn="start", taskRoleArn="run")
MEASURING = handing(INSTANCE, monitoringRoleArn="role")
MONITORING = "monitoring.rds.amazonaws.com"
OURS = of_account("111122223333")
CASES = [
    case(RULE, "pass", "it is the service's", SELECTING, trusting(BACKUP)),
    case(RULE, "pass", "among others", SELECTING, trusting("ec2.amazonaws.com", BACKUP)),
    case(RULE, "pass", "of one region", SELECTING, trusting("backup.eu-central-1.amazonaws.com")),
    case(RULE, "pass", "in China", handing(PROFILE, role="role"), trusting("ec2.amazonaws.com.cn")),
    case(RULE, "pass", "by its ARN", handing(SELECTION, iamRoleArn=f"{ROLES}path/role"), trusting(BACKUP)),
    case(
        RULE, "pass", "AWS makes it", handing(SELECTION, iamRoleArn=f"{ROLES}aws-service-role/backup.amazonaws.com/A")
    ),
    case(RULE, "pass", "AWS makes it here", SELECTING, resource(SERVICE_LINKED_ROLE, "role")),
    case(RULE, "pass", "for an account", MEASURING, trusting(MONITORING, Condition=OURS)),
    case(RULE, "pass", "two roles", RUNNING, trusting(TASKS, name="start"), trusting(TASKS, name="run")),
    case(RULE, "fail", "one of two", RUNNING, trusting(TASKS, name="start"), trusting(BACKUP, name="run")),
    case(RULE, "fail", "another's", SELECTING, trusting(CLOUDTRAIL)),
    case(RULE, "fail", "one of a name like it", SELECTING, trusting("backup-gateway.amazonaws.com")),
    case(RULE, "fail", "people's", SELECTING, trusting(Principal={"AWS": ROLES})),
    case(RULE, "fail", "shut out", SELECTING, trusting(BACKUP, Effect="Deny")),
    case(RULE, "fail", "only told its tags", SELECTING, trusting(BACKUP, Action="sts:TagSession")),
    case(
        RULE, "fail", "for who shows a factor", MEASURING, trusting(MONITORING, Condition={"Bool": {"aws:M": "true"}})
    ),
    case(RULE, "not applicable", "no role", resource(INSTANCE)),
    case(RULE, "unknown", "whether it tells its account", RECORDING, trusting(CLOUDTRAIL, Condition=OURS)),
    case(RULE, "unknown", "another stack's", handing(SELECTION, iamRoleArn=f"{ROLES}other"), trusting(BACKUP)),
    case(RULE, "unknown", "only looked up", SELECTING, replace(trusting(BACKUP), made=False)),
    case(RULE, "unknown", "which", resource(SELECTION, iamRoleArn=UNKNOWN), trusting(BACKUP)),
    case(RULE, "unknown", "no role at all", SELECTING, resource(POLICY, "role")),
    case(RULE, "unknown", "who takes it", SELECTING, resource(ROLE, "role", assumeRolePolicy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict


@pytest.mark.parametrize("type_", HANDED)
def test_each_role_that_is_handed_over_is_looked_at(type_: str) -> None:
    for name, service in HANDED[type_].items():
        theirs, others = trusting(f"{service}.amazonaws.com"), trusting("nobody.amazonaws.com")
        told = [case(RULE, "", name, handing(type_, **{name: "role"}), role).judged() for role in (theirs, others)]
        assert told == ["pass", "fail"]
