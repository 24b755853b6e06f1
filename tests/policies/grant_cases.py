"""Policies in the tables of rules on permissions, in whatever form a program gives them."""

from __future__ import annotations

from typing import Any

from policies.grants import GROUP_POLICY, PERMISSION_SET, POLICY, ROLE, ROLE_POLICY, USER_POLICY
from policies.rule import Rule
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ACCOUNT = "arn:aws:iam::111122223333:"


def allow(action: str | list[str], on: str | list[str] = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on, **rest}


def held(*statements: dict[str, Any], by: str = ROLE_POLICY) -> Resource:
    return resource(by, policy=policy(*statements))


def inline(*policies: Any) -> Resource:
    return resource(ROLE, inlinePolicies=[{"name": "own", "policy": each} for each in policies])


def demanding(key: str, value: str | list[str], operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def in_every_form(rule: Rule, bad: dict[str, Any]) -> list[Case]:
    """Write the lines that a rule for policies has, in whatever form the policy comes."""
    good = allow("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/footing/dev/app:*")
    text, whole = policy(bad), {"Version": "2012-10-17", "Statement": bad}
    bounded = resource(ROLE, "bounded", refers={"permissionsBoundary": ["subject"]})
    by_name = resource(ROLE, "bounded", permissionsBoundary=f"{ACCOUNT}policy/lines/line")
    line = resource(POLICY, name="line", path="/lines/", policy=text)
    named = resource(ATTACHMENT, "given", policyArn=f"{ACCOUNT}policy/lines/line")
    given = resource(ATTACHMENT, "given", refers={"policyArn": ["subject"]})
    return [
        case(rule, "pass", "one action on one thing", held(good)),
        *(case(rule, "fail", f"by {form}", held(bad, by=form)) for form in (ROLE_POLICY, POLICY, USER_POLICY)),
        case(rule, "fail", "to a group", held(bad, by=GROUP_POLICY)),
        case(rule, "fail", "to a permission set", resource(PERMISSION_SET, inlinePolicy=text)),
        case(rule, "unknown", "to a permission set, not known", resource(PERMISSION_SET, inlinePolicy=UNKNOWN)),
        case(rule, "fail", "as an object, and its statement alone", resource(ROLE_POLICY, policy=whole)),
        case(rule, "fail", "inside the role", inline(policy(good), text)),
        case(rule, "fail", "inside the role, beside one that is not known", inline(UNKNOWN, text)),
        case(rule, "fail", "after a good statement", held(good, bad)),
        case(rule, "pass", "a denial gives nothing", held({**bad, "Effect": "Deny"})),
        case(rule, "not applicable", "the role holds none", resource(ROLE)),
        case(rule, "not applicable", "it only bounds", held(bad, by=POLICY), bounded),
        case(rule, "not applicable", "it only bounds, by its ARN", line, by_name),
        case(rule, "fail", "it bounds one by its ARN, and so is given", line, by_name, named),
        case(rule, "fail", "it bounds one and is given to another", held(bad, by=POLICY), bounded, given),
        case(rule, "unknown", "not known", resource(ROLE_POLICY, policy=UNKNOWN)),
        case(rule, "unknown", "inside the role, not known", inline(UNKNOWN)),
    ]
