"""The lines of the table on ways up in which it decides how far a permission goes, and whether a denial holds."""

from __future__ import annotations

from typing import Any

from policies.grants import POLICY as POLICY_TYPE
from policies.grants import ROLE, ROLE_POLICY
from policies.rules import escalation as rules
from policies.view import Resource
from tests.policies.cases import Case, case, policy, resource
from tests.policies.grant_cases import ACCOUNT, allow, demanding, held

BY_ONE, TOGETHER = rules.policy_gives_no_way_up, rules.role_finds_no_way_up
LINE, POLICY, WHO = "iam:PermissionsBoundary", "iam:PolicyARN", "aws:PrincipalArn"
OWN_LINE, OWN_POLICY = f"{ACCOUNT}policy/line", f"{ACCOUNT}policy/team"
AWSS = "arn:aws:iam::aws:policy/AdministratorAccess"
NARROW, WIDE = (
    f"arn:aws:iam::aws:policy/{each}" for each in ("service-role/AWSLambdaBasicExecutionRole", "IAMFullAccess")
)
ANYBODYS, ANY_POWER = (f"arn:aws:iam::*:policy/{each}" for each in ("A*", "PowerUserAccess"))
OF_PATH = f"{ACCOUNT}policy/team/*"
REWRITE = "iam:CreatePolicyVersion"
ADMINISTRATOR = f"{ACCOUNT}role/administrator"
TO_ANY = allow(["iam:AttachRolePolicy", "iam:PutRolePolicy"], f"{ACCOUNT}role/*")
ATTACH, DELETE = "iam:AttachRolePolicy", "iam:DeleteRolePermissionsBoundary"
TAKE = allow("sts:AssumeRole")
TO_PATH = allow(ATTACH, **demanding(POLICY, OF_PATH, "ArnLike"))
TO_NAMED = allow(ATTACH, **demanding(POLICY, OWN_POLICY, "ArnEquals"))
MADE_WITHIN = allow(["iam:CreateRole", "iam:PutRolePolicy"], **demanding(LINE, OWN_LINE))
PASS, MAKE = allow("iam:PassRole"), allow("lambda:CreateFunction")
ONLY_TO = "iam:PassedToService"


def unless(key: str, value: str | list[str], operator: str = "StringNotEquals", action: str = "*") -> dict[str, Any]:
    return allow(action, **demanding(key, value, operator)) | {"Effect": "Deny"}


def deny(action: str) -> dict[str, Any]:
    return allow(action) | {"Effect": "Deny"}


def but_on(*resources: str) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": ["sts:AssumeRole", "lambda:*"], "NotResource": list(resources)}


def both(*denials: dict[str, Any]) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    for each in denials:
        for operator, keys in each["Condition"].items():
            conditions.setdefault(operator, {}).update(keys)
    return denials[0] | {"Condition": conditions}


def role(*statements: dict[str, Any], name: str = "worker") -> tuple[Resource, Resource]:
    given = resource(ROLE_POLICY, "own", refers={"role": ["subject"]}, policy=policy(*statements))
    return resource(ROLE, name=name), given


BOUNDED = resource(ROLE, name="worker", refers={"permissionsBoundary": ["line"]}, permissionsBoundary="?")
LINED = resource(POLICY_TYPE, "line", policy=policy(allow("*"), deny(REWRITE)))
DELEGATED: list[Case] = [
    *(
        case(BY_ONE, verdict, because, held(*said))
        for verdict, because, said in (
            ("pass", "denied unless within a boundary", (TO_ANY, unless(LINE, OWN_LINE))),
            ("pass", "denied unless within one, if any", (TO_ANY, unless(LINE, OWN_LINE, "StringNotEqualsIfExists"))),
            ("pass", "denied unless within one like it", (TO_ANY, unless(LINE, OWN_LINE, "ArnNotLike"))),
            ("fail", "denied unless within AWS's", (TO_ANY, unless(LINE, AWSS))),
            ("fail", "denied unless within any", (TO_ANY, unless(LINE, "*", "StringNotLike"))),
            ("fail", "denied without any boundary", (TO_ANY, unless(LINE, "true", "Null"))),
            ("fail", "denied within a boundary", (TO_ANY, unless(LINE, OWN_LINE, "StringEquals"))),
            (
                "fail",
                "denied if one of several differs",
                (TO_ANY, unless(LINE, OWN_LINE, "ForAnyValue:StringNotEquals")),
            ),
            ("fail", "another action is", (TO_ANY, unless(LINE, OWN_LINE, action="iam:CreateRole"))),
            ("fail", "the boundary that it names goes", (allow(DELETE, **demanding(LINE, OWN_LINE)),)),
            ("fail", "all but that it goes is denied", (allow(DELETE), unless(LINE, OWN_LINE))),
            ("pass", "policies by name", (allow(ATTACH, **demanding(POLICY, OWN_POLICY, "ArnEquals")),)),
            ("pass", "all but policies by name", (allow(ATTACH), unless(POLICY, [OWN_POLICY], "ArnNotEquals"))),
            ("fail", "policies of AWS's", (allow(ATTACH, **demanding(POLICY, [OWN_POLICY, AWSS], "ArnEquals")),)),
            ("fail", "all but those of AWS's", (allow(ATTACH), unless(POLICY, "arn:aws:iam::aws:*", "ArnNotLike"))),
            ("fail", "policies by a pattern", (allow(ATTACH, **demanding(POLICY, f"{ACCOUNT}policy/*", "ArnLike")),)),
            ("fail", "policies of whatever name", (allow(ATTACH, **demanding(POLICY, ANYBODYS, "ArnLike")),)),
            ("fail", "all of AWS's", (allow(ATTACH, **demanding(POLICY, "arn:aws:iam::aws:policy/Am*", "ArnLike")),)),
            ("fail", "AWS's in any account", (allow(ATTACH, **demanding(POLICY, ANY_POWER, "ArnLike")),)),
            ("fail", "one of AWS's too wide", (allow(ATTACH, **demanding(POLICY, [NARROW, WIDE], "ArnEquals")),)),
            ("pass", "one of AWS's that is narrow", (allow(ATTACH, **demanding(POLICY, NARROW, "ArnEquals")),)),
            ("pass", "all but a narrow one of AWS's", (allow(ATTACH), unless(POLICY, [NARROW], "ArnNotEquals"))),
            ("pass", "policies of a path", (allow(ATTACH, **demanding(POLICY, OF_PATH, "ArnLike")),)),
            ("pass", "all but those of a path", (allow(ATTACH), unless(POLICY, OF_PATH, "ArnNotLike"))),
            ("fail", "policies of a path, and to write one", (TO_PATH, allow("iam:CreatePolicy", OF_PATH))),
            ("fail", "and to write some of them", (TO_PATH, allow("iam:CreatePolicy", f"{ACCOUNT}policy/team/x*"))),
            ("fail", "and to write any", (TO_PATH, allow("iam:*Policy"))),
            ("pass", "and to write others", (TO_PATH, allow("iam:CreatePolicy", f"{ACCOUNT}policy/own/*"))),
            ("pass", "and to write them is denied", (TO_PATH, allow("iam:CreatePolicy"), deny("iam:CreatePolicy"))),
            ("fail", "a policy by name, and to rewrite it", (TO_NAMED, allow(REWRITE, OWN_POLICY))),
            ("pass", "a policy by name, and to write others", (TO_NAMED, allow("iam:CreatePolicy"))),
            ("fail", "within a boundary, and to rewrite it", (MADE_WITHIN, allow(REWRITE, f"{ACCOUNT}policy/li*"))),
            ("pass", "and to rewrite others", (MADE_WITHIN, allow(REWRITE, f"{ACCOUNT}policy/own-*"))),
            (
                "pass",
                "within a boundary of that name",
                (TO_ANY, unless(LINE, "arn:aws:iam::*:policy/line", "ArnNotLike")),
            ),
            ("fail", "what is written inside", (TO_ANY, unless(POLICY, OWN_POLICY, action=ATTACH))),
            ("pass", "denied unless it has a tag", (TAKE, unless("aws:ResourceTag/team", "ours"))),
            ("pass", "denied to all but one", (TAKE, unless(WHO, ADMINISTRATOR, "ArnNotEquals"))),
            ("fail", "denied to all but any role", (TAKE, unless(WHO, f"{ACCOUNT}role/*", "ArnNotLike"))),
            ("pass", "denied to whoever it is", (TAKE, unless(WHO, "*", "StringLike"))),
            ("fail", "denied to one", (TAKE, unless(WHO, ADMINISTRATOR, "ArnEquals"))),
            ("fail", "denied elsewhere", (TAKE, unless("aws:SourceIp", "10.0.0.0/8", "NotIpAddress"))),
            ("fail", "denied without a factor", (TAKE, unless("aws:MultiFactorAuthPresent", "false", "BoolIfExists"))),
            ("fail", "denied in other regions", (TAKE, unless("aws:RequestedRegion", "us-east-1"))),
            (
                "pass",
                "denied but to one and within a boundary",
                (TO_ANY, both(unless(LINE, OWN_LINE), unless(WHO, ADMINISTRATOR))),
            ),
            (
                "fail",
                "denied but elsewhere and within a boundary",
                (TO_ANY, both(unless(LINE, OWN_LINE), unless("aws:SourceIp", "10.0.0.0/8", "NotIpAddress"))),
            ),
            ("pass", "denied on all but one", (TAKE, but_on(ADMINISTRATOR))),
            ("fail", "denied on all but any", (TAKE, but_on(ADMINISTRATOR, f"{ACCOUNT}role/*"))),
            ("fail", "what runs is denied on all but one", (PASS, MAKE, but_on("arn:aws:lambda:*:*:function:a"))),
            ("pass", "to another service", (PASS, MAKE, unless(ONLY_TO, "backup.amazonaws.com"))),
            ("fail", "to this service", (PASS, MAKE, unless(ONLY_TO, "lambda.amazonaws.com"))),
            ("fail", "to this service too", (PASS, MAKE, unless(ONLY_TO, "*.amazonaws.com", "StringNotLike"))),
            ("pass", "denied to this service", (PASS, MAKE, unless(ONLY_TO, "lambda.amazonaws.com", "StringEquals"))),
            ("fail", "what runs has a tag", (PASS, MAKE, unless("aws:ResourceTag/team", "ours", action="lambda:*"))),
        )
    ),
    *(
        case(TOGETHER, verdict, because, *resources)
        for verdict, because, resources in (
            ("pass", "it is not the one that is spared", role(TAKE, unless(WHO, ADMINISTRATOR))),
            ("fail", "it is the one", role(TAKE, unless(WHO, ADMINISTRATOR), name="administrator")),
            ("fail", "it is one like it", role(TAKE, unless(WHO, f"{ACCOUNT}role/w*", "ArnNotLike"))),
            ("pass", "it is the one that is denied", role(TAKE, unless(WHO, f"{ACCOUNT}role/worker", "ArnEquals"))),
            ("fail", "another is denied", role(TAKE, unless(WHO, ADMINISTRATOR, "ArnEquals"))),
            ("fail", "it rewrites what it attaches", role(TO_NAMED, allow(REWRITE, OWN_POLICY))),
            (
                "pass",
                "its boundary lets it not rewrite",
                (BOUNDED, *role(TO_NAMED, allow(REWRITE, OWN_POLICY))[1:], LINED),
            ),
            ("pass", "denied on all unless within a boundary", role(TO_ANY, unless(LINE, OWN_LINE))),
        )
    ),
]
