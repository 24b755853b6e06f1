from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.csv_form import FORMULA_STARTS, controls_csv, findings_csv, inventory_csv
from auditor.report.html import to_pages
from auditor.report.json_form import schema, to_json
from auditor.report.table import print_table, table
from auditor.report.writer import FORMS
from auditor.results.report import Report
from tests.auditor.reports import ASSET, CLEAN, FAILED, MIXED, RULE, UNKNOWN, finding, report, stack

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_equal_reports_are_equal_bytes() -> None:
    again = Report.model_validate_json(to_json(MIXED))
    assert [form(MIXED) for form in FORMS.values()] == [form(again) for form in FORMS.values()]
    assert to_pages(MIXED) == to_pages(again)


@pytest.mark.parametrize("made", [MIXED, CLEAN, report()], ids=["mixed", "clean", "empty"])
def test_a_report_keeps_to_the_schema(made: Report) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    validator.check_schema(validator.schema)
    validator.validate(json.loads(to_json(made)))


def test_every_finding_has_a_line_with_its_controls() -> None:
    lines = list(csv.DictReader(findings_csv(MIXED).splitlines()))
    assert [line["shown"] for line in lines[:4]] == ["pass", "fail", "unknown", "accepted"]
    assert lines[0]["controls"] == "164.312(a)(2)(iv)"
    assert lines[0]["evidence"] == "storageEncrypted = true"
    assert lines[3]["exception_expires"] == "2026-12-31"


def test_every_control_has_a_line_with_its_owner() -> None:
    (line,) = csv.DictReader(controls_csv(CLEAN).splitlines())
    assert (line["claim"], line["shown"], line["owner"]) == ("partial", "pass", "Platform team")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_cannot_be_taken_for_a_formula(start: str) -> None:
    (line,) = csv.DictReader(findings_csv(report(stack(finding(name=f"{start}cmd|' /C calc'!A0")))).splitlines())
    assert not line["resource"].startswith(start)


def test_every_resource_has_a_line_with_its_component_and_its_key() -> None:
    (line,) = csv.DictReader(inventory_csv(CLEAN).splitlines())
    assert (line["within"], line["source_file"], line["source_line"]) == (
        "Baseline baseline > Database database",
        "components/database.py",
        "12",
    )
    assert (line["protected"], line["retained"], line["holds_data"], line["owner"]) == (
        "yes",
        "no",
        "records",
        "platform",
    )
    assert line["encrypted_with"] == "keys-data (kmsKeyId)"


@given(name=st.text(), reason=st.text())
def test_whatever_a_program_calls_things_a_table_keeps_its_cells(name: str, reason: str) -> None:
    made = report(stack(finding("fail", name=name, reason=reason), inventory=(replace(ASSET, name=name),)))
    for written, key, value in (
        (findings_csv(made), "resource", name),
        (findings_csv(made), "reason", reason),
        (inventory_csv(made), "name", name),
    ):
        (line,) = csv.DictReader(io.StringIO(written, newline=""))
        assert line[key].removeprefix("'") == value.removeprefix("'")
        assert not line[key].startswith(FORMULA_STARTS)


def test_a_table_without_lines_still_names_its_columns() -> None:
    assert findings_csv(report()).startswith("stack,judge,rule,severity")


def test_a_stack_is_one_line_of_counted_rules() -> None:
    first = table(CLEAN).splitlines()[2]
    assert re.sub(r"\x1b\[\d+m", "", first).split() == ["dev", "passed", "7", "1", "0", "0", "0", "1"]


def test_what_stands_against_a_stack_is_told_with_the_way_to_mend_it() -> None:
    shown = table(MIXED)
    assert f"at   {FAILED.source}\n  why  {FAILED.reason}\n  fix  {RULE.fix}" in shown
    assert UNKNOWN.reason in shown
    assert "expired on 2026-01-01" in shown


def test_colours_stay_out_of_what_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(MIXED)
    assert "\x1b" not in capsys.readouterr().out


def test_a_stack_that_could_not_be_rendered_says_why() -> None:
    assert "no such zone" in table(report(stack(failure="no such zone")))
