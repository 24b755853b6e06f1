"""What the template brought along passes for nobody's decision and nobody's approval, in any form of a report."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from auditor.judges.controls import judge_controls
from auditor.reference import controls_reference
from auditor.report.acceptances import of_nobody
from auditor.report.csv_form import controls_csv
from auditor.report.html import to_pages
from auditor.report.json_form import to_json
from auditor.report.markdown_form import to_markdown
from auditor.report.oscal.documents import oscal_documents
from auditor.report.table import table
from auditor.results.claims import DECIDED, UNDECIDED, Catalog, Decision
from auditor.results.report import Report, Untested
from controls.catalog import Catalog as Claimed
from tests.auditor.reports import ACCEPTANCE, CLEAN, control, finding, report, stack
from tests.auditor.test_report_exceptions import words

WHO = {"decided_by": "Ada Lovelace", "decided_on": date(2026, 2, 3)}
TOLD = "decided by Ada Lovelace on 2026-02-03"


def deciding(**who: Any) -> Report:
    decision = Decision(choice="implement", reason="It costs little.", **who)
    catalog = Catalog(
        framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(control(decision=decision),)
    )
    return report(stack(finding(), catalogs=(catalog,)))


def catalog(**who: Any) -> Claimed:
    entry = {
        "id": "1.2(a)",
        "title": "Access",
        "requirement": "Let in only who may.",
        "addressable": True,
        "status": "manual",
        "rationale": "Nothing shows it.",
        "decision": {"choice": "implement", "reason": "It costs little."} | who,
        "manual": {"owner": "Security officer", "duty": "Review it."},
    }
    common = {"framework": "F", "reference": "R", "url": "https://x.test", "unit": "standard"}
    return Claimed.model_validate(common | {"controls": [entry]})


FORMS: dict[str, Callable[[Report], str]] = {
    "a control's page": lambda made: words(to_pages(made)["controls/hipaa.html"]),
    "controls.csv": controls_csv,
    "evidence.json": to_json,
    "OSCAL": lambda made: oscal_documents(made)["oscal/component-definition.json"],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_decision_that_nobody_made_is_told_as_a_default(form: str) -> None:
    assert UNDECIDED in FORMS[form](deciding())
    decided = FORMS[form](deciding(**WHO))
    assert UNDECIDED not in decided
    assert "Ada Lovelace" in decided
    assert "2026-02-03" in decided


def test_the_table_of_controls_has_who_decided_when() -> None:
    def told(made: Report) -> list[str]:
        (line,) = csv.DictReader(controls_csv(made).splitlines())
        return [line[key] for key in ("decision", "decision_standing", "decided_by", "decided_on")]

    assert told(deciding()) == ["implement", UNDECIDED, "", ""]
    assert told(deciding(**WHO)) == ["implement", DECIDED, "Ada Lovelace", "2026-02-03"]


def test_nobody_can_write_into_the_evidence_that_it_was_decided() -> None:
    document = json.loads(to_json(deciding()))
    document["stacks"][0]["catalogs"][0]["controls"][0]["decision"]["standing"] = DECIDED
    read = Report.model_validate(document).stacks[0].catalogs[0].controls[0].decision
    assert read is not None
    assert read.standing == UNDECIDED


def test_deciding_is_a_duty_until_it_is_done() -> None:
    page = words(to_pages(deciding())["duties.html"])
    assert "What is yet to be decided" in page
    assert "164.312(a)(2)(iv) Encryption implement It costs little." in page
    assert "yet to be decided" not in words(to_pages(deciding(**WHO))["duties.html"])


@pytest.mark.parametrize(("who", "standing"), [({}, UNDECIDED), (WHO, TOLD)], ids=["nobody", "somebody"])
def test_who_decided_goes_from_the_catalog_to_the_report_and_the_reference(who: dict[str, Any], standing: str) -> None:
    (judged,) = judge_controls([catalog(**who)], ())
    assert judged.controls[0].decision is not None
    assert judged.controls[0].decision.whose == standing
    assert f"{standing[0].upper()}{standing[1:]}." in controls_reference([catalog(**who)])


def excepted(*owners: str) -> Report:
    return report(
        stack(
            *(
                finding("fail", name=owner, accepted=ACCEPTANCE.model_copy(update={"owner": owner, "reason": owner}))
                for owner in owners
            )
        )
    )


@pytest.mark.parametrize(
    ("owner", "nobodys"),
    [
        ("platform@example.com", True),
        ("Platform <platform@mail.EXAMPLE.org>", True),
        ("ada@team.example", True),
        ("ada@clinic.com", False),
        ("ada@examples.com", False),
        ("Data team", False),
    ],
)
def test_an_address_that_is_set_aside_for_examples_is_nobodys(owner: str, nobodys: bool) -> None:
    assert of_nobody(ACCEPTANCE.model_copy(update={"owner": owner})) is nobodys


def test_an_exception_of_the_template_is_told_as_the_templates() -> None:
    made = excepted("platform@example.com", "Data team")
    pages = to_pages(made)
    assert "The owner of 1 of 2 exceptions is nobody, at a domain set aside for examples" in words(
        pages["exceptions.html"]
    )
    assert "(1 of 2 exceptions: the template's until somebody approves in their own name)" in words(pages["index.html"])
    assert "1 of 2 exceptions: the template's until somebody approves" in words(table(made))
    of_it = "accepted in the name of Ada on 2026-01-02, the template's until somebody approves it in their own name"
    for text in (pages["exceptions.html"], pages["stacks/dev.html"], to_markdown(made)):
        assert words(text).replace(" ,", ",").lower().count(of_it.lower()) == 1


def waiting() -> Report:
    nobodys = ACCEPTANCE.model_copy(update={"owner": "platform@example.com"})
    untested = Untested(rule="CKV_AWS_16", resource="aws:a/b:C::it", stacks=("dev",), accepted=nobodys)
    return CLEAN.model_copy(update={"untested": (untested,)})


def test_where_checkov_was_not_asked_it_is_told_how_to_ask_it() -> None:
    pages = to_pages(waiting())
    for said in (table(waiting()), words(pages["index.html"]), words(pages["exceptions.html"])):
        assert "was not asked, and 1 exception from its checks waits for it" in said
        assert "make checkov" in said
        assert "--checkov" in said


def test_one_that_was_not_held_against_anything_is_told_as_the_templates_too() -> None:
    page = words(to_pages(waiting())["exceptions.html"])
    assert "The owner of the exception is nobody" in page
    assert "accepted in the name of Ada on 2026-01-02" in page


def test_an_exception_that_somebody_owns_is_nobody_elses() -> None:
    made = excepted("Data team")
    everything = words("".join(to_pages(made).values()) + to_markdown(made) + table(made))
    assert "template" not in everything
    assert "named person" not in everything


def test_no_form_speaks_of_a_person_where_a_role_is_all_that_is_known() -> None:
    assert "named person" not in words("".join(to_pages(CLEAN).values()))
