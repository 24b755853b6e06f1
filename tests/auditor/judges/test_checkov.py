"""What becomes of Checkov's answer: traced back, held against the exceptions, and never better than it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from auditor.checkov.answer import Answer, Broken
from auditor.checkov.environment import Checkov
from auditor.judges import checkov as subject
from auditor.judges.checkov import judge_by_checkov
from auditor.results.report import CheckovVerdict, StackVerdict
from policies.exceptions import RuleException
from tests.conftest import Record

CHECKOV = Checkov(python=Path("python"), memory=Path("memory"))
TODAY = date(2026, 6, 1)
LOGS, SITE = "aws_s3_bucket.logs", "aws_s3_bucket.site"
VERSIONED, LOGGED = "CKV_AWS_21", "CKV_AWS_18"
ANSWER: dict[str, Any] = {
    **dict.fromkeys(Answer.model_fields, ()),
    "version": "3.3.30",
    "names": {VERSIONED: "Ensure versioning", LOGGED: "Ensure logging"},
    "seen": (LOGS, SITE),
}


def buckets() -> None:
    parent = pulumi.ComponentResource("example:web:Buckets", "buckets")
    for name in ("logs", "site"):
        aws.s3.Bucket(name, opts=pulumi.ResourceOptions(parent=parent))


def exception(**changes: Any) -> RuleException:
    return RuleException.model_validate(
        {
            "rule": VERSIONED,
            "resource": "aws:s3/bucket:Bucket::site",
            "stacks": ["test"],
            "reason": "It can be made anew.",
            "compensating_control": "Its content is built from the repository at each release.",
            "owner": "web@example.com",
            "approved_by": "Ada",
            "approved_on": date(2026, 1, 1),
            "expires": date(2026, 12, 31),
            **changes,
        }
    )


Judge = Any


@pytest.fixture
def judge(recorded: Record, monkeypatch: pytest.MonkeyPatch) -> Judge:
    def run(*exceptions: RuleException, program: Any = buckets, **said: Any) -> tuple[CheckovVerdict, list[str]]:
        answer = Answer.model_validate({**ANSWER, **said})
        monkeypatch.setattr(subject, "remembered", lambda checkov, files: [answer])
        verdict, faulty = judge_by_checkov(recorded(program), CHECKOV, exceptions, TODAY)
        return verdict, [f"{each.exception} {each.problem}" for each in faulty]

    return run


def test_a_failure_is_traced_to_the_resource_its_component_and_the_line(judge: Judge) -> None:
    verdict, _ = judge(failed=[(VERSIONED, SITE)])
    (finding,) = verdict.findings
    assert (finding.rule, finding.type, finding.name) == (VERSIONED, "aws:s3/bucket:Bucket", "site")
    assert finding.urn == "urn:pulumi:test::footing::example:web:Buckets$aws:s3/bucket:Bucket::site"
    line = 1 + next(n for n, text in enumerate(Path(__file__).read_text().splitlines()) if "aws.s3.Bucket(" in text)
    assert finding.source == f"tests/auditor/judges/test_checkov.py:{line}"
    assert "Ensure" in finding.reason
    assert not verdict.passed


def test_it_is_said_how_much_was_seen_and_what_was_said(judge: Judge) -> None:
    said = {"passed": [(VERSIONED, LOGS), (LOGGED, LOGS)], "failed": [(VERSIONED, SITE)], "silent": [(LOGGED, SITE)]}
    verdict, _ = judge(**said)
    assert (verdict.version, verdict.resources, verdict.of_resources) == ("3.3.30", 2, 2)
    assert verdict.counts == {"pass": 2, "fail": 1, "accepted": 0, "silent": 1}
    assert [(each.id, each.passed, each.failed, each.silent, each.shown) for each in verdict.checks] == [
        (LOGGED, 1, 0, 1, "pass"),
        (VERSIONED, 1, 1, 0, "fail"),
    ]
    assert [each.passing for each in verdict.checks] == [("aws:s3/bucket:Bucket::logs",)] * 2


def test_what_passes_keeps_nothing_from_passing(judge: Judge) -> None:
    verdict, _ = judge(passed=[(VERSIONED, SITE)], silent=[(LOGGED, SITE)])
    assert verdict.passed


def test_a_stack_passes_only_if_checkov_has_nothing_against_it_either(judge: Judge) -> None:
    content, discontent = judge()[0], judge(failed=[(VERSIONED, SITE)])[0]
    stack = StackVerdict(stack="test", origin="program", checkov=content)
    assert stack.passed
    assert not stack.model_copy(update={"checkov": discontent}).passed


PROBLEMS = [
    ("a file that was not parsed", {"unparsed": ["main.tf"]}, "main.tf: could not be parsed"),
    ("a policy that was not read", {"unread": [f"{SITE}: policy"]}, "not understood"),
    ("a check of all resources that broke", {"broken": [Broken(check="CKV2_AWS_6", address="", reason="E")]}, "broke"),
    ("an error", {"errors": ["Did not find context"]}, "Did not find context"),
    ("a resource that it did not see", {"seen": (LOGS,)}, f"{SITE}: shown to Checkov, which did not see it"),
]


@pytest.mark.parametrize(("said", "problem"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS])
def test_nothing_that_goes_wrong_passes_in_silence(said: dict[str, Any], problem: str, judge: Judge) -> None:
    verdict, _ = judge(**said)
    assert [problem in each for each in verdict.problems] == [True]
    assert not verdict.passed


def test_a_check_that_breaks_down_on_a_resource_is_a_violation_of_it(judge: Judge) -> None:
    verdict, _ = judge(broken=[Broken(check=VERSIONED, address=SITE, reason="TypeError: x")])
    (finding,) = verdict.findings
    assert (finding.shown, finding.name) == ("fail", "site")
    assert "broke down" in finding.reason


def test_an_exception_accepts_what_it_names(judge: Judge) -> None:
    verdict, faulty = judge(exception(), passed=[(VERSIONED, LOGS)], failed=[(VERSIONED, SITE)])
    assert verdict.counts["accepted"] == 1
    assert verdict.findings[0].shown == "accepted"
    assert verdict.findings[0].accepted.reason == "It can be made anew."
    assert verdict.passed
    assert faulty == []


FAULTY = [
    ("needed by nothing", {}, {"passed": [(VERSIONED, SITE)]}, "accepts nothing"),
    (
        "wider than the violation",
        {"resource": "aws:s3/bucket:Bucket::*"},
        {"passed": [(VERSIONED, LOGS)], "failed": [(VERSIONED, SITE)]},
        "is too broad: it also covers logs",
    ),
    ("expired", {"expires": date(2026, 5, 1)}, {"failed": [(VERSIONED, SITE)]}, "expired on 2026-05-01"),
]


@pytest.mark.parametrize(("changes", "said", "problem"), [row[1:] for row in FAULTY], ids=[row[0] for row in FAULTY])
def test_an_exception_that_does_not_hold_is_told(
    changes: dict[str, Any], said: dict[str, Any], problem: str, judge: Judge
) -> None:
    _, faulty = judge(exception(**changes), **said)
    assert [problem in each for each in faulty] == [True]


def test_exceptions_from_rules_are_none_of_its_business(judge: Judge) -> None:
    _, faulty = judge(exception(rule="key-rotates"))
    assert faulty == []


def other_providers() -> None:
    aws.s3.Bucket("site")
    pulumi.CustomResource("example:index:Thing", "thing", {})


def test_what_has_no_translation_is_named(judge: Judge) -> None:
    verdict, _ = judge(program=other_providers, seen=("aws_s3_bucket.site",))
    assert (verdict.resources, verdict.of_resources, verdict.not_shown) == (1, 2, ("example:index:Thing",))
    assert verdict.passed


def test_what_is_no_resource_stands_for_itself(judge: Judge) -> None:
    verdict, _ = judge(failed=[("CKV_AWS_41", "aws.default")])
    (finding,) = verdict.findings
    assert (finding.type, finding.name, finding.source) == ("aws", "default", None)
