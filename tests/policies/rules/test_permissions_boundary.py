from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.grants import POLICY, ROLE, USER
from policies.rules import permissions_boundary as rules
from policies.view import UNKNOWN, Resource, Stack, Template
from tests.policies.cases import Case, case, exports, policy, resource

RUN = policy({"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"})
BOUND = resource(
    ROLE, "role", refers={rules.BOUNDARY: ["subject"]}, permissionsBoundary=UNKNOWN, assumeRolePolicy=RUN, name="role"
)
BY_NAME = resource(USER, "user", permissionsBoundary="arn:aws:iam::111122223333:policy/line")
RULE = rules.boundary_holds_back
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
SERVICES = {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}
SAFEGUARDS = {"Effect": "Deny", "Action": list(rules.HELD_BACK), "Resource": "*"}
READS = {"Effect": "Allow", "Action": ["s3:Get*", "iam:List*"], "Resource": "*"}


def line(*statements: dict[str, Any], **properties: Any) -> Resource:
    return resource(POLICY, policy=Template(policy(*statements)), **properties)


def making_roles(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": "*", "Condition": condition}


def taken_by(principal: dict[str, str], name: str = "deploy") -> Resource:
    trust = policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})
    given: dict[str, Any] = {"name": f"x-{name}", "permissionsBoundary": UNKNOWN, "assumeRolePolicy": trust}
    return resource(ROLE, name, refers={rules.BOUNDARY: ["subject"]}, **given)


DEPLOYER = taken_by({"Federated": "arn:aws:iam::1:oidc-provider/ci"})
UNNAMED = resource(
    *(ROLE, "x-ci"),
    refers={rules.BOUNDARY: ["subject"]},
    permissionsBoundary=UNKNOWN,
    assumeRolePolicy=DEPLOYER.properties["assumeRolePolicy"],
)
BY_ARN = resource(
    *(ROLE, "ci"),
    name="x-ci",
    permissionsBoundary="arn:aws:iam::1:policy/x-line",
    assumeRolePolicy=DEPLOYER.properties["assumeRolePolicy"],
)
BUILDER = taken_by({"Service": "codebuild.amazonaws.com"})
TASK = taken_by({"Service": "ecs-tasks.amazonaws.com"}, "task")
OWN = [action for actions in rules.OWN_LINE.values() for action in actions]
NEVER = {"Effect": "Deny", "Action": sorted({*rules.HELD_BACK} - {*rules.DEPLOYING}), "Resource": "*"}


def staying(*resources: str, actions: list[str] = OWN, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": actions, "Resource": [f"arn:aws:iam::1:{each}" for each in resources], **more}


BOTH = ("policy/x-*", "role/x-*")
MOVED = {
    "its own policy": staying("role/x-*"),
    "the role's line": staying("policy/x-*"),
    "another's": staying("policy/y-*", "role/y-*"),
    "on a condition": staying(*BOTH, Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
    "a new version of it": staying(*BOTH, actions=[each for each in OWN if each != "iam:CreatePolicyVersion"]),
    "who may take the role": staying(*BOTH, actions=[each for each in OWN if each != "iam:UpdateAssumeRolePolicy"]),
}
"""What is denied to one who deploys, so that something can still be moved."""
MAKING = {"Effect": "Allow", "Action": list(rules.IDENTITIES), "Resource": "*"}
WITHIN, SOMEBODY, ITSELF = (f"arn:aws:iam::111122223333:{each}" for each in ("policy/x", "role/admin", "role/ro*"))


def unless(boundary: str, actions: tuple[str, ...]) -> dict[str, Any]:
    return {"Action": list(actions), "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": boundary}}}


HELD = rules.role_bounded
ACCOUNT = "arn:aws:iam::111122223333:policy/"
AWS_POLICY = "arn:aws:iam::aws:policy/"
OWN_BOUNDARY = resource(POLICY, "boundary", name="x-boundary", path="/lines/")


def held(by: Any, *refers: str) -> Resource:
    return resource(ROLE, permissionsBoundary=by, refers={rules.BOUNDARY: list(refers)} if refers else {})


CASES = [
    case(HELD, "fail", "no boundary", resource(ROLE)),
    case(HELD, "pass", "a boundary of this stack", held(UNKNOWN, "boundary"), OWN_BOUNDARY),
    case(HELD, "pass", "a boundary of this stack, by its ARN", held(f"{ACCOUNT}lines/x-boundary"), OWN_BOUNDARY),
    case(HELD, "unknown", "one of the same name elsewhere", held(f"{ACCOUNT}x-boundary"), OWN_BOUNDARY),
    case(HELD, "unknown", "what nobody made here", held(f"{ACCOUNT}somebodys")),
    case(HELD, "unknown", "what is no policy", held(UNKNOWN, "role"), resource(ROLE, "role")),
    case(HELD, "unknown", "what is only looked up", held(UNKNOWN, "boundary"), replace(OWN_BOUNDARY, made=False)),
    case(HELD, "unknown", "the owner makes none", held(f"{ACCOUNT}somebodys"), exports(accountOwner="test")),
    case(HELD, "not applicable", "its account's owner makes it", held(f"{ACCOUNT}y"), exports(accountOwner="dev")),
    case(HELD, "fail", "none, whoever owns its account", resource(ROLE), exports(accountOwner="dev")),
    *(
        case(HELD, verdict, f"AWS's {name}", held(f"{AWS_POLICY}{name}"))
        for verdict, name in (
            ("fail", "AdministratorAccess"),
            ("fail", "PowerUserAccess"),
            ("fail", "IAMFullAccess"),
            ("pass", "ReadOnlyAccess"),
            ("pass", "job-function/ViewOnlyAccess"),
        )
    ),
    case(HELD, "not applicable", "AWS's own", resource(ROLE, path="/aws-service-role/x.amazonaws.com/")),
    case(HELD, "unknown", "not known", held(UNKNOWN)),
    case(RULE, "pass", "who deploys, and cannot move it", line(ALL, NEVER, staying(*BOTH), name="x-line"), DEPLOYER),
    case(RULE, "pass", "a build that deploys", line(ALL, NEVER, staying(*BOTH), name="x-line"), BUILDER),
    case(RULE, "pass", "who is named by Pulumi", line(ALL, NEVER, staying(*BOTH), name="x-line"), UNNAMED),
    case(RULE, "fail", "who is bounded by ARN, and moves", line(ALL, NEVER, staying(BOTH[0]), name="x-line"), BY_ARN),
    case(RULE, "pass", "who is bounded by ARN", line(ALL, NEVER, staying(*BOTH), name="x-line"), BY_ARN),
    case(RULE, "fail", "who runs, too", line(ALL, NEVER, staying(*BOTH), name="x-line"), DEPLOYER, TASK),
    case(RULE, "fail", "who deploys, and may end records", line(ALL, staying(*BOTH), name="x-line"), DEPLOYER),
    *(
        case(RULE, "fail", f"moving {what}", line(ALL, NEVER, left, name="x-line"), DEPLOYER)
        for what, left in MOVED.items()
    ),
    case(RULE, "pass", "all but identities, and what is denied", line(SERVICES, SAFEGUARDS), BOUND),
    case(RULE, "pass", "what is denied in any case", line(ALL, SAFEGUARDS), BOUND),
    case(RULE, "pass", "reading", line(READS), BOUND),
    *(
        case(RULE, verdict, f"denied {because}", line(MAKING, {**SAFEGUARDS, **denied}), BOUND)
        for verdict, because, denied in (
            ("pass", "unless it is bounded too", unless(WITHIN, rules.IDENTITIES)),
            ("fail", "unless AWS's bounds it", unless(f"{AWS_POLICY}AdministratorAccess", rules.IDENTITIES)),
            ("fail", "now and then", {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}),
            ("fail", "within the boundary", {"Condition": {"StringEquals": {"iam:PermissionsBoundary": WITHIN}}}),
            ("pass", "to all but another", {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": SOMEBODY}}}),
            ("fail", "to all but itself", {"Condition": {"ArnNotLike": {"aws:PrincipalArn": [SOMEBODY, ITSELF]}}}),
        )
    ),
    case(
        *(RULE, "fail", "records may end where something is bounded"),
        *(line(ALL, {**SAFEGUARDS, **unless(WITHIN, rules.HELD_BACK)}), BOUND),
    ),
    case(
        RULE,
        "pass",
        "roles that are bounded themselves",
        line(READS, making_roles({"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/line"}})),
        BOUND,
    ),
    *(
        case(
            RULE,
            "fail",
            f"roles that are bounded by {bound}",
            line(READS, making_roles({"StringLike": {"iam:PermissionsBoundary": bound}})),
            BOUND,
        )
        for bound in ("*", "arn:aws:iam::aws:policy/AdministratorAccess", ["arn:aws:iam::1:policy/line", "*"])
    ),
    case(
        RULE,
        "fail",
        "roles that are bounded otherwise",
        line(READS, making_roles({"StringNotEquals": {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/line"}})),
        BOUND,
    ),
    *(
        case(
            RULE,
            "fail",
            f"all but {action}",
            line(ALL, SAFEGUARDS | {"Action": [*{*rules.HELD_BACK} - {action}]}),
            BOUND,
        )
        for action in rules.HELD_BACK
    ),
    case(RULE, "fail", "everything", line(ALL), BOUND),
    case(RULE, "fail", "everything, by name", line(ALL, name="line"), BY_NAME),
    case(RULE, "fail", "nothing is denied", line(SERVICES), BOUND),
    case(RULE, "fail", "all of IAM", line(SAFEGUARDS | {"Action": "kms:*"}, READS | {"Action": "iam:*"}), BOUND),
    case(RULE, "fail", "roles", line(READS, making_roles({"Bool": {"aws:MultiFactorAuthPresent": "true"}})), BOUND),
    case(RULE, "fail", "denied on one resource", line(ALL, SAFEGUARDS | {"Resource": "arn:aws:iam::1:role/a"}), BOUND),
    case(
        RULE,
        "fail",
        "denied on a condition",
        line(ALL, SAFEGUARDS | {"Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}),
        BOUND,
    ),
    case(RULE, "not applicable", "a policy that is given", line(ALL), resource(ROLE, "role")),
    case(
        RULE,
        "unknown",
        "who is held",
        line(ALL, NEVER, staying(*BOTH), name="x-line"),
        resource(ROLE, "x", name="x-a", refers={rules.BOUNDARY: ["subject"]}, permissionsBoundary=UNKNOWN),
    ),
    case(RULE, "unknown", "what it says", resource(POLICY, policy=UNKNOWN), BOUND),
]


def test_a_guest_says_which_policy_of_the_owner_it_is() -> None:
    guest = Stack("test", [exports(accountOwner="dev"), held(f"{ACCOUNT}lines/dev-boundary")])
    outcome = HELD.judge_one(guest.of(ROLE)[0], guest)
    assert (outcome.provided_by, outcome.provided_for) == ("dev", ('"dev-boundary"',))


def test_the_evidence_of_an_owner_names_its_boundary() -> None:
    owner = Stack("dev", [held(UNKNOWN, "boundary"), OWN_BOUNDARY])
    (outcome,) = HELD.judge(owner)
    assert ("name", "x-boundary") in [(read.path, read.value) for read in outcome.evidence]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict


@pytest.mark.parametrize(
    "action",
    [
        "cloudwatch:PutAlarmMuteRule",
        "guardduty:CreateTrustedEntitySet",
        "guardduty:UpdateFilter",
        "inspector2:CreateFilter",
        "s3:PutReplicationConfiguration",
        "securityhub:CreateAutomationRule",
    ],
)
def test_what_silences_alarms_and_findings_or_sends_objects_elsewhere_is_held_back(action: str) -> None:
    left = {**SAFEGUARDS, "Action": [each for each in rules.HELD_BACK if each != action]}
    stack = Stack("test", [line(ALL, left, name="line"), BOUND])
    (outcome,) = RULE.judge(stack)
    assert outcome.reason == f"it leaves open {action}"
