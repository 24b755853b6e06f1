from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.event_pattern import matches
from policies.view import UNKNOWN, UnknownValue

EVENT: dict[str, Any] = {
    "source": "aws.guardduty",
    "account": UNKNOWN,
    "resources": ["arn:a", "arn:b"],
    "detail": {
        "severity": 7.5,
        "state": "FAILED",
        "public": True,
        "nobody": None,
        "empty": [],
        "address": "10.1.2.3",
        "findings": [{"id": "1", "label": "LOW"}, {"id": "2", "label": "HIGH"}],
    },
}


def detail(**pattern: Any) -> dict[str, Any]:
    return {"detail": pattern}


MATCHING: tuple[dict[str, Any], ...] = (
    {},
    {"source": ["aws.backup", "aws.guardduty"]},
    {"resources": ["arn:b"]},
    detail(severity=[7.5]),
    detail(severity=[{"numeric": [">=", 7]}]),
    detail(severity=[{"numeric": [">", 7, "<=", 7.5]}]),
    detail(state=[{"prefix": "FA"}]),
    detail(state=[{"prefix": {"equals-ignore-case": "fa"}}]),
    detail(state=[{"suffix": "ED"}]),
    detail(state=[{"equals-ignore-case": "failed"}]),
    detail(state=[{"wildcard": "F*L*D"}]),
    detail(state=[{"anything-but": ["COMPLETED", "CREATED"]}]),
    detail(state=[{"anything-but": "COMPLETED"}]),
    detail(state=[{"anything-but": {"prefix": "C"}}]),
    detail(state=[{"anything-but": {"wildcard": ["C*", "X*"]}}]),
    detail(public=[True]),
    detail(nobody=[None]),
    detail(address=[{"cidr": "10.0.0.0/8"}]),
    detail(severity=[{"exists": True}]),
    detail(missing=[{"exists": False}]),
    detail(missing={"deeper": [{"exists": False}]}),
    detail(empty=[{"exists": False}]),
    detail(findings={"id": ["2"], "label": ["HIGH"]}),
    {"$or": [{"source": ["aws.other"]}, {"detail": {"state": ["FAILED"]}}]},
)
NOT_MATCHING: tuple[dict[str, Any], ...] = (
    {"source": ["aws.backup"]},
    {"source": []},
    {"resources": ["arn:c"]},
    {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]},
    detail(severity=["7.5"]),
    detail(severity=[{"numeric": [">=", 100]}]),
    detail(severity=[{"numeric": [">", 7, "<", 7.5]}]),
    detail(state=[{"numeric": ["=", 1]}]),
    detail(state=[{"numeric": [">", 1]}]),
    detail(public=[{"numeric": ["=", 1]}]),
    detail(state=["COMPLETED"]),
    detail(state=["failed"]),
    detail(state=[{"prefix": "ED"}]),
    detail(state=[{"suffix": "FA"}]),
    detail(state=[{"wildcard": "F*L"}]),
    detail(state=[{"wildcard": "F\\*D"}]),
    detail(state=[{"anything-but": ["FAILED", "CREATED"]}]),
    detail(state=[{"anything-but": {"suffix": "ED"}}]),
    detail(missing=[{"anything-but": "x"}]),
    detail(public=[1]),
    detail(nobody=["null"]),
    detail(address=[{"cidr": "192.168.0.0/16"}]),
    detail(state=[{"cidr": "10.0.0.0/8"}]),
    detail(severity=[{"exists": False}]),
    detail(missing=[{"exists": True}]),
    detail(empty=["x"]),
    {"detail": [{"exists": True}]},
    detail(findings={"id": ["1"], "label": ["HIGH"]}),
    detail(findings={"label": ["MEDIUM"]}),
    {"$or": [{"source": ["aws.other"]}, {"detail": {"state": ["COMPLETED"]}}]},
)
NOT_TOLD: tuple[dict[str, Any], ...] = (
    {"account": ["111122223333"]},
    {"account": [{"prefix": "1"}]},
    {"source": "aws.guardduty"},
    {"$or": {"source": ["aws.guardduty"]}},
    detail(state=[{"like": "F"}]),
    detail(state=[{}]),
    detail(severity=[{"numeric": [">=", "seven"]}]),
    detail(severity=[{"numeric": 7}]),
    detail(state=[{"anything-but": {"prefix": "a", "suffix": "b"}}]),
    detail(severity=[{"numeric": ["~", 7]}]),
)


@pytest.mark.parametrize("pattern", MATCHING, ids=str)
def test_an_event_matches_what_is_said_of_it(pattern: dict[str, Any]) -> None:
    assert matches(pattern, EVENT)


@pytest.mark.parametrize("pattern", NOT_MATCHING, ids=str)
def test_an_event_does_not_match_what_is_not_so(pattern: dict[str, Any]) -> None:
    assert not matches(pattern, EVENT)


@pytest.mark.parametrize("pattern", NOT_TOLD, ids=str)
def test_what_cannot_be_told_is_not_taken_for_a_match(pattern: dict[str, Any]) -> None:
    with pytest.raises(UnknownValue):
        matches(pattern, EVENT)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "prefix", "numeric"]), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["source", "detail", "$or", "resources"]), VALUES))
def test_any_object_matches_or_not_or_cannot_be_told(pattern: dict[str, Any]) -> None:
    with suppress(UnknownValue):
        assert matches(pattern, EVENT) in (True, False)
