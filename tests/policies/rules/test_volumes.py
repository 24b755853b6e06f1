from __future__ import annotations

import pytest

from policies.rules import volumes as rules
from policies.view import UNKNOWN
from tests.policies.cases import Case, case, resource

SNAPSHOT = rules.DATABASE_SNAPSHOTS[0]

CASES = [
    case(rules.snapshot_not_public, "pass", "with nobody", resource(SNAPSHOT)),
    case(rules.snapshot_not_public, "pass", "with one", resource(SNAPSHOT, sharedAccounts=["111122223333"])),
    case(rules.snapshot_not_public, "fail", "with all", resource(SNAPSHOT, sharedAccounts=["111122223333", "all"])),
    case(rules.snapshot_not_public, "pass", "an image", resource(rules.IMAGE_PERMISSION, accountId="111122223333")),
    case(rules.snapshot_not_public, "fail", "an image", resource(rules.IMAGE_PERMISSION, group="all")),
    case(rules.snapshot_not_public, "unknown", "with whom", resource(SNAPSHOT, sharedAccounts=UNKNOWN)),
    case(rules.snapshot_copy_encrypted, "pass", "asked for", resource(rules.COPIES[0], encrypted=True)),
    case(rules.snapshot_copy_encrypted, "fail", "an import", resource(rules.COPIES[1])),
    case(rules.snapshot_copy_encrypted, "fail", "an image", resource(rules.COPIES[2], encrypted=False)),
    case(rules.snapshot_copy_encrypted, "unknown", "not known", resource(rules.COPIES[0], encrypted=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
