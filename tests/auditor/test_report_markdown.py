from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.report.html import INDEX
from auditor.report.markdown_form import FILES, LONGEST, MOST, code, text, to_markdown
from auditor.report.writer import FORMS
from tests.auditor.reports import CLEAN, FAILED, MIXED, UNKNOWN, finding, report, stack
from tests.auditor.test_report_sarif import REPORTS

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
SHORT = st.text(max_size=LONGEST)


def leaves(markdown: str) -> list[Token]:
    return [leaf for token in GITHUB.parse(markdown) for leaf in (token.children or [token])]


def shown(markdown: str) -> str:
    """Return what a reader sees, without the spaces, and without what has no width."""
    parts = (leaf.content for leaf in leaves(markdown) if leaf.type in ("text", "text_special", "code_inline"))
    return visible("".join(parts))


def visible(words: str) -> str:
    return "".join(each for each in words if each.isprintable() and not each.isspace())


@given(words=SHORT)
def test_text_means_nothing_but_itself(words: str) -> None:
    made = leaves(f"On {text(words)} it ends")
    assert {leaf.type for leaf in made} <= {"paragraph_open", "text", "text_special", "paragraph_close"}
    assert visible(words) in shown(f"On {text(words)} it ends")


@given(words=SHORT.filter(lambda words: visible(words) != ""))
def test_code_is_code_whatever_it_holds(words: str) -> None:
    (span,) = (leaf for leaf in leaves(f"On {code(words)} it ends") if leaf.type == "code_inline")
    assert visible(span.content) == visible(words)


@given(words=SHORT.filter(lambda words: visible(words) != ""))
def test_code_in_a_table_stays_in_its_cell(words: str) -> None:
    made = leaves(f"| a | b |\n| --- | --- |\n| {code(words, in_table=True)} | end |")
    (span,) = (leaf for leaf in made if leaf.type == "code_inline")
    assert visible(span.content) == visible(words)
    assert [leaf.content for leaf in made if leaf.type == "text"] == ["a", "b", "end"]


@given(name=st.text(min_size=1), reason=st.text(min_size=1))
def test_a_program_cannot_write_markup_into_a_comment(name: str, reason: str) -> None:
    made = to_markdown(report(stack(finding("fail", name=name, reason=reason))))
    assert not {leaf.type for leaf in leaves(made)} & {"html_inline", "html_block", "image", "s_open", "fence"}
    links = [leaf.attrs["href"] for leaf in leaves(made) if leaf.type == "link_open"]
    assert links == list(FILES)


@pytest.mark.parametrize(
    ("words", "set_as"),
    [
        ("ask @ada", "ask \\@\u200bada"),
        ("see #12", "see \\#\u200b12"),
        ("https://x.test", "https:\u200b//x.test"),
        ("www.x.test", "www\u200b.x.test"),
        ("two\nlines | <b>", "two lines \\| \\<b\\>"),
    ],
)
def test_text_mentions_and_links_to_nothing(words: str, set_as: str) -> None:
    assert text(words) == set_as


def test_a_long_text_is_cut() -> None:
    assert len(text("x" * 10_000)) == LONGEST + 1


def test_the_verdict_comes_first_and_what_stands_against_follows() -> None:
    made = to_markdown(MIXED)
    assert made.startswith("## Not passed: something stands against 1 of the 2 stacks judged (dev).")
    told = ["**fail** `storage-encrypted` (high) on `open`", FAILED.reason, UNKNOWN.reason, "expired on 2026-01-01"]
    told += ["`tolerated` in `dev` until 2026-12-31: It holds no health information"]
    assert [each for each in told if each not in made] == []
    assert made.index("**fail**") < made.index("**unknown**")


def test_nothing_stands_against_what_passed() -> None:
    assert "### Against" not in to_markdown(CLEAN)


def test_what_broke_and_what_checkov_found_stand_against_it_too() -> None:
    assert "could not be rendered: no such zone" in to_markdown(REPORTS["broken"])
    assert "`CKV_AWS_16`" in to_markdown(REPORTS["judged twice"])
    assert "Checkov: could not parse main.tf" in to_markdown(REPORTS["judged twice"])


def test_a_comment_stays_within_what_github_takes() -> None:
    many = stack(*(finding("fail", name=f"it-{number}" * 40, reason="why " * 400) for number in range(1_000)))
    made = to_markdown(report(*[many] * 3))
    assert len(made) < 65_536
    assert f"- and {1_000 - MOST} more, in [findings.csv](findings.csv)" in made


def test_every_file_that_it_links_to_is_written() -> None:
    assert FILES.keys() <= {INDEX, *FORMS, "manifest.json"}
