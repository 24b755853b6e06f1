from __future__ import annotations

from typing import Any

import pytest

from policies.grants import ROLE, ROLE_POLICY
from policies.rules.revisions import revisions_left_to_releases as rule
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

ROOT = {"AWS": "arn:aws:iam::111122223333:root"}
FAMILY = "arn:aws:ecs:us-east-1:111122223333:task-definition/footing-prod-app:*"
NONE = {"Null": {"ecs:task-definition": "true"}}
ONE_FAMILY = {"ArnLike": {"ecs:task-definition": FAMILY}}
ANY_FAMILY = {"ArnLike": {"ecs:task-definition": FAMILY.replace("footing-prod-app:", "")}}
ROLES = "arn:aws:iam::111122223333:role/"
DEPLOYER = {"ArnEquals": {"aws:PrincipalArn": f"{ROLES}footing-prod-deploy-prod"}}
OPERATORS = {"ArnLike": {"aws:PrincipalArn": f"{ROLES}aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Ops_*"}}
ONE_OF_THEM = {"ArnEquals": {"aws:PrincipalArn": OPERATORS["ArnLike"]["aws:PrincipalArn"].replace("*", "")}}
GITHUB = {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}


def taken_by(principal: dict[str, Any], condition: dict[str, Any] | None = None, **properties: Any) -> Resource:
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition or {}}
    return resource(ROLE, assumeRolePolicy=policy(trust), **properties)


def service(name: str) -> Resource:
    return taken_by({"Service": f"{name}.amazonaws.com"})


def moving(condition: dict[str, Any] | None = None, action: str = "ecs:UpdateService") -> Resource:
    given = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition or {}}
    return resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=policy(given))


PEOPLE, PERMISSION_SET, RELEASE = taken_by(ROOT), taken_by(ROOT, OPERATORS), taken_by(ROOT, DEPLOYER)

CASES = [
    *(
        case(rule, "pass", "starts anew and scales", role, moving(NONE))
        for role in (PEOPLE, PERMISSION_SET, RELEASE, service("lambda"), taken_by(GITHUB))
    ),
    *(
        case(rule, "fail", "moves to any", role, moving(condition))
        for role in (PEOPLE, PERMISSION_SET, RELEASE, service("lambda"), service("codebuild"), taken_by(GITHUB))
        for condition in (None, ANY_FAMILY, {"Null": {"ecs:task-definition": "false"}})
    ),
    *(
        case(rule, "fail", "people choose a revision", role, moving(ONE_FAMILY))
        for role in (PEOPLE, PERMISSION_SET, taken_by(ROOT, ONE_OF_THEM), taken_by(GITHUB))
    ),
    *(
        case(rule, "pass", "a release, of one family", role, moving(ONE_FAMILY))
        for role in (RELEASE, service("codebuild"), taken_by({"AWS": f"{ROLES}deployer"}))
    ),
    *(
        case(rule, "fail", "by a wider action", PEOPLE, moving(action=action))
        for action in ("*", "ecs:*", "ecs:Update*")
    ),
    case(rule, "fail", "by a set of tasks", PEOPLE, moving(action="ecs:CreateTaskSet")),
    case(
        rule, "fail", "by AWS's own", taken_by(ROOT, managedPolicyArns=["arn:aws:iam::aws:policy/AmazonECS_FullAccess"])
    ),
    case(rule, "not applicable", "the pipeline's own", service("codepipeline"), moving()),
    case(rule, "not applicable", "looks only", PEOPLE, moving(action="ecs:DescribeServices")),
    case(rule, "not applicable", "nothing at all", PEOPLE),
    case(
        rule, "unknown", "not known", PEOPLE, resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=UNKNOWN)
    ),
    case(rule, "unknown", "not known who", resource(ROLE, assumeRolePolicy=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
