"""What changed since an earlier report: how it is found, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.report.changes_table import MOST
from auditor.report.comparison import compare
from auditor.report.markdown_form import to_markdown
from auditor.report.table import table
from auditor.report.verification import unaltered_report
from auditor.report.writer import write_report
from auditor.results.changes import Changes, StackChanges
from auditor.results.claims import Catalog
from auditor.results.finding import Finding
from auditor.results.report import CheckovVerdict, CheckSummary, ExceptionProblem, Report
from tests.auditor.projects import out, run, small_project
from tests.auditor.reports import (
    ACCEPTANCE,
    ASSET,
    CLEAN,
    MIXED,
    RULE,
    control,
    finding,
    report,
    said_by_checkov,
    stack,
)

ACCEPTED = finding("fail", accepted=ACCEPTANCE)
ELSEWHERE = finding("not applicable", provided_by="prod")
FINDINGS = [finding(status) for status in ("pass", "fail", "unknown", "not applicable")] + [ACCEPTED, ELSEWHERE, None]


def only(changes: Changes) -> StackChanges:
    (found,) = changes.stacks
    return found


def between(before: Report, now: Report) -> StackChanges:
    return only(compare(before, now, "0" * 64))


ASKED = said_by_checkov(
    finding("fail", rule="CKV_AWS_16", accepted=ACCEPTANCE),
    checks=(CheckSummary(id="CKV_AWS_16", name="Encrypted", accepted=1),),
)


def with_checkov(asked: CheckovVerdict | None) -> Report:
    cites = control(id="CC6.1", checkov=("CKV_AWS_16",), shown="accepted" if asked else "pass")
    claimed = Catalog(framework="F", reference="R", url="https://x.test", controls=(cites,))
    return report(stack(checkov=asked, catalogs=(claimed,)))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(ASKED, None, "asked then and not now"), (None, ASKED, "asked now and not then"), (ASKED, ASKED, "")],
)
def test_a_judge_who_was_asked_only_once_is_not_compared(
    before: CheckovVerdict | None, now: CheckovVerdict | None, said: str
) -> None:
    changes = compare(with_checkov(before), with_checkov(now), "0" * 64)
    assert only(changes).changes == ()
    assert said in changes.not_compared
    told = report().model_copy(update={"changes": changes})
    for form in (table(told), to_markdown(told)):
        assert ("are not compared" in form) is bool(said)


def test_a_violation_of_a_rule_that_is_gone_went_otherwise() -> None:
    before = with_finding(finding("fail"))
    now = report(stack()).model_copy(update={"rules": ()})
    assert [each.direction for each in between(before, now).changes if each.kind == "rule"] == ["otherwise"]


def with_finding(made: Finding | None) -> Report:
    return report(stack(*([made] if made else [])))


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ("pass", "fail", "worse"),
        ("pass", "unknown", "worse"),
        ("unknown", "fail", "worse"),
        ("fail", "unknown", "better"),
        ("fail", "pass", "better"),
        ("unknown", "pass", "better"),
        ("pass", "not applicable", "otherwise"),
        ("not applicable", "pass", None),
        ("pass", "pass", None),
        ("fail", "fail", None),
    ],
)
def test_a_rule_on_a_resource_gets_better_or_worse(before: str, now: str, direction: str | None) -> None:
    found = between(with_finding(finding(before)), with_finding(finding(now)))
    assert [each.direction for each in found.changes if each.kind == "rule"] == ([direction] if direction else [])


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        (finding("fail"), ACCEPTED, "better"),
        (ACCEPTED, finding("fail"), "worse"),
        (finding("pass"), ACCEPTED, "worse"),
        (None, finding("fail"), "worse"),
        (finding("fail"), None, "better"),
        (None, finding("pass"), None),
        (finding("pass"), None, None),
    ],
)
def test_what_is_accepted_new_or_gone_is_weighed(before: Any, now: Any, direction: str | None) -> None:
    found = between(with_finding(before), with_finding(now))
    assert [each.direction for each in found.changes] == ([direction] if direction else [])


@given(before=st.sampled_from(FINDINGS), now=st.sampled_from(FINDINGS))
def test_what_got_better_one_way_got_worse_the_other(before: Finding | None, now: Finding | None) -> None:
    there = {each.direction for each in between(with_finding(before), with_finding(now)).changes} - {"otherwise"}
    back = {each.direction for each in between(with_finding(now), with_finding(before)).changes} - {"otherwise"}
    turned = {"better": "worse", "worse": "better"}
    assert back == {turned[each] for each in there}


@pytest.mark.parametrize("made", [CLEAN, MIXED, report()], ids=["clean", "mixed", "empty"])
def test_nothing_changes_from_a_report_to_itself(made: Report) -> None:
    found = compare(made, made, "0" * 64)
    assert [each.changes for each in found.stacks] == [()] * len(made.stacks)
    assert "nothing changed that weighs" in to_markdown(made.model_copy(update={"changes": found}))


def test_a_control_changes_by_its_framework_and_id() -> None:
    now = stack(finding())
    (catalog,) = now.catalogs
    failing = now.model_copy(
        update={"catalogs": (catalog.model_copy(update={"controls": (control(shown="fail"), control(id="new"))}),)}
    )
    (change,) = between(report(now), report(failing)).changes
    assert (change.kind, change.id, change.of, change.was, change.now) == (
        "control",
        "164.312(a)(2)(iv)",
        "HIPAA",
        "pass",
        "fail",
    )


def test_an_exception_that_is_at_fault_is_a_change() -> None:
    faulty = stack(exception_problems=(ExceptionProblem(exception="exception from x", problem="expired"),))
    (change,) = between(report(stack()), report(faulty)).changes
    assert (change.kind, change.id, change.direction) == ("exception", "exception from x", "worse")


def test_resources_and_rules_that_come_and_go_are_listed() -> None:
    more = stack(inventory=(ASSET, replace(ASSET, urn="urn:new")))
    found = compare(report(stack()), report(more).model_copy(update={"rules": (RULE,)}), "0" * 64)
    assert only(found).resources_added == ("urn:new",)
    assert (found.rules_added, found.rules_removed) == ((), ("storage-named",))
    assert between(report(more), report(stack())).resources_removed == ("urn:new",)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (report(), report(stack()), "`dev`: was not judged then"),
        (report(stack()), report(), "`dev`: was not judged now"),
        (with_finding(finding("fail")), with_finding(finding()), "`dev`: **passes now**"),
        (with_finding(finding()), with_finding(finding("fail")), "`dev`: **passes no longer**"),
        (
            with_finding(finding()),
            with_finding(finding("fail")),
            "`dev`: worse: rule `storage-encrypted` on `records`: pass → fail",
        ),
    ],
)
def test_a_comment_and_the_terminal_tell_what_changed(before: Report, now: Report, told: str) -> None:
    both = now.model_copy(update={"changes": compare(before, now, "0" * 64)})
    assert f"- {told}\n" in to_markdown(both)
    plain = told.replace("`", "").replace("**", "").partition(": ")[2].removeprefix("worse: ")
    assert plain in table(both)


def test_many_changes_are_cut_on_a_terminal() -> None:
    worse = stack(*(finding("fail", name=f"it-{number}") for number in range(MOST + 5)))
    both = report(worse).model_copy(update={"changes": compare(report(stack()), report(worse), "0" * 64)})
    assert "  and 5 more\n" in table(both)


def test_a_report_reads_as_it_was_written(tmp_path: Path) -> None:
    write_report(MIXED, tmp_path / "report")
    assert unaltered_report(tmp_path / "report")[0] == MIXED


def test_an_altered_report_is_no_baseline(tmp_path: Path) -> None:
    write_report(CLEAN, tmp_path / "report")
    (tmp_path / "report" / "evidence.json").write_text("{}")
    with pytest.raises(InputError, match=r"report: altered: evidence\.json has 2 bytes, and had .*; see `footing ver"):
        unaltered_report(tmp_path / "report")


PROGRAM = "from pulumi_aws import kms\nkms.Key('k', enable_key_rotation={}, policy='{{}}')\n"


def test_the_command_compares_with_the_report_that_it_replaces(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", PROGRAM.format(True), "dev")
    run(project)
    first = json.loads((out(project) / "evidence.json").read_text())
    (project / "__main__.py").write_text(PROGRAM.format(False))
    done = run(project, "--baseline", str(out(project)), "--period", "2026-01-01..2026-12-31")
    assert "worse  dev: rule key-rotates on k: pass → fail" in done.output
    evidence = json.loads((out(project) / "evidence.json").read_text())
    assert evidence["changes"]["baseline_generated_at"] == first["generated_at"]
    assert evidence["period"] == {"first": "2026-01-01", "last": "2026-12-31"}
    assert "rule `key-rotates` on `k`: pass → fail" in (out(project) / "summary.md").read_text()
    assert "2026-01-01 to 2026-12-31" in (out(project) / "index.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--baseline", "nowhere"], "nowhere/manifest.json: cannot be read"),
        (["--sign", "nowhere"], "--sign: nowhere: there is no such file"),
        (["--period", "2026"], "--period: '2026' is no period"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_judged(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.cli.assessed", lambda *_, **__: pytest.fail("was judged"))
    done = run(small_project(tmp_path / "project", "", "dev"), *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert not out(tmp_path / "project").exists()
