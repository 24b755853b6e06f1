from __future__ import annotations

from typing import Any

import pytest

from auditor.report.html import to_pages
from auditor.results.claims import Catalog
from auditor.results.comparison import Parity
from tests.auditor.reports import control, finding, report, stack
from tests.auditor.test_report_page import text_of


def control_page(**changes: Any) -> str:
    catalog = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(control(**changes),))
    return to_pages(report(stack(finding(), catalogs=(catalog,))))["controls/hipaa.html"]


def test_what_speaks_for_a_control_in_design_stands_with_it() -> None:
    text = text_of(control_page(judges=("parity",), checkov=("CKV_AWS_16",)))
    assert "In design 1 rule of the pack, in the table below. Checkov was not asked." in text
    assert "Other judges, which are not counted in what is shown here: parity: Environments differ" in text
    without = text_of(control_page(claim="manual", rules=()))
    assert "In design No rule speaks for it, so no resource is its population. In operation" in without


def test_what_would_speak_for_a_control_in_operation_stands_with_it() -> None:
    text = text_of(control_page(operating=("trail-logging",)))
    assert "In operation These checks of an account would speak for it; none was made" in text
    assert "trail-logging: The trail logs now" in text
    assert "In operation No check of an account speaks for it." in text_of(control_page())


@pytest.mark.parametrize(
    ("claim", "words"), [("inherited", "AWS holds it"), ("partial", "AWS holds a part of it")], ids=["all", "a part"]
)
def test_what_to_ask_aws_for_stands_with_its_control(claim: str, words: str) -> None:
    text = text_of(control_page(claim=claim, artifact="The SOC 2 report."))
    assert f"Inherited {words}. To ask for: The SOC 2 report." in text
    assert "To ask for" not in text_of(control_page(claim=claim))


def test_a_judge_that_the_report_has_asked_is_led_to() -> None:
    catalog = Catalog(
        framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(control(judges=("parity",)),)
    )
    made = report(stack(finding(), catalogs=(catalog,))).model_copy(update={"parity": Parity(differences=())})
    assert '<a href="../parity.html">parity</a>' in to_pages(made)["controls/hipaa.html"]
    assert "parity.html" not in control_page(judges=("parity",))
