"""Each form says of each thing what is so of it, cell by cell: a word found anywhere may have come from elsewhere."""

from __future__ import annotations

import csv
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.report.csv_form import controls_csv
from auditor.report.flow_picture import AT_REST, IN_TRANSIT, flow
from auditor.report.html import to_pages
from auditor.report.junit_form import to_junit
from auditor.report.oscal.documents import oscal_documents
from auditor.results.claims import Catalog
from auditor.results.comparison import Difference, Parity
from auditor.results.data_flow import DataFlow, Encrypted, Hop, Place
from auditor.results.network import Network, Reach
from auditor.results.report import CheckSummary, Report
from tests.auditor.reports import CLEAN, MIXED, RULE, control, finding, report, said_by_checkov, stack
from tests.auditor.test_report_exceptions import words

SAID: list[tuple[Encrypted, str]] = [
    ("yes", "✓ encrypted"),
    ("no", "✗ in clear"),
    ("not stated", "? not stated"),
]


def rows(page: str, caption: str) -> list[list[str]]:
    """Return the cells of a table's rows, the first being the head, in the words that a reader sees."""
    (table,) = [each for each in re.findall(r"<table.*?</table>", page, re.DOTALL) if caption in each]
    found = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)] for row in found]


def with_controls(*controls: Any, **changes: Any) -> Report:
    catalog = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=controls)
    return report(stack(finding(), catalogs=(catalog,), **changes))


@pytest.mark.parametrize(("how", "said"), SAID)
def test_a_hop_is_told_as_it_is_in_the_table_and_in_the_picture(how: Encrypted, said: str) -> None:
    data = DataFlow(
        places=(
            Place(name="a", type="", role="client", at_rest=None, at_rest_by=""),
            Place(name="b", type="", role="log", at_rest="yes", at_rest_by="kmsKeyId"),
        ),
        hops=(Hop(source="a", target="b", carries="requests", in_transit=how, in_transit_by="protocol"),),
    )
    page = to_pages(report(stack(data_flow=data)))["data-flow/dev.html"]
    assert rows(page, "How data moves")[1] == ["a", "b", "requests", said, "protocol"]
    assert [arrow.label for arrow in flow(data).arrows] == [said]
    assert f">{said}</text>" in page
    assert dict(SAID) == IN_TRANSIT


@pytest.mark.parametrize("how", ["yes", "no", "not stated"])
def test_a_place_is_told_as_it_is_in_the_table_and_in_the_picture(how: Encrypted) -> None:
    place = Place(name="a", role="store", type="aws:x/y:Z", at_rest=how, at_rest_by="kmsKeyId")
    page = to_pages(report(stack(data_flow=DataFlow(places=(place,)))))["data-flow/dev.html"]
    assert rows(page, "Where data is")[1][2:] == [AT_REST[how], "kmsKeyId"]
    assert f">{AT_REST[how]}</text>" in page
    assert len(set(AT_REST.values())) == 3


@pytest.mark.parametrize(
    ("out", "into", "cells"),
    [
        (True, True, ["yes", "yes", "yes"]),
        (None, True, ["no group there", "yes", "yes"]),
        (True, None, ["yes", "no group there", "yes"]),
        (True, False, ["yes", "no", "no, one side alone"]),
        (False, True, ["no", "yes", "no, one side alone"]),
    ],
)
def test_a_way_that_one_side_closes_is_not_told_as_open(out: bool | None, into: bool | None, cells: list[str]) -> None:
    reach = Reach(source="a", target="b", ports="tcp 1", let_out=out, let_in=into)
    page = to_pages(report(stack(networks=(Network(name="n", cidr="c", reaches=(reach,)),))))["network/dev.html"]
    assert rows(page, "What security groups allow")[1] == ["a", "b", "tcp 1", *cells]


def test_what_to_ask_for_stands_beside_the_duty() -> None:
    page = to_pages(with_controls(control(decision=None, artifact="AWS's SOC 2 report")))["duties.html"]
    assert rows(page, "duties and their owners")[1][1:] == [
        "Platform team",
        "Keep the inventory.",
        "AWS's SOC 2 report",
    ]


def test_how_to_read_the_report_says_first_what_it_is_no_evidence_of() -> None:
    (reading,) = re.findall(r'<section id="reading">.*?</section>', to_pages(CLEAN)["index.html"], re.DOTALL)
    assert "This is evidence of design, not of operation." in words(reading)


def test_a_difference_that_nobody_declared_is_told_as_that() -> None:
    def difference(**why: str) -> Difference:
        return Difference(type="aws:a/b:C", name="it", property="p", values={"dev": "1", "prod": "2"}, **why)

    parity = Parity(differences=(difference(), difference(kind="size", reason="dev is small")))
    page = to_pages(MIXED.model_copy(update={"parity": parity}))["parity.html"]
    assert [row[-1] for row in rows(page, "What differs")[1:]] == ["✗ nobody declared it", "size: dev is small"]


def test_the_table_of_controls_has_its_rules_and_its_decision() -> None:
    (line,) = csv.DictReader(controls_csv(with_controls(control())).splitlines())
    assert (line["rules"], line["decision"], line["decision_reason"]) == (RULE.id, "implement", "It costs little.")


@pytest.mark.parametrize("shown", ["manual", "nothing to judge", "provided elsewhere", "accepted"])
def test_a_test_that_is_skipped_tells_why(shown: str) -> None:
    root = ElementTree.fromstring(to_junit(with_controls(control(shown=shown))))
    (skipped,) = [case[0] for case in root.iter("testcase") if case.get("name") == control().id]
    assert skipped.tag == "skipped"
    said = "Encryption (partial). The rule knows databases only. Platform team: Keep the inventory."
    assert skipped.get("message") == f"{shown}: {said}"


def test_oscal_tells_what_to_ask_aws_for() -> None:
    made = with_controls(control(claim="inherited", rules=(), decision=None, artifact="The SOC 2 report"))
    assert '"The SOC 2 report"' in oscal_documents(made)["oscal/component-definition.json"]


def test_what_checkov_found_is_of_the_population_too() -> None:
    asked = said_by_checkov(
        finding("fail", rule="CKV_AWS_16", name="open", reason="Checkov: Encrypted"),
        checks=(CheckSummary(id="CKV_AWS_16", name="Encrypted", failed=1),),
    )
    page = words(to_pages(with_controls(control(checkov=("CKV_AWS_16",)), checkov=asked))["controls/hipaa.html"])
    assert re.search(r"in dev: 2 resources[a-z ]*: ✗ 1 fail ?, ✓ 1 pass", page)
    assert "open aws: rds/ instance: Instance ✗ fail CKV_AWS_16" in page


def test_a_browser_is_told_of_every_page_to_load_and_to_run_nothing() -> None:
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    for name, page in to_pages(MIXED).items():
        head = page.split("<style>", 1)[0]
        assert head.count(policy) == 1, name


def test_a_resource_that_no_rule_judges_says_so() -> None:
    page = to_pages(report(stack()))["stacks/dev.html"]
    assert "No rule judges it by itself" in page
    judged = to_pages(report(stack(finding(name="sound"))))["stacks/dev.html"]
    assert "No rule judges it by itself" not in judged
