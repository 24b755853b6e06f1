from __future__ import annotations

from typing import Any

import pytest

from policies.grants import ATTACHMENTS, GROUP_POLICY, POLICY, POLICY_ATTACHMENT, ROLE, ROLE_POLICY, USER_POLICY
from policies.rule import Rule
from policies.rules import permissions as rules
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
AUDITOR = "arn:aws:iam::aws:policy/SecurityAudit"
ACCOUNT = "arn:aws:iam::111122223333:"


def allow(action: str | list[str], on: str = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on, **rest}


def held(*statements: dict[str, Any], by: str = ROLE_POLICY) -> Resource:
    return resource(by, policy=policy(*statements))


def inline(*policies: Any) -> Resource:
    return resource(ROLE, inlinePolicies=[{"name": "own", "policy": each} for each in policies])


def demanding(key: str, value: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def attaching(by: str) -> dict[str, Any]:
    return {by: ADMINISTRATOR if by == "policyArn" else [AUDITOR, ADMINISTRATOR]}


def in_every_form(rule: Rule, bad: dict[str, Any]) -> list[Case]:
    """Write the lines that a rule for policies has, in whatever form the policy comes."""
    good = allow("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/footing/dev/app:*")
    text, whole = policy(bad), {"Version": "2012-10-17", "Statement": bad}
    bounded = resource(ROLE, "bounded", refers={"permissionsBoundary": ["subject"]})
    given = resource(ATTACHMENT, "given", refers={"policyArn": ["subject"]})
    return [
        case(rule, "pass", "one action on one thing", held(good)),
        *(case(rule, "fail", f"by {form}", held(bad, by=form)) for form in (ROLE_POLICY, POLICY, USER_POLICY)),
        case(rule, "fail", "to a group", held(bad, by=GROUP_POLICY)),
        case(rule, "fail", "as an object, and its statement alone", resource(ROLE_POLICY, policy=whole)),
        case(rule, "fail", "inside the role", inline(policy(good), text)),
        case(rule, "fail", "inside the role, beside one that is not known", inline(UNKNOWN, text)),
        case(rule, "fail", "after a good statement", held(good, bad)),
        case(rule, "pass", "a denial gives nothing", held({**bad, "Effect": "Deny"})),
        case(rule, "not applicable", "the role holds none", resource(ROLE)),
        case(rule, "not applicable", "it only bounds", held(bad, by=POLICY), bounded),
        case(rule, "fail", "it bounds one and is given to another", held(bad, by=POLICY), bounded, given),
        case(rule, "unknown", "not known", resource(ROLE_POLICY, policy=UNKNOWN)),
        case(rule, "unknown", "inside the role, not known", inline(UNKNOWN)),
    ]


CASES = [
    *in_every_form(rules.policy_names_its_actions, allow("*")),
    case(rules.policy_names_its_actions, "fail", "all but some", held({**allow([]), "NotAction": "iam:*"})),
    case(rules.policy_names_its_actions, "fail", "a service in disguise", held(allow("?am:*"))),
    case(rules.policy_names_its_actions, "pass", "looks at everything of a service", held(allow("ec2:Describe*"))),
    *in_every_form(rules.policy_names_actions_on_data, allow("s3:*", "arn:aws:s3:::records/*")),
    *(
        case(rules.policy_names_actions_on_data, "fail", "a wildcard on data", held(allow(action)))
        for action in ("dynamodb:*", "kms:*", "S3:Get*", "secretsmanager:?etSecretValue", "ssm:GetParameter*")
    ),
    case(rules.policy_names_actions_on_data, "pass", "only how things are set up", held(allow("ec2:Describe*"))),
    *in_every_form(rules.policy_passes_named_roles_only, allow("iam:PassRole")),
    case(rules.policy_passes_named_roles_only, "fail", "by a wildcard", held(allow("iam:Pass*", f"{ACCOUNT}role/*"))),
    case(
        rules.policy_passes_named_roles_only,
        "pass",
        "any role, but to one service",
        held(allow("iam:PassRole", **demanding("iam:PassedToService", "backup.amazonaws.com"))),
    ),
    case(
        rules.policy_passes_named_roles_only,
        "fail",
        "a condition that holds when its key is absent",
        held(allow("iam:PassRole", **demanding("iam:PassedToService", "b.amazonaws.com", "StringEqualsIfExists"))),
    ),
    *(
        case(
            rules.policy_passes_named_roles_only,
            "fail",
            "to every service",
            held(allow("iam:PassRole", **demanding("iam:PassedToService", service, "StringLike"))),
        )
        for service in ("*", "*.amazonaws.com", "ec?.amazonaws.com")
    ),
    *(
        case(rules.policy_passes_named_roles_only, "fail", "every role", held(allow("iam:PassRole", on)))
        for on in (
            f"{ACCOUNT}role/**",
            f"{ACCOUNT}role/?*",
            f"{ACCOUNT}*",
            "arn:aws:iam::*:ro*",
            "arn:aws:iam::*:role/*",
        )
    ),
    *(
        case(rules.policy_passes_named_roles_only, "pass", "of a prefix", held(allow("iam:PassRole", f"{ACCOUNT}{on}")))
        for on in ("role/app-*", "role/a*")
    ),
    case(
        rules.policy_passes_named_roles_only, "pass", "one role", held(allow("iam:PassRole", f"{ACCOUNT}role/worker"))
    ),
    *in_every_form(rules.policy_gives_no_way_up, allow("iam:CreatePolicyVersion")),
    *(
        case(rules.policy_gives_no_way_up, "fail", "a way up", held(allow(action, on)))
        for action, on in (
            ("iam:*", "*"),
            ("iam:Put*", f"{ACCOUNT}role/*"),
            ("sts:AssumeRole", "*"),
            ("iam:CreateAccessKey", f"{ACCOUNT}user/*"),
        )
    ),
    case(
        rules.policy_gives_no_way_up,
        "pass",
        "roles within the boundary",
        held(allow("iam:CreateRole", **demanding("iam:PermissionsBoundary", f"{ACCOUNT}policy/boundary"))),
    ),
    case(rules.policy_gives_no_way_up, "pass", "one role", held(allow("sts:AssumeRole", f"{ACCOUNT}role/deployment"))),
    case(rules.policy_gives_no_way_up, "pass", "only looks", held(allow(["iam:Get*", "iam:List*"]))),
    *(
        case(
            rules.administrator_policy_not_attached,
            "fail",
            f"by {type_}",
            resource(type_, **attaching(by)),
        )
        for type_, by in ATTACHMENTS.items()
    ),
    *(
        case(
            rules.administrator_policy_not_attached,
            "fail",
            "nearly everything",
            resource(ATTACHMENT, policyArn=f"arn:aws-us-gov:iam::aws:policy/{name}"),
        )
        for name in ("PowerUserAccess", "IAMFullAccess")
    ),
    case(rules.administrator_policy_not_attached, "pass", "reads", resource(ATTACHMENT, policyArn=AUDITOR)),
    case(
        rules.administrator_policy_not_attached,
        "pass",
        "a policy of this stack",
        resource(ATTACHMENT, policyArn=Template("${own.arn}"), refers={"policyArn": ["own"]}),
        resource(POLICY, "own"),
    ),
    case(
        rules.administrator_policy_not_attached,
        "fail",
        "beside a policy of this stack",
        resource(
            ROLE,
            managedPolicyArns=[Template("${own.arn}"), ADMINISTRATOR],
            refers={"managedPolicyArns": ["own"]},
        ),
        resource(POLICY, "own"),
    ),
    case(rules.administrator_policy_not_attached, "not applicable", "the role has none", resource(ROLE)),
    case(rules.administrator_policy_not_attached, "unknown", "not known", resource(EXCLUSIVE, policyArns=UNKNOWN)),
    case(
        rules.administrator_policy_not_attached, "unknown", "not known", resource(POLICY_ATTACHMENT, policyArn=UNKNOWN)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
