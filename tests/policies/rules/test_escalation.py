from __future__ import annotations

from typing import Any

import pytest

from policies.grants import POLICY, ROLE, ROLE_POLICY
from policies.rules import escalation as rules
from policies.view import UNKNOWN, Resource
from policies.ways_up import HANDED, OWN, WAYS
from tests.policies.cases import Case, case, policy, resource
from tests.policies.delegation_cases import DELEGATED
from tests.policies.given_away_cases import GIVEN_AWAY
from tests.policies.grant_cases import ACCOUNT, ATTACHMENT, allow, demanding, held, in_every_form

BY_ONE, TOGETHER = rules.policy_gives_no_way_up, rules.role_finds_no_way_up
OURS = "us-east-1:111122223333:"
PASS = allow("iam:PassRole")
LINE = "iam:PermissionsBoundary"
TO: dict[str, list[str]] = {"role": ["subject"]}


def deny(action: str, on: str = "*", **rest: Any) -> dict[str, Any]:
    return allow(action, on, **rest) | {"Effect": "Deny"}


def passing(*services: str, on: str = "*") -> dict[str, Any]:
    return allow("iam:PassRole", on, Condition={"StringEquals": {"iam:PassedToService": list(services)}})


def given(*statements: dict[str, Any], name: str = "own") -> Resource:
    return resource(ROLE_POLICY, name, refers=TO, policy=policy(*statements))


def bounded(*statements: dict[str, Any]) -> tuple[Resource, Resource]:
    role = resource(ROLE, refers={"permissionsBoundary": ["line"]}, permissionsBoundary=UNKNOWN)
    return role, resource(POLICY, "line", policy=policy(*statements))


ROLE_ALONE = resource(ROLE)
NAMED = resource(ROLE, name="x-a", path="/app/")
ALL = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}

CASES = [
    *in_every_form(BY_ONE, allow("iam:CreatePolicyVersion")),
    *(
        case(BY_ONE, "fail", " and ".join(dict.fromkeys(action for action, _ in way)), held(*map(allow, actions)))
        for way in WAYS
        for actions in [[action for action, _ in way]]
    ),
    *(
        case(BY_ONE, "fail", f"a role for {service}: {' and '.join(actions)}", held(passing(to), *map(allow, actions)))
        for service, ways in HANDED.items()
        for actions in ways
        for to in [f"{service}.amazonaws.com"]
    ),
    *(
        case(BY_ONE, "fail", f"a way up, {action} on {on}", held(allow(action, on)))
        for action, on in (
            ("iam:*", "*"),
            ("iam:Put*", f"{ACCOUNT}role/*"),
            ("sts:AssumeRole", "*"),
            ("iam:CreateAccessKey", f"{ACCOUNT}user/*"),
            ("lambda:UpdateFunctionCode", f"arn:aws:lambda:{OURS}function:*"),
            ("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:*"),
            ("lambda:UpdateFunctionConfiguration", f"arn:aws:lambda:{OURS}*"),
            ("codebuild:StartBuild", f"arn:aws:codebuild:{OURS}project/*"),
            ("ecs:ExecuteCommand", f"arn:aws:ecs:{OURS}task/*"),
            ("ssm:StartSession", "arn:aws:ec2:*:*:instance/*"),
            ("cloudformation:UpdateStack", f"arn:aws:cloudformation:{OURS}stack/*/*"),
        )
    ),
    *(
        case(BY_ONE, "fail", because, held(*said))
        for because, said in (
            (
                "a shell, by two statements",
                (
                    allow("ssm:SendCommand", on)
                    for on in (f"arn:aws:ec2:{OURS}instance/*", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript")
                ),
            ),
            ("a function with any role", (PASS, allow("lambda:CreateFunction", f"arn:aws:lambda:{OURS}function:own"))),
            ("denied with a condition", (allow("sts:AssumeRole"), deny("sts:AssumeRole", **demanding("a:b", "c")))),
            ("one denied", (allow("sts:AssumeRole"), deny("sts:AssumeRole", f"{ACCOUNT}role/administrator"))),
            *(
                (f"roles within {bound}", (allow("iam:PutRolePolicy", **demanding(LINE, bound, "StringLike")),))
                for bound in ("*", "arn:aws:iam::aws:policy/AdministratorAccess", f"{ACCOUNT}policy/*")
            ),
            ("one line or any", (allow("iam:PutRolePolicy", **demanding(LINE, [f"{ACCOUNT}policy/a", "*"])),)),
            ("whatever has any tag", (allow("sts:AssumeRole", **demanding("aws:ResourceTag/a", "*", "StringLike")),)),
        )
    ),
    *(
        case(BY_ONE, "pass", because, held(*said))
        for because, said in (
            (
                "roles within the boundary",
                (allow("iam:CreateRole", **demanding("iam:PermissionsBoundary", f"{ACCOUNT}policy/boundary")),),
            ),
            ("one role", (allow("sts:AssumeRole", f"{ACCOUNT}role/deployment"),)),
            ("only looks", (allow(["iam:Get*", "iam:List*"]),)),
            ("one function", (allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:{OURS}function:own"),)),
            ("those of a prefix", (allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:{OURS}function:own-*"),)),
            ("another service's everything", (allow("lambda:UpdateFunctionCode", "arn:aws:s3:::*"),)),
            (
                "one document on instances",
                (
                    allow("ssm:SendCommand", on)
                    for on in (f"arn:aws:ec2:{OURS}instance/*", "arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline")
                ),
            ),
            ("half of a way", (allow("cloudformation:CreateChangeSet"),)),
            ("what is tagged so", (allow("ssm:StartSession", **demanding("ssm:resourceTag/team", "ours")),)),
            ("denied", (allow("sts:*"), deny("sts:AssumeRo*"))),
            ("one role to a function", (allow("iam:PassRole", f"{ACCOUNT}role/own"), allow("lambda:CreateFunction"))),
            ("to another service", (passing("backup.amazonaws.com"), allow("lambda:CreateFunction"))),
            ("a definition that nothing runs", (PASS, allow("ecs:RegisterTaskDefinition"))),
            ("the role is denied", (PASS, allow("lambda:CreateFunction"), deny("iam:PassRole"))),
        )
    ),
    *(
        case(TOGETHER, "fail", f"{action} on itself, {on}", NAMED, given(allow(action, on)))
        for action in OWN["role"]
        for on in ("${subject.arn}", f"{ACCOUNT}role/${{subject.name}}", f"{ACCOUNT}role/app/x-*")
    ),
    *(
        case(
            TOGETHER,
            "fail",
            f"{action} of its own {what}",
            resource(ROLE, permissionsBoundary=f"{ACCOUNT}policy/line" if what == "boundary" else None),
            resource(POLICY, "line", name="line", policy=policy(allow("*"))),
            given(allow(action, f"{ACCOUNT}policy/li*")),
            resource(ATTACHMENT, "to", refers=TO, policyArn=f"{ACCOUNT}policy/{what}"),
        )
        for action in OWN["policy"]
        for what in ("line", "boundary")
    ),
    *(
        case(TOGETHER, verdict, because, resource(ROLE, permissionsBoundary=arn), given(allow("sts:AssumeRole")))
        for verdict, because, arn in (
            ("unknown", "the boundary is another stack's", f"{ACCOUNT}policy/elsewhere"),
            ("unknown", "the boundary is AWS's", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            ("fail", "the boundary allows all", "arn:aws:iam::aws:policy/AdministratorAccess"),
        )
    ),
    *(
        case(TOGETHER, verdict, because, *resources)
        for verdict, because, *resources in (
            ("fail", "of two policies", ROLE_ALONE, given(PASS), given(allow("lambda:CreateFunction"), name="other")),
            (
                "fail",
                "one inside, one attached",
                resource(ROLE, inlinePolicies=[{"name": "own", "policy": policy(PASS)}]),
                resource(POLICY, "line", name="line", policy=policy(allow("lambda:CreateFunction"))),
                resource(ATTACHMENT, "to", refers={**TO, "policyArn": ["line"]}, policyArn=UNKNOWN),
            ),
            ("fail", "of one", ROLE_ALONE, given(allow("sts:AssumeRole"))),
            (
                "fail",
                "beside what is not known",
                ROLE_ALONE,
                given(allow("sts:AssumeRole")),
                resource(ROLE_POLICY, "other", refers=TO, policy=UNKNOWN),
            ),
            ("fail", "the boundary leaves it open", *bounded(ALL), given(allow("lambda:UpdateFunctionCode"))),
            ("pass", "the boundary leaves it out", *bounded(ALL), given(allow("iam:PutRolePolicy"))),
            ("pass", "the boundary denies it", *bounded(ALL, deny("sts:*")), given(allow("sts:AssumeRole"))),
            (
                "pass",
                "another policy denies it",
                ROLE_ALONE,
                given(allow("sts:AssumeRole")),
                given(deny("sts:AssumeRole"), name="other"),
            ),
            (
                "pass",
                "half of it is another role's",
                ROLE_ALONE,
                given(PASS),
                resource(
                    ROLE_POLICY, "other", refers={"role": ["another"]}, policy=policy(allow("lambda:CreateFunction"))
                ),
                resource(ROLE, "another"),
            ),
            (
                "pass",
                "a role for one service",
                ROLE_ALONE,
                given(passing("lambda.amazonaws.com")),
                given(allow("codebuild:CreateProject"), name="other"),
            ),
            ("fail", "itself, named by Pulumi", ROLE_ALONE, given(allow("iam:PutRolePolicy", f"{ACCOUNT}role/sub*"))),
            ("pass", "not itself", NAMED, given(allow("iam:PutRolePolicy", f"{ACCOUNT}role/app/y-*"))),
            (
                "pass",
                "itself, which another name denies",
                NAMED,
                given(allow("iam:PutRolePolicy", "${subject.arn}"), deny("iam:PutRolePolicy", f"{ACCOUNT}role/app/*")),
            ),
            (
                "pass",
                "itself, which the boundary denies",
                *bounded(ALL, deny("iam:*")),
                given(allow("iam:PutRolePolicy", "${subject.arn}")),
            ),
            (
                "pass",
                "the boundary denies it, by its ARN",
                resource(ROLE, permissionsBoundary=f"{ACCOUNT}policy/line"),
                resource(POLICY, "line", name="line", policy=policy(ALL, deny("sts:*"))),
                given(allow("sts:AssumeRole")),
            ),
            ("not applicable", "nothing", ROLE_ALONE),
            (
                "unknown",
                "what is given",
                ROLE_ALONE,
                given(PASS),
                resource(ROLE_POLICY, "other", refers=TO, policy=UNKNOWN),
            ),
            ("unknown", "the boundary", bounded()[0], resource(POLICY, "line", policy=UNKNOWN), given(PASS)),
        )
    ),
    *DELEGATED,
    *GIVEN_AWAY,
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
