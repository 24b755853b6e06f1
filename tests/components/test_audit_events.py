from __future__ import annotations

import re

import pytest

from components.audit_events import CIS_EVENTS, AuditEvent, break_glass_use
from policies.rules import alarms as rules

EVENTS = [*CIS_EVENTS, break_glass_use("arn:aws:iam::111122223333:role/footing-*-break-glass")]
LONGEST_PATTERN = 1024
"""CloudWatch Logs API Reference, PutMetricFilter."""


def test_every_event_of_the_benchmark_is_there_once_and_in_its_order() -> None:
    assert [event.cis for event in CIS_EVENTS] == [f"4.{number}" for number in range(1, 16)]
    assert len({event.name for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_pattern_is_one_that_cloudwatch_takes(event: AuditEvent) -> None:
    assert len(event.pattern) <= LONGEST_PATTERN
    assert event.pattern.startswith("{ ")
    assert event.pattern.endswith(" }")
    assert event.pattern.count("(") == event.pattern.count(")")
    assert event.pattern.count('"') % 2 == 0
    assert not re.search(r"[^&]&[^&]|[^|]\|[^|]", event.pattern)


@pytest.mark.parametrize("event", CIS_EVENTS, ids=lambda event: event.name)
def test_a_pattern_has_what_the_rule_looks_for(event: AuditEvent) -> None:
    (words,) = [words for title, words in rules.CIS_EVENTS.items() if title.split()[0] == event.cis]
    assert all(word in event.pattern for word in words)


def test_no_event_has_the_words_of_another() -> None:
    for title, words in rules.CIS_EVENTS.items():
        found = [event.cis for event in CIS_EVENTS if all(word in event.pattern for word in words)]
        assert found == [title.split()[0]]


def test_the_break_glass_role_is_named_in_the_pattern() -> None:
    assert break_glass_use("arn:aws:iam::111122223333:role/a").pattern == (
        '{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "arn:aws:iam::111122223333:role/a") }'
    )
