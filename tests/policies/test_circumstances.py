from __future__ import annotations

from typing import Any

import pytest

from policies.circumstances import met
from policies.documents import Statement

KNOWN = {"a:is": ("yes",), "a:list": ("x", "y"), "a:not": (), "a:tag/": (), "a:true": ("true",), "a:number": ("1.2",)}


def judged(*conditions: tuple[str, str, Any]) -> bool | None:
    block: dict[str, Any] = {}
    for operator, key, value in conditions:
        block.setdefault(operator, {})[key] = value
    return met(Statement({"Condition": block}), KNOWN)


@pytest.mark.parametrize(
    ("operator", "key", "value", "is_met"),
    [
        ("StringEquals", "A:Is", "yes", True),
        ("StringEquals", "a:is", ["no", "yes"], True),
        ("StringEquals", "a:is", "y*", False),
        ("StringEqualsIgnoreCase", "a:is", "YES", True),
        ("StringLike", "a:is", "y*", True),
        ("StringNotLike", "a:is", "y*", False),
        ("ArnNotEquals", "a:is", ["no", "never"], True),
        ("Bool", "a:true", "True", True),
        ("Bool", "a:true", "false", False),
        ("StringEquals", "a:not", "yes", False),
        ("StringEqualsIfExists", "a:not", "yes", True),
        ("StringNotEquals", "a:not", "yes", True),
        ("NotIpAddress", "a:not", "10.0.0.0/8", True),
        ("StringNotEquals", "a:tag/team", "ours", True),
        ("ForAnyValue:StringNotEquals", "a:not", "yes", False),
        ("ForAllValues:StringEquals", "a:not", "yes", True),
        ("ForAnyValue:StringEquals", "a:list", "x", True),
        ("ForAllValues:StringEquals", "a:list", "x", False),
        ("ForAllValues:StringEquals", "a:list", ["x", "y"], True),
        ("Null", "a:not", "true", True),
        ("Null", "a:is", "true", False),
        ("Null", "a:is", "false", True),
        ("StringEquals", "a:unheard", "yes", None),
        ("Null", "a:unheard", "true", None),
        ("NumericLessThan", "a:number", "1.2", False),
        ("NumericLessThanEquals", "a:number", "1.2", True),
        ("NumericGreaterThan", "a:number", "1.1", True),
        ("NumericGreaterThanEquals", "a:number", "1.3", False),
        ("NumericGreaterThan", "a:number", "one", False),
        ("DateLessThan", "a:is", "2026-01-01", None),
        ("StringEquals", "a:is", "${aws:username}", None),
        ("StringEquals", "a:is", "${role.arn}", False),
    ],
)
def test_a_condition_is_held_against_what_a_request_says(
    operator: str, key: str, value: Any, is_met: bool | None
) -> None:
    assert judged((operator, key, value)) is is_met


def test_all_conditions_have_to_be_met() -> None:
    yes, no, unheard = (("StringEquals", key, "yes") for key in ("a:is", "a:not", "a:unheard"))
    assert [judged(), judged(yes), judged(yes, unheard), judged(unheard, no)] == [True, True, None, False]
