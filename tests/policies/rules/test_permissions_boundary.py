from __future__ import annotations

from typing import Any

import pytest

from policies.grants import POLICY, ROLE, USER
from policies.rules import permissions_boundary as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

BOUND = resource(ROLE, "role", refers={rules.BOUNDARY: ["subject"]}, permissionsBoundary=UNKNOWN)
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


DEPLOYER = resource(ROLE, "deploy", name="x-deploy", refers={rules.BOUNDARY: ["subject"]}, permissionsBoundary=UNKNOWN)
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
CASES = [
    case(RULE, "pass", "who deploys, and cannot move it", line(ALL, NEVER, staying(*BOTH), name="x-line"), DEPLOYER),
    case(RULE, "fail", "who deploys, and may end records", line(ALL, staying(*BOTH), name="x-line"), DEPLOYER),
    *(
        case(RULE, "fail", f"moving {what}", line(ALL, NEVER, left, name="x-line"), DEPLOYER)
        for what, left in MOVED.items()
    ),
    case(RULE, "pass", "all but identities, and what is denied", line(SERVICES, SAFEGUARDS), BOUND),
    case(RULE, "pass", "what is denied in any case", line(ALL, SAFEGUARDS), BOUND),
    case(RULE, "pass", "reading", line(READS), BOUND),
    case(
        RULE,
        "pass",
        "roles that are bounded themselves",
        line(READS, making_roles({"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::1:policy/line"}})),
        BOUND,
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
    case(RULE, "unknown", "what it says", resource(POLICY, policy=UNKNOWN), BOUND),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
