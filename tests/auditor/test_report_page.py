from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from auditor.report.html import to_html
from auditor.results import Catalog, Evidence
from tests.auditor.reports import CLEAN, FAILED, LONER, MIXED, RULE, control, finding, report, stack


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_what_a_program_calls_its_resources_cannot_become_markup() -> None:
    page = to_html(report(stack(finding("fail", name="<script>alert(1)</script>", reason="<img src=x onerror=y>"))))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_fix_shows_its_code_and_nothing_else_as_markup() -> None:
    spiteful = RULE.model_copy(update={"fix": "Set `<b>` to <i>."})
    page = to_html(report(stack(FAILED)).model_copy(update={"rules": (spiteful, LONER)}))
    assert "Set <code>&lt;b&gt;</code> to &lt;i&gt;." in page


def test_passes_are_shown_as_well_as_failures() -> None:
    text = text_of(to_html(MIXED))
    for name in ("sound", "open", "later", "tolerated", "absent", "loner"):
        assert name in text


def test_the_verdict_comes_first_and_in_words() -> None:
    text = text_of(to_html(MIXED))
    assert "Not passed: something stands against 1 of the 2 stacks judged (dev)." in text
    assert "not passed: 1 violation, 1 unknown, 1 faulty exception" in text
    assert "Passed: nothing stands against the 1 stack judged." in text_of(to_html(CLEAN))


def test_a_report_of_no_stack_does_not_pass() -> None:
    assert "no stack was judged" in text_of(to_html(report()))


def test_failures_come_before_passes() -> None:
    page = to_html(report(stack(finding(), name="good"), stack(finding(), FAILED, name="poor")))
    assert page.index('id="stack-poor"') < page.index('id="stack-good"')
    evidence = page[page.index('<details class="rule"') :]
    assert evidence.index("open") < evidence.index("records")


def test_it_names_what_was_judged_when_and_by_what() -> None:
    text = text_of(to_html(MIXED))
    for fact in ("abc123+", "2026-05-04 12:30 UTC", "footing 0.1.0", "0.2.0", "0123456789abcdef" * 4):
        assert fact in text


def test_an_exception_shows_its_reason_owner_approval_and_end() -> None:
    text = text_of(to_html(MIXED))
    assert "It holds no health information Data team Ada, 2026-01-02 2026-12-31" in text
    assert "exception from x for y expired on 2026-01-01" in text


def test_a_control_shows_its_claim_its_decision_and_whose_the_rest_is() -> None:
    text = text_of(to_html(MIXED))
    assert "The rule knows databases only." in text
    assert "implement . It costs little." in text
    assert "Platform team . Keep the inventory." in text


def test_a_stack_that_could_not_be_rendered_is_shown_as_such() -> None:
    broken = stack(name="stage", failure="NameError: name 'x' is not defined", graph_sha256=None, resources=0)
    text = text_of(to_html(report(stack(finding()), broken)))
    assert "NameError: name &#39;x&#39; is not defined" in text
    assert "Could not be rendered." in text
    assert "not judged" in text


def test_a_long_policy_is_folded_and_spread_over_lines() -> None:
    policy = json.dumps(json.dumps({"Statement": [{"Sid": "administration of the key" * 5}]}))
    seen = Evidence(resource="records", property="policy", value=policy)
    page = to_html(report(stack(finding(evidence=(seen,)))))
    assert '<details class="value">' in page
    assert "{\n  &#34;Statement&#34;: [" in page


def test_it_needs_no_script_and_no_other_file() -> None:
    page = to_html(MIXED)
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", page)


def test_a_screen_reader_can_follow_it() -> None:
    outline = _Outline()
    outline.feed(to_html(MIXED))
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.tables == outline.captions > 0
    assert outline.unscoped == 0
    assert outline.links <= outline.ids
    assert outline.repeated_ids == set()


class _Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = self.unscoped = 0
        self.ids: set[str] = set()
        self.repeated_ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.unscoped += tag == "th" and "scope" not in given
        place, link = given.get("id"), given.get("href") or ""
        if place:
            self.repeated_ids |= {place} & self.ids
            self.ids.add(place)
        if link.startswith("#"):
            self.links.add(link[1:])


def test_a_proposal_says_wherever_it_appears_that_it_is_not_law() -> None:
    proposed = Catalog(
        framework="HIPAA",
        standing="proposed",
        reference="90 FR",
        url="https://x.test",
        controls=(control(id="proposed 164.312(b)", kind="proposed", addressable=None, decision=None),),
    )
    text = text_of(to_html(report(stack(finding(), catalogs=(proposed,)))))
    assert text.count("HIPAA (proposed, not law)") == 3
    assert "A proposal and not law: what it shows fails nothing." in text
    assert text.count("164.312(b)") == text.count("proposed 164.312(b)") > 0


def test_evidence_is_shown_under_one_control_and_named_under_the_next() -> None:
    controls = (control(), control(id="164.312(e)(1)"))
    catalog = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=controls)
    page = to_html(report(stack(finding(), catalogs=(catalog,))))
    assert page.count("What <code>storage-encrypted</code>") == 1
    assert '<a href="#dev-164-312-a-2-iv">evidence under 164.312(a)(2)(iv)</a>' in page
