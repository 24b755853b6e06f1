from __future__ import annotations

import json
from typing import Any

import pytest

from policies.rules import resource_policies as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

RULE = rules.resource_policy_confined
ROLE = {"AWS": "arn:aws:iam::111122223333:role/app"}
ORGANIZATION = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
ONE = {"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-1"}
TABLE = "aws:dynamodb/resourcePolicy:ResourcePolicy"
SEVERAL_REGIONS = "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy"


def letting(principal: Any, **more: Any) -> str:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": "*", **more})


def said(type_: str, text: Any) -> Resource:
    outer, _, inner = rules.POLICIES[type_].partition(".")
    return resource(type_, **{outer: {inner: text} if inner else text})


CASES = [
    *(case(RULE, "pass", f"a role, by {type_}", said(type_, letting(ROLE))) for type_ in rules.POLICIES),
    *(case(RULE, "fail", f"everybody, by {type_}", said(type_, letting("*"))) for type_ in rules.POLICIES),
    *(case(RULE, "unknown", f"whom, by {type_}", said(type_, UNKNOWN)) for type_ in rules.POLICIES),
    case(RULE, "pass", "an organization", said(TABLE, letting("*", **ORGANIZATION))),
    case(RULE, "pass", "a denial opens nothing", said(TABLE, letting("*", Effect="Deny"))),
    case(RULE, "fail", "everybody, as an object", said(TABLE, json.loads(letting({"AWS": "*"})))),
    case(RULE, "fail", "all but one", said(TABLE, policy({"Effect": "Allow", "NotPrincipal": ROLE, "Action": "*"}))),
    case(RULE, "fail", "one of two", said(TABLE, letting({"AWS": [ROLE["AWS"], "*"]}))),
    case(RULE, "fail", "a service, for anybody", said(TABLE, letting({"Service": "kinesis.amazonaws.com"}))),
    case(RULE, "not applicable", "none", resource("aws:s3/accessPoint:AccessPoint", bucket="records")),
    case(RULE, "unknown", "no document", said(SEVERAL_REGIONS, "somebody")),
    case(RULE, "pass", "an account's events", resource(rules.BUS_PERMISSION, principal="111122223333")),
    case(RULE, "pass", "an organization's events", resource(rules.BUS_PERMISSION, principal="*", condition=ONE)),
    case(RULE, "fail", "everybody's events", resource(rules.BUS_PERMISSION, principal="*")),
    case(RULE, "unknown", "whose events", resource(rules.BUS_PERMISSION, principal=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
