from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.csv_form import findings_csv
from auditor.report.html import to_pages
from auditor.report.json_form import to_json
from auditor.report.junit_form import to_junit
from auditor.report.markdown_form import to_markdown
from auditor.report.sarif_form import to_sarif
from auditor.report.table import table
from auditor.results.comparison import Difference, Parity, TooBroad
from auditor.results.report import Report
from tests.auditor.reports import control, finding, report, stack
from tests.auditor.test_report_oscal import RESULTS, kept_to_the_schema
from tests.auditor.test_report_sarif import validator

TYPE, VALUE = "aws:rds/instance:Instance", "db.t4g.medium"
UNDECLARED = Difference(
    type=TYPE, name="records", property="instanceClass", values={"dev": f'"{VALUE}"', "prod": '"db.r7g.large"'}
)
DECLARED = UNDECLARED.model_copy(update={"name": "fine", "kind": "size", "reason": "Fewer people use it."})
STALE = "count: aws:ec2/natGateway:*, (count)"


def comparing(parity: Parity | None) -> Report:
    made = report(stack(finding()), stack(finding(), name="prod"))
    return made.model_copy(update={"parity": parity})


BROAD = TooBroad(declaration="size: aws:lb/loadBalancer:*, idleTimeout (dev, prod)", excess="prod has what dev has")
BROKEN = comparing(Parity(differences=(UNDECLARED, DECLARED), unneeded=(STALE,), too_broad=(BROAD,)))
SOUND = comparing(Parity(differences=(DECLARED,)))


def junit(made: Report) -> str:
    """Return what fails."""
    failing = (
        case for case in ElementTree.fromstring(to_junit(made)).iter("testcase") if case.find("failure") is not None
    )
    return "\n".join(ElementTree.tostring(case, encoding="unicode") for case in failing)


def sarif(made: Report) -> str:
    """Return the results, which are all that code scanning shows."""
    document = json.loads(to_sarif(made))
    validator().validate(document)
    return "\n".join(result["message"]["text"] for run in document["runs"] for result in run["results"])


def oscal(made: Report) -> str:
    """Return the open risks."""
    results = kept_to_the_schema(made)[RESULTS]["results"]
    return "\n".join(each["description"] for result in results for each in result.get("risks", ()))


def failing_lines(made: Report) -> str:
    lines = csv.DictReader(io.StringIO(findings_csv(made)))
    return "\n".join(str(line) for line in lines if line["shown"] == "fail")


def page(made: Report) -> str:
    return to_pages(made)["parity.html"].replace("&#34;", '"')


FORMS: dict[str, Callable[[Report], str]] = {
    "JSON": to_json,
    "JUnit": junit,
    "SARIF": sarif,
    "OSCAL": oscal,
    "CSV": failing_lines,
    "Markdown": lambda made: to_markdown(made).replace("\\", ""),
    "the page": page,
    "the terminal": table,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_tells_what_differs_and_what_was_declared_in_vain(form: Callable[[Report], str]) -> None:
    told = form(BROKEN)
    for part in (TYPE, "records", "instanceClass", VALUE, "natGateway", "loadBalancer", BROAD.excess):
        assert part in told


@pytest.mark.parametrize("form", [FORMS[name] for name in ("JUnit", "SARIF", "OSCAL", "CSV")])
def test_nothing_stands_against_stacks_that_differ_as_declared(form: Callable[[Report], str]) -> None:
    assert SOUND.passed
    assert form(SOUND) == form(comparing(None)) == ""


def test_that_they_were_compared_is_a_test_that_passes_and_a_run_without_results() -> None:
    suites = ElementTree.fromstring(to_junit(SOUND))
    assert [len(suite) for suite in suites if suite.get("name") == "parity"] == [1]
    runs = json.loads(to_sarif(SOUND))["runs"]
    assert [run["results"] for run in runs if run["automationDetails"]["id"] == "footing/parity/"] == [[]]


def test_the_controls_that_parity_speaks_for_are_told_with_it() -> None:
    (catalog,) = stack().catalogs
    spoken = catalog.model_copy(update={"controls": (control(judges=("parity",)),)})
    made = report(stack(finding(), catalogs=(spoken,))).model_copy(update={"parity": BROKEN.parity})
    (line, *_) = csv.DictReader(io.StringIO(failing_lines_of(made)))
    assert line["controls"] == control().id
    result = kept_to_the_schema(made)[RESULTS]["results"][-1]
    assert len(result["reviewed-controls"]["control-selections"][0]["include-controls"]) == 1


def failing_lines_of(made: Report) -> str:
    head, *lines = findings_csv(made).splitlines()
    return "\n".join([head, *(line for line in lines if ",parity," in line)])


def test_two_differences_are_two_alerts() -> None:
    other = UNDECLARED.model_copy(update={"property": "multiAz"})
    made = json.loads(to_sarif(comparing(Parity(differences=(UNDECLARED, other)))))
    results = [result for run in made["runs"] for result in run["results"]]
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in results}) == 2


@given(st.text(), st.text(), st.text(min_size=1))
def test_whatever_a_program_calls_things_the_forms_keep_to_their_schemas(name: str, property_: str, value: str) -> None:
    odd = Difference(type="t", name=name, property=property_, values={"dev": value, "prod": "absent"})
    made = comparing(Parity(differences=(odd,)))
    assert junit(made)
    assert sarif(made)
    assert oscal(made)
