from __future__ import annotations

import json
import re

from auditor.report.comparison import compare
from auditor.report.html import MOST_CHANGES, to_pages
from auditor.results.claims import Catalog
from auditor.results.finding import Evidence
from auditor.results.report import Report
from tests.auditor.reports import ACCEPTANCE, CLEAN, FAILED, LONER, MIXED, RULE, control, finding, report, stack


def to_html(made: Report) -> str:
    """Return all pages, one after the other."""
    return "\n".join(to_pages(made).values())


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
    made = report(stack(finding(), name="good"), stack(finding(), FAILED, name="poor"))
    pages = to_pages(made)
    assert pages["index.html"].index("stacks/poor.html") < pages["index.html"].index("stacks/good.html")
    poor = pages["stacks/poor.html"]
    assert poor.index("What stands against it") < poor.index(FAILED.reason) < poor.index("</h3>")
    assert poor.index(RULE.fix.split("`")[0]) < poor.index("</h3>")


def test_it_names_what_was_judged_when_and_by_what() -> None:
    text = text_of(to_html(MIXED))
    for fact in ("abc123+", "2026-05-04 12:30 UTC", "footing 0.1.0", "0.2.0", "0123456789abcdef" * 4):
        assert fact in text


def test_an_exception_shows_its_reason_owner_approval_and_end() -> None:
    text = text_of(to_html(MIXED))
    told = f"{ACCEPTANCE.reason} {ACCEPTANCE.compensating_control} Data team accepted in the name of Ada on 2026-01-02"
    assert f"{told} 2026-12-31 164.312(a)(2)(iv)" in text
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
    assert '<details class="values">' in page
    assert "{\n &#34;Statement&#34;: [" in page


def test_it_needs_no_script_and_no_other_file() -> None:
    page = to_html(MIXED)
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", page)


def test_a_proposal_says_wherever_it_appears_that_it_is_not_law() -> None:
    proposed = Catalog(
        framework="HIPAA",
        standing="proposed",
        reference="90 FR",
        url="https://x.test",
        controls=(control(id="proposed 164.312(b)", kind="proposed", addressable=None, decision=None),),
    )
    text = text_of(to_html(report(stack(finding(), catalogs=(proposed,)))))
    assert text.count("HIPAA (proposed, not law)") >= 4
    assert "A proposal and not law: what it shows fails nothing." in text
    assert text.count("164.312(b)") == text.count("proposed 164.312(b)") > 0


def test_a_value_is_shown_once_for_a_resource_whichever_rules_looked_at_it() -> None:
    pages = to_pages(report(stack(finding(), finding(rule=LONER.id))))
    assert pages["stacks/dev.html"].count("= <code>true</code>") == 1
    assert not any("= <code>true</code>" in page for name, page in pages.items() if name != "stacks/dev.html")


def test_a_control_names_every_resource_of_its_population() -> None:
    names = [f"records-{number}" for number in range(40)]
    page = to_pages(report(stack(*(finding(name=name) for name in names))))["controls/hipaa.html"]
    assert all(f">{name}</a>" in page for name in names)
    assert "40 resources" in text_of(page)


def test_a_status_is_a_word_and_never_a_symbol_alone() -> None:
    pages = to_pages(MIXED)
    tags = re.findall(
        r'<span class="tag [a-z-]+"><span aria-hidden="true">(.)</span> ([a-z ]+)</span>', "".join(pages.values())
    )
    assert {("✓", "pass"), ("✗", "fail"), ("?", "unknown"), ("!", "accepted")} <= set(tags)
    assert len(tags) == "".join(pages.values()).count('<span class="tag ')


def test_what_changed_is_told_on_a_page_of_its_own() -> None:
    earlier = report(stack(finding(name="open")))
    changed = MIXED.model_copy(update={"changes": compare(earlier, MIXED, "f" * 64)})
    pages = to_pages(changed)
    assert "changes.html" in pages["index.html"]
    assert "open dev worse rule storage-encrypted ✓ pass ✗ fail" in text_of(pages["changes.html"])
    assert "changes.html" not in to_pages(MIXED)
    assert "footing report --baseline FOLDER" in to_pages(MIXED)["index.html"]
    assert "--baseline" not in pages["index.html"]


def test_what_became_worse_is_told_near_the_verdict() -> None:
    names = [f"open-{place:02}" for place in range(MOST_CHANGES + 2)]
    earlier = report(stack(*(finding(name=name) for name in names), finding("fail", name="mended")))
    made = report(stack(*(finding("fail", name=name) for name in names), finding(name="mended")))
    page = to_pages(made.model_copy(update={"changes": compare(earlier, made, "f" * 64)}))["index.html"]
    text = text_of(page[: page.index('id="controls"')])
    assert (
        "What changed Since the report of 2026-05-04 12:30 UTC on commit abc123+ : 12 things are worse, 1 better"
        in text
    )
    assert "dev: does not pass, as it did not; 0 resources new, 0 gone" in text
    assert "What is worse, the first 10 of 12" in text
    assert [name for name in names if f"{name} dev worse" in text] == names[:MOST_CHANGES]
    assert "mended" not in text
