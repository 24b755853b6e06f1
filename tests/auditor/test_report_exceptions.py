"""An exception is never silent: every form of a report tells what was accepted, and what makes up for it."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import pytest

from auditor.report.acceptances import deviations, parts, told
from auditor.report.html import to_pages
from auditor.report.json_form import to_json
from auditor.report.markdown_form import ROOM, to_markdown
from auditor.report.table import table
from auditor.report.writer import write_report
from auditor.results.claims import Catalog
from auditor.results.finding import Acceptance
from auditor.results.report import CheckSummary, Report
from tests.auditor.reports import ACCEPTANCE, CLEAN, RULE, control, finding, report, said_by_checkov, stack

CHECK = "CKV_AWS_16"
OF_CHECKOV = Acceptance(
    reason="The check reads another property than the one that encrypts",
    compensating_control="The rule beside it reads the property that does and stops a deployment without it",
    owner="Second team",
    approved_by="Grace",
    approved_on=date(2026, 3, 4),
    expires=date(2026, 11, 30),
    weakens=("CC6.1",),
)
EXCEPTED = report(
    stack(
        finding("fail", name="tolerated", accepted=ACCEPTANCE, reason="the storage is not encrypted"),
        checkov=said_by_checkov(
            finding("fail", rule=CHECK, name="misread", accepted=OF_CHECKOV, reason="Checkov: Encrypted"),
            checks=(CheckSummary(id=CHECK, name="Encrypted", accepted=1),),
        ),
        catalogs=(
            Catalog(
                framework="HIPAA",
                reference="45 CFR",
                url="https://x.test",
                controls=(
                    control(shown="accepted"),
                    control(id="CC6.1", title="Access", shown="accepted", rules=(), checkov=(CHECK,)),
                ),
            ),
        ),
    )
)
TELLING = {
    "controls.csv",
    "controls/hipaa.html",
    "evidence.json",
    "exceptions.html",
    "findings.csv",
    "junit.xml",
    "oscal/assessment-results.json",
    "results.sarif",
    "stacks/dev.html",
    "summary.md",
}
"""The files that tell what was found; each tells all of an exception."""
OF_SOMETHING_ELSE = {
    "data-flow/dev.html": "where health data is",
    "duties.html": "what people must do",
    "index.html": "leads to the exceptions, and says how many violations are accepted",
    "inventory.csv": "what there is",
    "inventory/dev.html": "what there is",
    "manifest.json": "hashes",
    "network/dev.html": "who may reach whom",
    "oscal/catalog-hipaa.json": "what the framework asks",
    "oscal/component-definition.json": "what is claimed, whatever was found",
    "rules.html": "the rules, with numbers of what each said",
}


def words(text: str) -> str:
    """Return what a reader of a file sees, without markup and escapes, on one line."""
    seen = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>|\x1b\[\d+m", " ", text, flags=re.DOTALL))
    return " ".join(re.sub(r"\\(?=\W)", "", seen).split())


def unsaid(text: str, exception: Acceptance) -> list[str]:
    """Return what a text does not tell of an exception."""
    parts_of_it = {**exception.model_dump(exclude={"weakens", "approved_on"}), "expires": str(exception.expires)}
    return [name for name, part in parts_of_it.items() if part not in text] + [
        each for each in exception.weakens if each not in text
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("handed-over") / "report"
    return {path.relative_to(folder).as_posix(): path.read_text() for path in write_report(EXCEPTED, folder)}


@pytest.mark.parametrize("exception", [ACCEPTANCE, OF_CHECKOV], ids=["from a rule", "from a check of Checkov"])
@pytest.mark.parametrize("name", sorted(TELLING))
def test_every_file_that_tells_findings_tells_all_of_an_exception(
    name: str, exception: Acceptance, written: dict[str, str]
) -> None:
    assert unsaid(words(written[name]), exception) == []


@pytest.mark.parametrize("exception", [ACCEPTANCE, OF_CHECKOV], ids=["from a rule", "from a check of Checkov"])
def test_the_terminal_tells_of_an_exception_what_fits_in_a_line(exception: Acceptance) -> None:
    assert unsaid(words(table(EXCEPTED)), exception) == ["reason", "compensating_control", *exception.weakens]


def test_a_file_that_is_new_to_the_report_tells_exceptions_or_is_of_something_else(written: dict[str, str]) -> None:
    assert {*written} == TELLING | {*OF_SOMETHING_ELSE}
    assert (
        "2 violations are accepted, each in the name that its exception tells, and until a date: "
        '<a href="exceptions.html">' in written["index.html"]
    )


def test_what_nobody_accepted_is_not_told_as_an_exception() -> None:
    assert "Compensating control" not in to_markdown(CLEAN) + "".join(to_pages(CLEAN).values()).replace(
        '<th scope="col">Compensating control</th>', ""
    )
    assert "in force" not in table(CLEAN)


def test_one_exception_is_told_once_with_all_that_it_covers() -> None:
    covered = [finding("fail", name=name, accepted=ACCEPTANCE) for name in ("one", "two")]
    (deviation,) = deviations([stack(*covered), stack(*covered, name="prod")])
    assert deviation.stacks == ("dev", "prod")
    assert [name for _, name in deviation.resources] == ["one", "two"]
    assert [len(there) for *_, there in deviation.places] == [2, 2]


def test_the_next_to_expire_comes_first() -> None:
    later = ACCEPTANCE.model_copy(update={"expires": date(2027, 1, 1)})
    found = deviations([stack(finding("fail", accepted=later), finding("fail", accepted=ACCEPTANCE))])
    assert [each.accepted for each in found] == [ACCEPTANCE, later]


def many(number: int) -> Report:
    """Make a report with as many exceptions, each of one resource."""
    made = [
        ACCEPTANCE.model_copy(update={"reason": f"Reason {place}. " + "It is so. " * 20}) for place in range(number)
    ]
    return report(stack(*(finding("fail", name=f"it-{place}", accepted=each) for place, each in enumerate(made))))


def test_a_comment_tells_every_exception_that_it_has_room_for_and_counts_the_others() -> None:
    few, all_too_many = to_markdown(many(40)), to_markdown(many(400))
    assert all(f"Reason {place}." in few for place in range(40))
    assert "more, in [findings.csv]" not in few
    told_in_it = all_too_many.count("Compensating control")
    assert 40 < told_in_it < 400
    assert f"- and {400 - told_in_it} more, in [findings.csv](findings.csv)" in all_too_many
    assert len(all_too_many) < ROOM + 200


def test_an_exception_that_covers_very_much_is_told_in_parts_that_a_page_can_hold() -> None:
    whole = deviations([stack(*(finding("fail", name=f"it-{place}", accepted=ACCEPTANCE) for place in range(5_000)))])
    cut = list(parts(whole))
    assert len(cut) > 1
    assert [found for part in cut for found in part.found] == list(whole[0].found)
    assert all(part.accepted == ACCEPTANCE for part in cut)


def test_a_report_of_a_version_without_compensating_controls_can_still_be_compared_with() -> None:
    old = json.loads(to_json(report(stack(finding("fail", rule=RULE.id, accepted=ACCEPTANCE)))))
    for key in ("compensating_control", "weakens"):
        del old["stacks"][0]["findings"][0]["accepted"][key]
    (accepted,) = [each.accepted for each in Report.model_validate(old).stacks[0].findings]
    assert accepted is not None
    assert "Compensating control: not told. Weakens: no control cites it." in told(accepted)
