from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from auditor.report.junit_form import MOST_NAMED, to_junit
from auditor.results.finding import Finding
from auditor.results.report import Report
from tests.auditor.reports import CLEAN, FAILED, MIXED, RULE, UNKNOWN, control, finding, report, stack
from tests.auditor.test_report_sarif import REPORTS


def outcomes(made: Report) -> dict[tuple[str, str], str]:
    """Return by suite and test what it came to."""
    root = ElementTree.fromstring(to_junit(made))
    return {
        (str(suite.get("name")), str(case.get("name"))): next((child.tag for child in case), "passed")
        for suite in root
        for case in suite
    }


def test_every_rule_and_every_control_of_a_stack_is_a_test() -> None:
    found = outcomes(CLEAN)
    assert found["dev: rules", RULE.id] == "passed"
    assert found["dev: HIPAA", "164.312(a)(2)(iv)"] == "passed"


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (finding("pass"), "passed"),
        (finding("fail"), "failure"),
        (finding("unknown"), "error"),
        (finding("not applicable"), "skipped"),
        (finding("not applicable", provided_by="prod"), "skipped"),
        (next(each for each in MIXED.stacks[0].findings if each.accepted), "skipped"),
    ],
)
def test_only_a_pass_passes(made: object, outcome: str) -> None:
    assert outcomes(report(stack(made)))["dev: rules", RULE.id] == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(("shown", "outcome"), [("manual", "skipped"), ("fail", "failure"), ("pass", "passed")])
def test_a_control_that_only_people_can_show_does_not_pass(shown: str, outcome: str) -> None:
    made = stack()
    (catalog,) = made.catalogs
    made = made.model_copy(update={"catalogs": (catalog.model_copy(update={"controls": (control(shown=shown),)}),)})
    assert outcomes(report(made))["dev: HIPAA", "164.312(a)(2)(iv)"] == outcome


@pytest.mark.parametrize("shown", ["fail", "unknown"])
@pytest.mark.parametrize(("standing", "enforced"), [("in force", False), ("proposed", False), ("proposed", True)])
def test_what_is_no_more_than_proposed_fails_only_where_that_was_asked_for(
    shown: str, standing: str, enforced: bool
) -> None:
    made = stack()
    catalogs = tuple(
        each.model_copy(update={"controls": (control(shown=shown),), "standing": standing}) for each in made.catalogs
    )
    found = report(made.model_copy(update={"catalogs": catalogs})).model_copy(update={"proposed_enforced": enforced})
    (outcome,) = [came for (suite, _), came in outcomes(found).items() if suite.startswith("dev: HIPAA")]
    spared = standing == "proposed" and not enforced
    assert (outcome == "skipped") is spared
    assert (f"{shown}, and proposed, not law" in to_junit(found)) is spared


@pytest.mark.parametrize("others", [(), (FAILED,), (UNKNOWN,), tuple(FAILED for _ in range(MOST_NAMED + 9))])
def test_an_exception_is_told_whatever_else_its_rule_shows(others: tuple[Finding, ...]) -> None:
    accepted = next(each for each in MIXED.stacks[0].findings if each.accepted)
    cases = ElementTree.fromstring(to_junit(report(stack(*others, accepted)))).iter("testcase")
    (result,) = next(case for case in cases if case.get("name") == RULE.id)
    assert "tolerated (aws:rds/instance:Instance)" in str(result.text)
    assert f"accepted, an exception from {RULE.id}: It holds no health information." in str(result.text)


def test_faulty_exceptions_and_a_program_that_broke_fail_too() -> None:
    assert outcomes(MIXED)["dev: the stack", "exceptions are in order"] == "failure"
    assert outcomes(REPORTS["broken"]) == {
        ("dev: the stack", "can be rendered"): "error",
        ("dev: the stack", "exceptions are in order"): "passed",
    }
    twice = outcomes(REPORTS["judged twice"])
    assert twice["dev: Checkov", "could read the stack"] == twice["dev: Checkov", "CKV_AWS_16"] == "failure"


def test_a_rule_that_fails_everywhere_names_some_and_counts_the_rest() -> None:
    many = to_junit(report(stack(*(finding("fail", name=f"it-{number}") for number in range(MOST_NAMED + 3)))))
    assert "it-49" in many
    assert "it-50" not in many
    assert "and 3 more" in many


def test_the_numbers_are_those_of_the_tests() -> None:
    parsed = JUnitXml.fromstring(to_junit(MIXED).encode())
    found = list(outcomes(MIXED).values())
    assert (parsed.tests, parsed.failures, parsed.errors) == (len(found), found.count("failure"), found.count("error"))


@given(name=st.text(), reason=st.text(st.characters(), min_size=1))
def test_whatever_a_program_calls_things_it_is_xml_and_says_so(name: str, reason: str) -> None:
    root = ElementTree.fromstring(to_junit(report(stack(finding("fail", name=name, reason=reason)))))
    (failure,) = root.iter("failure")
    assert "".join(filter(str.isalnum, reason)) in "".join(filter(str.isalnum, failure.text or ""))


def test_what_xml_cannot_hold_is_replaced() -> None:
    text = to_junit(report(stack(replace(FAILED, reason="\x1b[31m\x00\ufffe]]>&<b>"))))
    assert "\ufffd[31m\ufffd\ufffd]]&gt;&amp;&lt;b&gt;" in text
