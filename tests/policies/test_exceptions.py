from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.exceptions import Review, RuleException, review
from policies.rule import Outcome, Severity, Verdict, resource_rule
from policies.view import UNKNOWN, Resource, Stack
from tests.policies.cases import resource

ENTRY: dict[str, Any] = {
    "rule": "bucket-private",
    "resource": "bucket::site",
    "stacks": ["test"],
    "reason": "It is the public website.",
    "compensating_control": "Nothing but pages that anybody may read is ever put into it.",
    "owner": "web@example.com",
    "approved_by": "Security Officer",
    "approved_on": date(2026, 1, 1),
    "expires": date(2026, 12, 31),
}
TODAY = date(2026, 6, 1)


@resource_rule("bucket", severity=Severity.HIGH, fix="Make it private.")
def bucket_private(bucket: Resource) -> Verdict:
    """A bucket is private."""
    return None if bucket.get("private") else "it is public"


def outcomes(**buckets: object) -> list[Outcome]:
    made = [resource("bucket", name, private=private) for name, private in buckets.items()]
    return list(bucket_private.judge(Stack("test", made)))


def reviewed(said: list[Outcome], today: date = TODAY, stack: str = "test", **changes: Any) -> Review:
    return review([RuleException.model_validate({**ENTRY, **changes})], said, stack, today)


def test_an_exception_accepts_the_violation_that_it_names() -> None:
    found = reviewed(outcomes(site=False))
    assert [outcome.resource.name for outcome, _ in found.accepted] == ["site"]
    assert found.problems == ()


def test_an_exception_accepts_nothing_in_a_stack_that_it_does_not_name() -> None:
    found = reviewed(outcomes(site=False), stack="prod")
    assert found == Review((), ())


def test_it_holds_through_its_last_day() -> None:
    assert reviewed(outcomes(site=False), today=date(2026, 12, 31)).accepted


PROBLEMS = [
    ("expired", {"site": False}, date(2027, 1, 1), {}, "expired on 2026-12-31"),
    ("needed by nothing", {"site": True}, TODAY, {}, "accepts nothing"),
    ("for a resource that is gone", {}, TODAY, {}, "accepts nothing"),
    (
        "covering what does not violate",
        {"site": False, "sink": True},
        TODAY,
        {"resource": "bucket::s*"},
        "also covers sink",
    ),
    (
        "approved only in future",
        {"site": False},
        TODAY,
        {"approved_on": date(2030, 1, 1), "expires": date(2030, 12, 31)},
        "approved only from 2030-01-01 on",
    ),
    ("for whatever comes", {"site": False}, TODAY, {"resource": "bucket::*"}, "whatever resource comes to be"),
]


@pytest.mark.parametrize(
    ("buckets", "today", "changes", "problem"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS]
)
def test_a_faulty_exception_is_a_problem(
    buckets: dict[str, bool], today: date, changes: dict[str, Any], problem: str
) -> None:
    ((_, said),) = reviewed(outcomes(**buckets), today, **changes).problems
    assert problem in said


def test_an_expired_exception_accepts_nothing() -> None:
    assert reviewed(outcomes(site=False), today=date(2027, 1, 1)).accepted == ()


def test_an_exception_accepts_nothing_before_it_is_approved() -> None:
    assert reviewed(outcomes(site=False), today=date(2025, 12, 31)).accepted == ()


def test_an_exception_that_an_unknown_value_may_need_is_no_problem() -> None:
    assert reviewed(outcomes(site=UNKNOWN)) == Review((), ())


def test_an_exception_for_an_option_waits_where_it_is_not_taken() -> None:
    taken: dict[str, Any] = {"if_present": True}
    assert reviewed(outcomes(), date(2030, 1, 1), **taken) == Review((), ())
    assert reviewed(outcomes(site=False), **taken).accepted
    ((_, unneeded),) = reviewed(outcomes(site=True), **taken).problems
    assert "accepts nothing" in unneeded
    ((_, expired),) = reviewed(outcomes(site=False), date(2030, 1, 1), **taken).problems
    assert "expired" in expired
