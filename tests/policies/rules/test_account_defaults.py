from __future__ import annotations

from typing import Any

import pytest

from policies.rule import Rule
from policies.rules import account_defaults as rules
from policies.types import ANALYZER
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

STRONG = {
    "minimumPasswordLength": 14,
    "passwordReusePrevention": 24,
    "requireLowercaseCharacters": True,
    "requireUppercaseCharacters": True,
    "requireNumbers": True,
    "requireSymbols": True,
}
BLOCKED = dict.fromkeys(rules.BUCKET_BLOCKS, True)


def singleton(
    rule: Rule, type_: str, good: dict[str, Any], because: str, *bad: tuple[str, dict[str, Any]], whose: str
) -> list[Case]:
    """Write the lines of a rule for a singleton; `whose` is the property that is not known in the last one."""

    def account(owner: str, *resources: Resource) -> tuple[Resource, ...]:
        return (exports(accountOwner=owner), *resources)

    def made(properties: dict[str, Any]) -> Resource:
        return resource(type_, "default", **properties)

    return [
        case(rule, "pass", because, *account("test", made(good))),
        *(case(rule, "fail", why, *account("test", made({**good, **change}))) for why, change in bad),
        case(rule, "fail", "this stack owns the account, and makes none", *account("test")),
        case(rule, "fail", "nobody owns the account", exports()),
        case(rule, "not applicable", "another stack owns the account", *account("dev")),
        case(rule, "unknown", "not known", *account("test", made({**good, whose: UNKNOWN}))),
    ]


CASES = [
    *singleton(
        rules.account_passwords_strong,
        rules.PASSWORD_POLICY,
        STRONG,
        "as the CIS benchmark has it",
        ("twelve characters", {"minimumPasswordLength": 12}),
        ("no length", {"minimumPasswordLength": None}),
        ("five remembered", {"passwordReusePrevention": 5}),
        ("no symbols", {"requireSymbols": False}),
        whose="minimumPasswordLength",
    ),
    *singleton(
        rules.account_reports_access_from_outside,
        ANALYZER,
        {"type": "ACCOUNT"},
        "one for the account",
        ("it looks for unused access only", {"type": "ACCOUNT_UNUSED_ACCESS"}),
        whose="type",
    ),
    case(
        rules.account_reports_access_from_outside,
        "pass",
        "a type that is left out is the account's",
        exports(accountOwner="test"),
        resource(ANALYZER, "default"),
    ),
    *singleton(
        rules.account_buckets_never_public,
        rules.BUCKET_BLOCK,
        BLOCKED,
        "all four",
        ("policies are left out", {"blockPublicPolicy": False}),
        ("off unless told otherwise", {"ignorePublicAcls": None}),
        whose="blockPublicAcls",
    ),
    *singleton(
        rules.account_metadata_needs_session,
        rules.METADATA,
        {"httpTokens": "required"},
        "IMDSv2",
        ("both versions", {"httpTokens": "optional"}),
        ("no preference", {"httpTokens": None}),
        whose="httpTokens",
    ),
    *singleton(
        rules.account_snapshots_never_public,
        rules.SNAPSHOT_BLOCK,
        {"state": "block-all-sharing"},
        "all sharing",
        ("what is public stays so", {"state": "block-new-sharing"}),
        ("off", {"state": "unblocked"}),
        whose="state",
    ),
    *singleton(
        rules.account_images_never_public,
        rules.IMAGE_BLOCK,
        {"state": "block-new-sharing"},
        "all that AWS offers for images",
        ("off", {"state": "unblocked"}),
        whose="state",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
