from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from auditor.errors import InputError
from auditor.report import writer
from auditor.report.csv_form import controls_csv, findings_csv
from auditor.report.html import to_html
from auditor.report.json_form import schema, to_json
from auditor.report.table import print_table, table
from auditor.report.writer import check_writable, write_report
from auditor.results import Evidence, ExceptionProblem, Report
from tests.auditor.reports import ACCEPTANCE, LONER, RULE, control, finding, report, stack

DOCS = Path(__file__).parent.parent.parent / "docs"
FAILED = finding("fail", name="open", reason="the storage is not encrypted")
UNKNOWN = finding("unknown", name="later", reason="storageEncrypted is not known before deployment")
MIXED = report(
    stack(
        finding("pass", name="sound"),
        FAILED,
        UNKNOWN,
        finding("fail", name="tolerated", accepted=ACCEPTANCE, reason="the storage is not encrypted"),
        finding("not applicable", name="absent", provided_by="prod", reason="provided by prod"),
        finding("pass", name="loner", rule=LONER.id),
        exception_problems=(ExceptionProblem(exception="exception from x for y", problem="expired on 2026-01-01"),),
    ),
    stack(finding("pass"), name="prod"),
)
CLEAN = report(stack(finding("pass")))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


class TestPage:
    def test_what_a_program_calls_its_resources_cannot_become_markup(self) -> None:
        page = to_html(report(stack(finding("fail", name="<script>alert(1)</script>", reason="<img src=x onerror=y>"))))
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    def test_a_fix_shows_its_code_and_nothing_else_as_markup(self) -> None:
        spiteful = RULE.model_copy(update={"fix": "Set `<b>` to <i>."})
        page = to_html(report(stack(FAILED)).model_copy(update={"rules": (spiteful, LONER)}))
        assert "Set <code>&lt;b&gt;</code> to &lt;i&gt;." in page

    def test_passes_are_shown_as_well_as_failures(self) -> None:
        text = text_of(to_html(MIXED))
        for name in ("sound", "open", "later", "tolerated", "absent", "loner"):
            assert name in text

    def test_the_verdict_comes_first_and_in_words(self) -> None:
        text = text_of(to_html(MIXED))
        assert "Not passed: something stands against 1 of the 2 stacks judged (dev)." in text
        assert "not passed: 1 violation, 1 unknown, 1 faulty exception" in text
        assert "Passed: nothing stands against the 1 stack judged." in text_of(to_html(CLEAN))

    def test_a_report_of_no_stack_does_not_pass(self) -> None:
        assert "no stack was judged" in text_of(to_html(report()))

    def test_failures_come_before_passes(self) -> None:
        page = to_html(report(stack(finding(), name="good"), stack(finding(), FAILED, name="poor")))
        assert page.index('id="stack-poor"') < page.index('id="stack-good"')
        evidence = page[page.index('<details class="rule"') :]
        assert evidence.index("open") < evidence.index("records")

    def test_it_names_what_was_judged_when_and_by_what(self) -> None:
        text = text_of(to_html(MIXED))
        for fact in ("abc123+", "2026-05-04 12:30 UTC", "footing 0.1.0", "0.2.0", "0123456789abcdef" * 4):
            assert fact in text

    def test_an_exception_shows_its_reason_owner_approval_and_end(self) -> None:
        text = text_of(to_html(MIXED))
        assert "It holds no health information Data team Ada, 2026-01-02 2026-12-31" in text
        assert "exception from x for y expired on 2026-01-01" in text

    def test_a_control_shows_its_claim_its_decision_and_whose_the_rest_is(self) -> None:
        text = text_of(to_html(MIXED))
        assert "The rule knows databases only." in text
        assert "implement . It costs little." in text
        assert "Platform team . Keep the inventory." in text

    def test_a_stack_that_could_not_be_rendered_is_shown_as_such(self) -> None:
        broken = stack(name="stage", failure="NameError: name 'x' is not defined", graph_sha256=None, resources=0)
        text = text_of(to_html(report(stack(finding()), broken)))
        assert "NameError: name &#39;x&#39; is not defined" in text
        assert "Could not be rendered." in text
        assert "not judged" in text

    def test_a_long_policy_is_folded_and_spread_over_lines(self) -> None:
        policy = json.dumps(json.dumps({"Statement": [{"Sid": "administration of the key" * 5}]}))
        seen = Evidence(resource="records", property="policy", value=policy)
        page = to_html(report(stack(finding(evidence=(seen,)))))
        assert '<details class="value">' in page
        assert "{\n  &#34;Statement&#34;: [" in page

    def test_it_needs_no_script_and_no_other_file(self) -> None:
        page = to_html(MIXED)
        assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", page)

    def test_a_screen_reader_can_follow_it(self) -> None:
        outline = _Outline()
        outline.feed(to_html(MIXED))
        assert outline.headings[0] == 1
        assert outline.headings.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
        assert outline.tables == outline.captions > 0
        assert outline.unscoped == 0
        assert outline.links <= outline.ids
        assert outline.repeated_ids == set()

    def test_equal_reports_are_equal_bytes(self) -> None:
        again = Report.model_validate_json(to_json(MIXED))
        assert [form(MIXED) for form in writer.FORMS.values()] == [form(again) for form in writer.FORMS.values()]


class TestJson:
    def test_the_schema_that_is_checked_in_is_current(self) -> None:
        assert (DOCS / "report.schema.json").read_text(encoding="utf-8") == schema(), "write it anew: footing schema"

    @pytest.mark.parametrize("made", [MIXED, CLEAN, report()], ids=["mixed", "clean", "empty"])
    def test_a_report_keeps_to_the_schema(self, made: Report) -> None:
        validator = jsonschema.Draft202012Validator(json.loads(schema()))
        validator.check_schema(validator.schema)
        validator.validate(json.loads(to_json(made)))


class TestCsv:
    def test_every_finding_has_a_line_with_its_controls(self) -> None:
        lines = list(csv.DictReader(findings_csv(MIXED).splitlines()))
        assert [line["shown"] for line in lines[:4]] == ["pass", "fail", "unknown", "accepted"]
        assert lines[0]["controls"] == "164.312(a)(2)(iv)"
        assert lines[0]["evidence"] == "storageEncrypted = true"
        assert lines[3]["exception_expires"] == "2026-12-31"

    def test_every_control_has_a_line_with_its_owner(self) -> None:
        (line,) = csv.DictReader(controls_csv(CLEAN).splitlines())
        assert (line["claim"], line["shown"], line["owner"]) == ("partial", "pass", "Platform team")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_a_cell_cannot_be_taken_for_a_formula(self, start: str) -> None:
        (line,) = csv.DictReader(findings_csv(report(stack(finding(name=f"{start}cmd|' /C calc'!A0")))).splitlines())
        assert not line["resource"].startswith(start)

    def test_a_table_without_lines_still_names_its_columns(self) -> None:
        assert findings_csv(report()).startswith("stack,rule,severity")


class TestTable:
    def test_a_stack_is_one_line_of_counted_rules(self) -> None:
        first = table(CLEAN).splitlines()[2]
        assert re.sub(r"\x1b\[\d+m", "", first).split() == ["dev", "passed", "7", "1", "0", "0", "0", "1"]

    def test_what_stands_against_a_stack_is_told_with_the_way_to_mend_it(self) -> None:
        shown = table(MIXED)
        assert f"at   {FAILED.source}\n  why  {FAILED.reason}\n  fix  {RULE.fix}" in shown
        assert UNKNOWN.reason in shown
        assert "expired on 2026-01-01" in shown

    def test_colours_stay_out_of_what_is_no_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_table(MIXED)
        assert "\x1b" not in capsys.readouterr().out

    def test_a_stack_that_could_not_be_rendered_says_why(self) -> None:
        assert "no such zone" in table(report(stack(failure="no such zone")))


class TestWriter:
    def test_the_page_to_open_comes_first_and_all_are_there(self, tmp_path: Path) -> None:
        written = write_report(CLEAN, tmp_path / "build" / "report")
        assert [path.name for path in written] == ["index.html", "report.json", "findings.csv", "controls.csv"]
        assert all(path.is_file() for path in written)

    def test_a_later_report_replaces_an_earlier_one_and_leaves_nothing_beside_it(self, tmp_path: Path) -> None:
        write_report(MIXED, tmp_path / "report")
        write_report(CLEAN, tmp_path / "report")
        assert (tmp_path / "report" / "report.json").read_text(encoding="utf-8") == to_json(CLEAN)
        assert [path.name for path in tmp_path.iterdir()] == ["report"]

    @pytest.mark.parametrize("moment", ["write_text", "rename"])
    @pytest.mark.parametrize("how", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=str)
    def test_an_interrupted_write_leaves_the_earlier_report_whole(
        self, moment: str, how: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        earlier = {path: path.read_bytes() for path in write_report(MIXED, tmp_path / "report")}
        original = getattr(Path, moment)

        def interrupted(path: Path, *arguments: object, **options: object) -> object:
            if path.name == "controls.csv" or path.name.endswith(".new"):
                raise how
            return original(path, *arguments, **options)

        monkeypatch.setattr(Path, moment, interrupted)
        with pytest.raises((KeyboardInterrupt, InputError)):
            write_report(CLEAN, tmp_path / "report")
        assert {path: path.read_bytes() for path in (tmp_path / "report").iterdir()} == earlier
        assert [path.name for path in tmp_path.iterdir()] == ["report"]

    @pytest.mark.parametrize("write", [lambda folder: write_report(CLEAN, folder), check_writable])
    def test_a_folder_that_cannot_be_written_is_named(self, write: object, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        for folder in (tmp_path / "file", tmp_path / "file" / "report"):
            with pytest.raises(InputError, match=re.escape(f"{folder}: cannot be written")):
                write(folder)  # type: ignore[operator]

    def test_a_folder_that_holds_something_else_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.tex").write_text("years of work")
        with pytest.raises(InputError, match=r"holds thesis\.tex, which is not a report's"):
            write_report(CLEAN, tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


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
