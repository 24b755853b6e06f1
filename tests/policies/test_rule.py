from __future__ import annotations

from typing import Any

import pytest

from policies.rule import NotApplicable, Severity, Status, Verdict, first_problem, resource_rule, stack_rule
from policies.rules import RULES
from policies.view import UNKNOWN, Resource, Stack, UnknownValue
from tests.policies.cases import resource


@resource_rule("bucket", severity=Severity.HIGH, fix="Make it private.", url="https://example.com")
def bucket_private(bucket: Resource) -> Verdict:
    """A bucket is private.

    More that nobody needs in a table.
    """
    if bucket.has("website"):
        return NotApplicable("it is a website")
    return None if bucket.get("private", False) else "it is public"


@stack_rule("bucket", severity=Severity.LOW, fix="Log it.")
def bucket_logged(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket is logged."""
    return None if stack.referring(bucket, "logging", by="bucket") else "nothing logs it"


def test_a_rule_takes_its_id_and_sentence_from_its_function() -> None:
    assert (bucket_private.id, bucket_private.must) == ("bucket-private", "A bucket is private.")


@pytest.mark.parametrize(
    ("properties", "status", "reason"),
    [
        ({"private": True}, Status.PASS, ""),
        ({}, Status.FAIL, "it is public"),
        ({"private": UNKNOWN}, Status.UNKNOWN, "private is not known before deployment"),
        ({"website": "x"}, Status.NOT_APPLICABLE, "it is a website"),
    ],
)
def test_what_a_rule_returns_becomes_its_outcome(properties: dict[str, Any], status: Status, reason: str) -> None:
    outcome = bucket_private.judge_one(resource("bucket", **properties))
    assert (outcome.status, outcome.reason) == (status, reason)


def test_an_outcome_carries_what_the_rule_looked_at() -> None:
    outcome = bucket_private.judge_one(resource("bucket", private=True))
    assert [(read.path, read.value) for read in outcome.evidence] == [("website", None), ("private", True)]


@pytest.mark.parametrize(("evidence", "looked"), [(True, ["website", "private"]), (False, [])])
def test_a_stack_tells_whether_its_rules_keep_what_they_look_at(*, evidence: bool, looked: list[str]) -> None:
    (outcome,) = bucket_private.judge(Stack("test", [resource("bucket", private=True)], evidence=evidence))
    assert [read.path for read in outcome.evidence] == looked


def test_a_rule_that_claims_by_name_has_to_say_so() -> None:
    def claim(bucket: Resource, stack: Stack) -> Verdict:
        """Another stack provides it."""
        return NotApplicable("provided by dev", provided_by="dev", provided_for=(bucket.name,))

    silent = stack_rule("bucket", severity=Severity.LOW, fix="Provide it.")(claim)
    with pytest.raises(TypeError, match="make this a rule by_name"):
        silent.judge_one(bucket := resource("bucket"), Stack("test", [bucket]))


def test_a_stack_rule_judges_each_resource_with_the_others() -> None:
    logged, not_logged = resource("bucket", "logged"), resource("bucket", "not-logged")
    stack = Stack("test", [logged, not_logged, resource("logging", "logging", refers={"bucket": ["logged"]})])
    assert [outcome.status for outcome in bucket_logged.judge(stack)] == [Status.PASS, Status.FAIL]


def test_a_later_problem_is_not_hidden_by_an_unknown() -> None:
    items = [resource("port", number=UNKNOWN), resource("port", number=22)]
    assert first_problem(lambda item: "open" if item.get("number") == 22 else None, items) == "open"


def test_an_unknown_prevails_where_there_is_no_problem() -> None:
    items = [resource("port", number=443), resource("port", number=UNKNOWN)]
    with pytest.raises(UnknownValue):
        first_problem(lambda item: "open" if item.get("number") == 22 else None, items)


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_in_full_sentences_what_must_hold_and_how_to_mend_it(rule: object) -> None:
    assert rule.must.endswith(".")  # type: ignore[attr-defined]
    assert rule.must[0].isupper()  # type: ignore[attr-defined]
    assert rule.fix.endswith(".")  # type: ignore[attr-defined]
    assert rule.types  # type: ignore[attr-defined]
    assert rule.url.startswith("https://")  # type: ignore[attr-defined]
