from __future__ import annotations

import pytest

from policies.grants import POLICY_ATTACHMENT, USER, USER_POLICY, USER_POLICY_ATTACHMENT
from policies.rules import identity_users as rules
from policies.view import UNKNOWN
from tests.policies.cases import Case, case, exports, policy, resource

LOGS = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}

CASES = [
    # Of this one nothing can be unknown: a stack makes a user or it does not.
    case(rules.stack_makes_no_users, "pass", "there is none", exports()),
    case(rules.stack_makes_no_users, "fail", "there is one", exports(), resource(USER, "ada", name=UNKNOWN)),
    case(
        rules.stack_makes_no_users,
        "fail",
        "a password for a user of another stack",
        exports(),
        resource(rules.LOGIN_PROFILE, "ada", user="ada"),
    ),
    case(rules.access_key_inactive, "fail", "active unless told otherwise", resource(rules.ACCESS_KEY, user="ada")),
    case(
        rules.access_key_inactive,
        "fail",
        "a password for one service",
        resource(rules.SERVICE_CREDENTIAL, userName="ada"),
    ),
    case(
        rules.access_key_inactive,
        "pass",
        "on its way out",
        resource(rules.ACCESS_KEY, user="ada", status="Inactive"),
    ),
    case(rules.access_key_inactive, "unknown", "not known", resource(rules.ACCESS_KEY, user="ada", status=UNKNOWN)),
    case(
        rules.permissions_not_given_to_users,
        "fail",
        "by a policy of their own",
        resource(USER_POLICY, user="ada", policy=policy(LOGS)),
    ),
    case(
        rules.permissions_not_given_to_users,
        "fail",
        "by attaching a policy",
        resource(USER_POLICY_ATTACHMENT, user="ada", policyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ),
    case(
        rules.permissions_not_given_to_users,
        "fail",
        "to a user among roles",
        resource(POLICY_ATTACHMENT, users=["ada"]),
    ),
    case(rules.permissions_not_given_to_users, "pass", "to roles only", resource(POLICY_ATTACHMENT, roles=["worker"])),
    case(rules.permissions_not_given_to_users, "unknown", "not known", resource(POLICY_ATTACHMENT, users=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
