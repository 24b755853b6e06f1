from __future__ import annotations

import csv

from auditor.report.csv_form import controls_csv, findings_csv
from auditor.results.claims import Catalog
from auditor.results.report import Report
from tests.auditor.reports import ACCEPTANCE, control, finding, report, said_by_checkov, stack

CHECKOV = said_by_checkov(
    finding("fail", rule="CKV_AWS_16", reason="the storage is not encrypted"),
    finding("fail", rule="CKV_AWS_157", reason="it is in one zone", accepted=ACCEPTANCE),
    version="3.3.30",
)


def findings(made: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(findings_csv(made).splitlines()))


def test_findings_of_checkov_have_lines_that_say_so() -> None:
    cited = control(checkov=("CKV_AWS_16",))
    catalog = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(cited,))
    lines = findings(report(stack(finding(), checkov=CHECKOV, catalogs=(catalog,))))
    assert [(line["judge"], line["rule"], line["shown"], line["controls"]) for line in lines] == [
        ("policy pack", "storage-encrypted", "pass", cited.id),
        ("Checkov 3.3.30", "CKV_AWS_16", "fail", cited.id),
        ("Checkov 3.3.30", "CKV_AWS_157", "accepted", ""),
    ]


def test_what_was_accepted_of_checkov_has_its_exception_beside_it() -> None:
    *_, line = findings(report(stack(checkov=CHECKOV)))
    assert (line["exception_reason"], line["exception_owner"]) == (ACCEPTANCE.reason, ACCEPTANCE.owner)
    assert (line["exception_approved_by"], line["exception_expires"]) == ("Ada", "2026-12-31")


def test_without_checkov_every_line_is_of_the_pack() -> None:
    assert {line["judge"] for line in findings(report(stack(finding(), finding("fail"))))} == {"policy pack"}


def test_a_control_has_whatever_speaks_for_it_and_what_to_ask_for() -> None:
    cited = control(
        rules=("storage-encrypted", "storage-named"),
        checkov=("CKV_AWS_16", "CKV_AWS_157"),
        judges=("availability", "parity"),
        operating=("keys-rotated", "trail-logging"),
        artifact="AWS's SOC 2 Type II report",
    )
    catalog = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(cited,))
    (line,) = csv.DictReader(controls_csv(report(stack(finding(), catalogs=(catalog,)))).splitlines())
    assert line["rules"] == "storage-encrypted; storage-named"
    assert line["checkov"] == "CKV_AWS_16; CKV_AWS_157"
    assert line["judges"] == "availability; parity"
    assert line["operating"] == "keys-rotated; trail-logging"
    assert line["artifact"] == "AWS's SOC 2 Type II report"


def test_a_control_that_nothing_but_rules_speaks_for_leaves_the_other_cells_empty() -> None:
    (line,) = csv.DictReader(controls_csv(report(stack(finding()))).splitlines())
    assert [line[key] for key in ("checkov", "judges", "operating", "artifact")] == ["", "", "", ""]
