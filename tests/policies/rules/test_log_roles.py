from __future__ import annotations

from typing import Any

import pytest

from policies.grants import POLICY, ROLE, ROLE_POLICY
from policies.log_groups import LOG_GROUP
from policies.rules import log_roles as rules
from policies.trail_alarms import TRAIL
from policies.types import FLOW_LOG
from policies.view import UNKNOWN, Resource, Template
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, policy, resource

RULE = rules.log_role_can_write
GROUP = resource(LOG_GROUP, "group", name="/audit/trail")
UNNAMED = resource(LOG_GROUP, "group")
STREAMS = "arn:aws:logs:us-east-1:111122223333:log-group:/audit/trail:log-stream:*"
STREAM = "log-stream:111122223333_CloudTrail_us-east-1"
OURS = resource(PROVIDER, "aws", allowedAccountIds='["111122223333"]', region="us-east-1")
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
AWS_POLICY = "arn:aws:iam::aws:policy/"


def source(type_: str = TRAIL, group: Any = UNKNOWN, role: Any = UNKNOWN) -> Resource:
    """Make what writes to a group by a role, each named by reference unless it is known."""
    names = rules.WRITERS[type_]
    refers = {name: [to] for name, given, to in ((names.group, group, "group"), (names.role, role, "role")) if given}
    known = {name for name, given in ((names.group, group), (names.role, role)) if given is not UNKNOWN}
    given = {names.group: group, names.role: role}
    return resource(type_, refers={name: to for name, to in refers.items() if name not in known}, **given)


def role(**properties: Any) -> Resource:
    return resource(ROLE, "role", **properties)


def allowing(resources: Any = STREAMS, actions: Any = rules.WRITING, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def given(*statements: dict[str, Any], to: str = "role") -> Resource:
    return resource(
        ROLE_POLICY, f"writes-{to}", refers={"role": [to]}, role=UNKNOWN, policy=Template(policy(*statements))
    )


def attached(arn: Any, **refers: list[str]) -> Resource:
    return resource(ATTACHMENT, "attached", refers={"role": ["role"], **refers}, role=UNKNOWN, policyArn=arn)


def bounded(*statements: dict[str, Any]) -> tuple[Resource, Resource]:
    line = resource(POLICY, "line", policy=policy(*statements))
    return role(permissionsBoundary=UNKNOWN, refers={"permissionsBoundary": ["line"]}), line


DENYING = {"Effect": "Deny", "Action": "logs:Put*", "Resource": "*"}
SPARING = {"Effect": "Deny", "Action": "logs:*", "NotResource": "arn:aws:logs:*:*:log-group:/audit/*"}
ALL_BUT = {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}
CONDITION = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
CASES = [
    case(RULE, "pass", "to its streams", source(), GROUP, role(), given(allowing())),
    case(RULE, "pass", "inline", source(), GROUP, role(inlinePolicies=[{"policy": policy(allowing())}])),
    case(
        RULE, "pass", "by two statements", source(), GROUP, role(), given(*(allowing(actions=a) for a in rules.WRITING))
    ),
    case(
        RULE,
        "pass",
        "by a policy of this stack",
        source(),
        GROUP,
        role(),
        attached(UNKNOWN, policyArn=["writing"]),
        resource(POLICY, "writing", policy=policy(allowing())),
    ),
    *(
        case(RULE, "pass", f"to {resources}", source(), OURS, GROUP, role(), given(allowing(resources)))
        for resources in (
            "*",
            "arn:aws:logs:*:*:*",
            "arn:aws:logs:us-east-1:111122223333:log-group:/audit/trail:*",
            f"arn:aws:logs:us-east-1:111122223333:log-group:/audit/trail:{STREAM}*",
            ["arn:aws:s3:::bucket/*", STREAMS],
        )
    ),
    case(
        RULE,
        "pass",
        "whose account nobody knows",
        source(),
        GROUP,
        role(),
        given(allowing(STREAMS.replace("log-stream:*", STREAM))),
    ),
    case(RULE, "pass", "a group that AWS names", source(), UNNAMED, role(), given(allowing("${group.arn}:*"))),
    case(
        RULE, "pass", "a group by its ARN", source(group=STREAMS.replace("log-stream:", "")), role(), given(allowing())
    ),
    case(
        RULE,
        "pass",
        "a role by its ARN",
        source(role="arn:aws:iam::1:role/writer"),
        GROUP,
        resource(ROLE, "writer", name="writer"),
        given(allowing(), to="writer"),
    ),
    case(RULE, "pass", "denied elsewhere", source(), GROUP, role(), given(allowing(), SPARING)),
    case(RULE, "pass", "within a boundary", source(), GROUP, *bounded(ALL_BUT), given(allowing())),
    case(RULE, "pass", "flows", source(FLOW_LOG), GROUP, role(), given(allowing())),
    case(RULE, "fail", "no policy", source(), GROUP, role()),
    case(RULE, "fail", "another's policy", source(), GROUP, role(), given(allowing(), to="other")),
    *(
        case(RULE, "fail", f"only {action}", source(), GROUP, role(), given(allowing(actions=action)))
        for action in rules.WRITING
    ),
    *(
        case(RULE, "fail", f"to {resources}", source(), OURS, GROUP, role(), given(allowing(resources)))
        for resources in (
            "arn:aws:logs:us-east-1:111122223333:log-group:/audit/trail",
            "arn:aws:logs:us-east-1:111122223333:log-group:/audit/trails:*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/trail:*",
            "arn:aws:logs:us-east-1:111122223333:log-group:/audit/trail:log-stream:app*",
            "arn:aws:s3:::audit/*",
        )
    ),
    case(
        RULE,
        "fail",
        "all but its group",
        source(),
        GROUP,
        role(),
        given({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:logs:*:*:log-group:/audit/*"}),
    ),
    case(
        RULE,
        "fail",
        "all but logs",
        source(),
        GROUP,
        role(),
        given({"Effect": "Allow", "NotAction": "logs:*", "Resource": "*"}),
    ),
    case(RULE, "fail", "denied", source(), GROUP, role(), given(allowing(), DENYING)),
    *(
        case(RULE, verdict, f"denied {because}", source(), GROUP, role(), given(allowing(), {**DENYING, **on}))
        for verdict, because, on in (
            ("pass", "without encryption", {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            ("fail", "with encryption", {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
            ("unknown", "elsewhere", {"Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}),
            ("pass", "of others", {"Resource": "arn:aws:s3:::*", "Condition": {"Bool": {"a:b": "true"}}}),
        )
    ),
    case(RULE, "fail", "denied by its boundary", source(), GROUP, *bounded(ALL_BUT, DENYING), given(allowing())),
    case(RULE, "fail", "beyond its boundary", source(), GROUP, *bounded(allowing("*", "s3:*")), given(allowing())),
    case(RULE, "not applicable", "no role", resource(TRAIL)),
    case(RULE, "not applicable", "flows to a bucket", resource(FLOW_LOG, logDestination="arn:aws:s3:::flows")),
    case(RULE, "unknown", "another stack's role", source(role="arn:aws:iam::1:role/writer"), GROUP, role()),
    case(RULE, "unknown", "which role", resource(TRAIL, cloudWatchLogsRoleArn=UNKNOWN), GROUP, role()),
    case(
        RULE,
        "unknown",
        "what it is given",
        source(),
        GROUP,
        role(),
        resource(ROLE_POLICY, "writes", refers={"role": ["role"]}, role=UNKNOWN, policy=UNKNOWN),
    ),
    case(RULE, "unknown", "on a condition", source(), GROUP, role(), given(allowing(Condition=CONDITION))),
    case(
        RULE, "unknown", "AWS's own policy", source(), GROUP, role(), attached(f"{AWS_POLICY}CloudWatchLogsFullAccess")
    ),
    case(RULE, "pass", "AWS's policy for all", source(), GROUP, role(), attached(f"{AWS_POLICY}AdministratorAccess")),
    case(RULE, "unknown", "what a group is called", source(), UNNAMED, role(), given(allowing())),
    case(RULE, "fail", "a boundary that allows nothing", source(), GROUP, *bounded(), given(allowing())),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
