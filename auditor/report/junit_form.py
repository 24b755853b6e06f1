"""The report for CI servers: JUnit's XML, in which each rule and each control of a stack is a test.

A violation is a failure and an unknown value an error. What was accepted, what nothing was found to judge, and what
only people can show is skipped, with the reason; none of it passes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from auditor.report.arrangement import RuleEvidence, evidence
from auditor.results import CheckovVerdict, ControlVerdict, Finding, Report, Shown, StackVerdict

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any form (https://www.w3.org/TR/xml/#charsets)."""
MOST_NAMED = 50
"""Of how many resources a test's text tells; findings.csv has all."""


def to_junit(report: Report) -> str:
    """Write a report as JUnit's XML."""
    xml = JUnitXml(f"footing: {report.project}")
    for stack in report.stacks:
        for name, cases in _suites(report, stack):
            suite = TestSuite(_text(f"{stack.stack}: {name}"))
            suite.timestamp = f"{report.generated_at:%Y-%m-%dT%H:%M:%S}"
            suite.add_testcases(list(cases))
            xml.add_testsuite(suite)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    xml.write(written)
    return written.getvalue().decode() + "\n"


def _suites(report: Report, stack: StackVerdict) -> Iterator[tuple[str, Iterable[TestCase]]]:
    yield "the stack", [_stack(stack), _exceptions(stack)]
    if stack.failure is not None:
        return
    yield "rules", (_rule(stack, each) for each in evidence(report, stack))
    if stack.checkov is not None:
        yield "Checkov", _checkov(stack, stack.checkov)
    for catalog in stack.catalogs:
        yield catalog.title, (_control(stack, catalog.title, control) for control in catalog.controls)


def _stack(stack: StackVerdict) -> TestCase:
    failed = None if stack.failure is None else Error(_text(f"could not be rendered: {stack.failure}"))
    return _case(stack, "stack", "can be rendered", failed)


def _exceptions(stack: StackVerdict) -> TestCase:
    faulty = [f"{each.exception}: {each.problem}" for each in stack.exception_problems]
    failed = _failure(f"{len(faulty)} at fault", faulty) if faulty else None
    return _case(stack, "stack", "exceptions are in order", failed)


def _rule(stack: StackVerdict, said: RuleEvidence) -> TestCase:
    rule = said.rule
    return _case(stack, "rule", rule.id, _result(said.shown, said.findings, f"{rule.must} {rule.fix}"))


def _checkov(stack: StackVerdict, checkov: CheckovVerdict) -> Iterator[TestCase]:
    problems = _failure("cannot be relied on", checkov.problems) if checkov.problems else None
    yield _case(stack, "checkov", "could read the stack", problems)
    for check in checkov.checks:
        found = [finding for finding in checkov.findings if finding.rule == check.id]
        yield _case(stack, "checkov", check.id, _result(check.shown, found, check.name))


def _control(stack: StackVerdict, framework: str, control: ControlVerdict) -> TestCase:
    about = f"{control.title} ({control.claim}). {control.rationale}"
    if control.manual:
        about += f" {control.manual.owner}: {control.manual.duty}"
    return _case(stack, framework, control.id, _result(control.shown, (), about))


def _result(shown: Shown, findings: Iterable[Finding], about: str) -> Failure | Error | Skipped | None:
    against = [_line(finding) for finding in findings if finding.shown == shown]
    match shown:
        case "pass":
            return None
        case "fail":
            return _failure(about, against)
        case "unknown":
            error = Error(_text(about), "unknown")
            error.text = _listed(against)
            return error
        case _:
            skipped = Skipped(_text(f"{shown}: {about}"), shown)
            if shown == "accepted":
                skipped.text = _listed(against)
            return skipped


def _failure(message: str, lines: Iterable[str]) -> Failure:
    failure = Failure(_text(message), "fail")
    failure.text = _listed(list(lines))
    return failure


def _line(finding: Finding) -> str:
    line = f"{finding.name} ({finding.type}) at {finding.source or 'a line not known'}: {finding.reason}"
    if finding.accepted is None:
        return line
    accepted = finding.accepted
    return f"{line}; accepted until {accepted.expires}: {accepted.reason} (owner {accepted.owner})"


def _listed(lines: list[str]) -> str:
    more = [f"and {len(lines) - MOST_NAMED} more"] if len(lines) > MOST_NAMED else []
    return _text("\n".join([*lines[:MOST_NAMED], *more]))


def _case(stack: StackVerdict, group: str, name: str, result: Failure | Error | Skipped | None) -> TestCase:
    case = TestCase(_text(name), _text(f"{stack.stack}.{group}"))
    if result is not None:
        case.result = [result]
    return case


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
