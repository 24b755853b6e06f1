from __future__ import annotations

import json

import pytest

from policies.load_balancers import CLASSIC
from policies.rules import ownership as rules
from policies.view import UNKNOWN
from tests.policies.cases import Case, case, resource

PROVIDER = rules.PROVIDER
SERVICE = "aws:ecs/service:Service"
OWNED = {"Owner": "platform", "Contact": "platform@example.com", "Environment": "dev"}

CASES = [
    case(
        rules.provider_tags_owner,
        "pass",
        "as the text in which a provider has it",
        resource(PROVIDER, defaultTags=json.dumps({"tags": OWNED})),
    ),
    case(rules.provider_tags_owner, "pass", "as an object", resource(PROVIDER, defaultTags={"tags": OWNED})),
    case(rules.provider_tags_owner, "fail", "nobody is named", resource(PROVIDER)),
    case(
        rules.provider_tags_owner,
        "fail",
        "nobody to write to",
        resource(PROVIDER, defaultTags={"tags": {**OWNED, "Contact": ""}}),
    ),
    case(rules.provider_tags_owner, "unknown", "not known", resource(PROVIDER, defaultTags=UNKNOWN)),
    case(rules.part_has_owner, "pass", "a tag of its own", resource(SERVICE, tags={"Owner": "billing"})),
    case(
        rules.part_has_owner,
        "pass",
        "a tag of its own, whatever its provider says",
        resource(SERVICE, tags={"Owner": "billing", "Version": "1"}),
        resource(PROVIDER, "aws", defaultTags=UNKNOWN),
    ),
    case(
        rules.part_has_owner,
        "pass",
        "its provider's",
        resource(SERVICE, tags={"Part": "app"}),
        resource(PROVIDER, "aws", defaultTags=json.dumps({"tags": OWNED})),
    ),
    case(rules.part_has_owner, "fail", "nobody is named", resource(SERVICE)),
    case(rules.part_has_owner, "fail", "an empty tag", resource(SERVICE, tags={"Owner": ""})),
    case(
        rules.part_has_owner,
        "fail",
        "a provider that names nobody may be its",
        resource(SERVICE, tags={"Part": "app"}),
        resource(PROVIDER, "aws", defaultTags={"tags": OWNED}),
        resource(PROVIDER, "other"),
    ),
    case(rules.part_has_owner, "unknown", "who is named", resource(SERVICE, tags={"Owner": UNKNOWN})),
    case(
        rules.part_has_owner,
        "unknown",
        "whom its provider names",
        resource(SERVICE),
        resource(PROVIDER, "aws", defaultTags=UNKNOWN),
    ),
]


CASES += [
    case(rules.part_has_owner, verdict, type_, resource(type_, tags=tags))
    for type_ in ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer", CLASSIC)
    for verdict, tags in (("pass", {"Owner": "platform"}), ("fail", {"Part": "app"}))
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
