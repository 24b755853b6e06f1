from __future__ import annotations

import pytest

from policies.alarm_rule import raised_by
from policies.values import UnknownValue

ARN = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a"
RAISING = (
    "ALARM(a)",
    'ALARM("a")',
    "ALARM('a')",
    f"ALARM({ARN})",
    "(ALARM(a))",
    "NOT OK(a)",
    "NOT (NOT ALARM(a))",
    "ALARM(a) AND ALARM(b)",
    "ALARM(a) AND NOT ALARM(b)",
    "ALARM(a) OR OK(b)",
    "NOT (OK(a) OR INSUFFICIENT_DATA(b))",
    "ALARM(b) OR ALARM(c) AND ALARM(a)",
    "(ALARM(a) OR FALSE) AND TRUE",
    "AT_LEAST(1, ALARM, (a))",
    f"AT_LEAST(2, ALARM, (b, {ARN}, c))",
    "AT_LEAST( 2 , NOT OK , ( 'a' , \"b\" ) )",
    "AT_LEAST(60%, ALARM, (a, b, c)) AND ALARM(d)",
    "NOT AT_LEAST(1, OK, (a, b))",
    "ALARM(d) OR AT_LEAST(3, ALARM, (a, b, c))",
)
SILENT = (
    "ALARM(b)",
    "OK(a)",
    "INSUFFICIENT_DATA(a)",
    "NOT ALARM(a)",
    "TRUE",
    "ALARM(a) AND FALSE",
    "ALARM(a) OR TRUE",
    "ALARM(a) AND OK(a)",
    "ALARM(a) AND NOT (ALARM(a) OR ALARM(b))",
    "FALSE AND (ALARM(b) OR ALARM(a))",
    "NOT (ALARM(a) OR OK(b))",
    "ALARM(ab)",
    "AT_LEAST(1, ALARM, (b, c))",
    "AT_LEAST(1, OK, (a, b))",
    "AT_LEAST(1, NOT ALARM, (a, b))",
    "AT_LEAST(3, ALARM, (a, b))",
    "AT_LEAST(2, ALARM, (a, b)) AND FALSE",
    "ALARM(a) AND NOT AT_LEAST(1, ALARM, (a, b))",
)
UNREADABLE = (
    "",
    "ALARM()",
    "ALARM(a",
    "ALARM(a) ALARM(b)",
    "ALARM(a) AND",
    "AND ALARM(a)",
    "(ALARM(a)",
    "a",
    "NOT",
    "AT_LEAST(2, ALARM, ())",
    "AT_LEAST(0, ALARM, (a))",
    "AT_LEAST(a)",
)


@pytest.mark.parametrize("rule", RAISING)
def test_a_rule_that_an_alarm_makes_true_is_raised_by_it(rule: str) -> None:
    assert raised_by(rule, ["a"])


@pytest.mark.parametrize("rule", SILENT)
def test_a_rule_that_an_alarm_cannot_make_true_is_not_raised_by_it(rule: str) -> None:
    assert not raised_by(rule, ["a"])


@pytest.mark.parametrize("rule", UNREADABLE)
def test_a_rule_that_cannot_be_read_is_not_known(rule: str) -> None:
    with pytest.raises(UnknownValue):
        raised_by(rule, ["a"])


@pytest.mark.parametrize(
    ("rule", "raised"),
    [
        ("ALARM(a)", True),
        ("ALARM(a) OR ALARM(b)", True),
        ("ALARM(a) AND OK(b)", True),
        ("ALARM(a) AND ALARM(b)", False),
        ("ALARM(a) AND (ALARM(b) OR ALARM(c))", True),
        ("AT_LEAST(2, ALARM, (a, b))", False),
        ("AT_LEAST(2, ALARM, (a, b, c))", True),
        ("AT_LEAST(1, NOT OK, (a, b))", True),
        ("AT_LEAST(2, OK, (b, c)) AND ALARM(a)", True),
        ("ALARM(a) AND INSUFFICIENT_DATA(b)", False),
    ],
)
def test_a_rule_may_not_wait_for_an_alarm_that_is_silent(rule: str, raised: bool) -> None:
    assert raised_by(rule, ["a"], ["b"]) is raised


def test_an_alarm_that_is_silent_raises_nothing() -> None:
    assert not raised_by("ALARM(a)", ["a"], ["a"])


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_name_in_quotes_may_hold_what_else_would_end_it(quote: str) -> None:
    name = "orders (eu), slow"
    assert raised_by(f"ALARM({quote}{name}{quote})", [name])
    assert raised_by(f"AT_LEAST(1, ALARM, ({quote}{name}{quote}, b))", [name])
    assert not raised_by(f"OK({quote}{name}{quote})", [name])
