from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from pulumi_aws import cloudtrail

from auditor.judges.rules import judge
from auditor.report.csv_form import findings_csv
from auditor.report.html import to_pages
from auditor.report.looked import beside
from auditor.report.population import populations, said_of
from auditor.report.subjects import subjects
from auditor.results.asset import Asset
from auditor.results.finding import Evidence, Finding
from auditor.results.report import CheckovVerdict, CheckSummary, StackVerdict
from policies.rule import Severity, Verdict, stack_rule
from policies.view import Resource, Stack
from tests.auditor.reports import LONER, RULE, control, finding, report, said_by_checkov, stack
from tests.conftest import Record

TRAIL = "aws:cloudtrail/trail:Trail"
DATABASE = "aws:rds/instance:Instance"


@stack_rule(TRAIL, severity=Severity.HIGH, fix="Make two.")
def trails_doubled(_trail: Resource, stack: Stack) -> Verdict:
    """There are trails."""
    return None if stack.of(TRAIL) else "none"


def asset(type_: str, name: str) -> Asset:
    return Asset(urn=f"urn:pulumi:dev::footing::{type_}::{name}", type=type_, name=name)


def seen(name: str, type_: str = TRAIL) -> Evidence:
    return Evidence(resource=name, type=type_, property="enabled", value="true")


def verdict(*findings: Finding, **changes: Any) -> StackVerdict:
    assets = (
        asset(DATABASE, "records"),
        asset(TRAIL, "records"),
        asset(TRAIL, "other"),
        asset("aws:kms/key:Key", "key"),
    )
    return stack(*findings, inventory=assets, **changes)


WHOLE = verdict(finding(evidence=(seen("records", DATABASE), seen("records"), seen("key", "aws:kms/key:Key"))))


def named(made: StackVerdict) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what was judged, and what was looked at for that, by type and name."""
    (found,) = populations(control(checkov=("CKV_AWS_16",)), said_of(made, beside(made)))
    return [(each.type, each.name) for each in found.judged], [(each.type, each.name) for each in found.looked]


def test_evidence_names_the_type_of_what_it_is_of(recorded: Record) -> None:
    def trails() -> None:
        for name in ("a", "b"):
            cloudtrail.Trail(name, s3_bucket_name="x")

    found = judge(recorded(trails), [trails_doubled], [], date(2026, 6, 1)).findings[0]
    assert [(each.type, each.resource, each.property) for each in found.evidence] == [
        (TRAIL, "a", "(declared)"),
        (TRAIL, "b", "(declared)"),
    ]


def test_a_population_holds_what_a_verdict_rests_on_and_tells_names_apart_by_type() -> None:
    assert named(WHOLE) == ([(DATABASE, "records")], [(TRAIL, "records"), ("aws:kms/key:Key", "key")])


def test_what_was_judged_itself_is_not_told_twice() -> None:
    other = finding(name="records", type=TRAIL, urn=asset(TRAIL, "records").urn, evidence=(seen("records"),))
    judged, looked = named(verdict(*WHOLE.findings, other))
    assert judged == [(TRAIL, "records"), (DATABASE, "records")]
    assert looked == [("aws:kms/key:Key", "key")]


@pytest.mark.parametrize("changes", [{"status": "not applicable"}, {"rule": LONER.id}])
def test_nothing_was_looked_at_where_there_was_nothing_to_judge_or_for_another_control(changes: dict[str, Any]) -> None:
    made = verdict(finding(), finding(name="other", evidence=(seen("other"),), **changes))
    assert (TRAIL, "other") not in named(made)[1]


def checked(*passing: str) -> CheckovVerdict:
    check = CheckSummary(id="CKV_AWS_16", name="Ensure it", passed=len(passing), passing=passing)
    return said_by_checkov(checks=(check,))


def test_what_passes_a_check_of_checkov_is_of_the_population_and_told_with_the_resource() -> None:
    made = verdict(finding(), checkov=checked(f"{TRAIL}::other", "aws::gone"))
    assert named(made)[0] == [(TRAIL, "other"), (DATABASE, "records")]
    (other,) = [each for each in subjects(made, beside(made)) if each.name == "other"]
    assert other.passing == ("CKV_AWS_16",)
    assert "1 check of Checkov passes: CKV_AWS_16." in to_pages(report(made))["stacks/dev.html"]


def test_a_resource_tells_for_which_verdicts_it_was_looked_at() -> None:
    page = to_pages(report(WHOLE))["stacks/dev.html"]
    assert [subject.looked for subject in subjects(WHOLE, beside(WHOLE)) if subject.findings] == [{}]
    for type_, name, words in (
        (TRAIL, "records", "Looked at for the verdict of"),
        (TRAIL, "other", "No rule judges it by itself, or looks at it for another."),
    ):
        (subject,) = [each for each in subjects(WHOLE, beside(WHOLE)) if (each.type, each.name) == (type_, name)]
        assert list(subject.looked) == ([RULE.id] if name == "records" else [])
        assert words in page


def test_a_control_tells_how_many_more_were_looked_at_and_links_to_each() -> None:
    (page,) = [text for name, text in to_pages(report(WHOLE)).items() if name.startswith("controls/")]
    assert "1 resource judged" in page
    assert "2 more looked at for that" in page
    assert page.count(">key</a>") == 1


def test_a_table_tells_two_of_one_name_apart() -> None:
    (line,) = csv.DictReader(io.StringIO(findings_csv(report(WHOLE))))
    assert line["evidence"] == "enabled = true; enabled of records (Trail) = true; enabled of key (Key) = true"
