from __future__ import annotations

import json

import pytest

from policies.rules import ownership as rules
from policies.view import UNKNOWN
from tests.policies.cases import Case, case, resource

PROVIDER = rules.PROVIDER
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
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
