from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policies.reads import RecordedReads
from policies.rule import NotApplicable, Outcome, Severity, Verdict, stack_rule
from policies.view import STACK_TYPE, Resource, Stack
from tests.policies.cases import exports, resource

BUCKET = resource("bucket", "held", name="held")
LOGGING = resource("logging", "logging", refers={"bucket": ["held"]}, prefix="x")
PLANS = [resource("plan", "first"), resource("plan", "second", rules=[1, 2])]

Check = Callable[[Resource, Stack], Verdict]
ANOTHERS = NotApplicable("nothing of it")
LOOKS: list[tuple[str, Check, list[tuple[str, str, Any]]]] = [
    (
        "what refers to a resource, by the property in which it does",
        lambda bucket, stack: None if stack.referring(bucket, "logging", "bucket") else "no log",
        [("logging", "bucket", ["held"])],
    ),
    (
        "all of a type where it was asked whether there is any",
        lambda _, stack: None if stack.of("plan") else "no plan",
        [("first", "(declared)", True), ("second", "(declared)", True)],
    ),
    (
        "what was read of each, and not that it is there",
        lambda _, stack: "none" if not stack.of("plan") else stack.of("plan")[1].get("rules") and None,
        [("first", "(declared)", True), ("second", "rules", [1, 2])],
    ),
    (
        "nothing that was only gone through",
        lambda bucket, stack: None if {each.urn for each in stack.of("plan")} and bucket.get("name") else "none",
        [("held", "name", "held")],
    ),
    (
        "that there is none, where that is all that was looked at",
        lambda _, stack: "it has users" if stack.of("user") else None,
        [("footing-test", "user (declared)", False)],
    ),
    (
        "that nothing refers to it, where that is all that was looked at",
        lambda bucket, stack: "odd" if stack.referring(bucket, "odd", "bucket") else None,
        [("held", "odd that names it in bucket (declared)", False)],
    ),
    (
        "a value rather than that something is not there",
        lambda bucket, stack: None if not stack.of("user") and bucket.get("name") else "odd",
        [("held", "name", "held")],
    ),
    (
        "how many objects a list has, where none of them was read",
        lambda _, stack: None if len(stack.find(PLANS[1].urn).items("rules")) == 2 else "few",
        [("second", "rules (number)", 2)],
    ),
    (
        "what the stack says of itself",
        lambda _, stack: None if stack.outputs.get("environment") == "dev" else "not dev",
        [("footing-test", "environment", "dev")],
    ),
    (
        "no more than values where there was nothing to judge",
        lambda bucket, stack: ANOTHERS if stack.of("plan") and bucket.get("name") else None,
        [("held", "name", "held")],
    ),
]


def outcome(check: Check) -> Outcome:
    check.__name__, check.__doc__ = "looks", "It looks."
    rule = stack_rule("bucket", severity=Severity.LOW, fix="Look.")(check)
    return rule.judge_one(BUCKET, Stack("test", [exports(environment="dev"), BUCKET, LOGGING, *PLANS]))


@pytest.mark.parametrize(("check", "looked"), [row[1:] for row in LOOKS], ids=[row[0] for row in LOOKS])
def test_the_evidence_is(check: Check, looked: list[tuple[str, str, Any]]) -> None:
    assert [(read.resource.name, read.path, read.value) for read in outcome(check).evidence] == looked


def test_what_is_found_is_a_list_as_any_other() -> None:
    stack = Stack("test", PLANS)
    assert stack.of("plan") == PLANS
    assert [*stack.of("plan"), *stack.of("user")] == PLANS
    assert not stack.of("user")


def test_nothing_is_kept_outside_of_a_rule() -> None:
    stack = Stack("test", [resource(STACK_TYPE, "root", a=1), *PLANS])
    with RecordedReads() as reads:
        pass
    assert stack.of("plan")
    assert stack.outputs.get("a") == 1
    assert not reads
