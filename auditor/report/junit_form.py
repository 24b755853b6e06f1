"""The report for CI servers: JUnit's XML, in which each rule and each control of a stack is a test.

A violation is a failure and an unknown value an error. What was accepted, what nothing was found to judge, and what
only people can show is skipped, with the reason; none of it passes. An exception is told with every rule and control
that it is from, whatever else that shows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from auditor.report.acceptances import Deviation, by_exception, deviations, told
from auditor.report.arrangement import RuleEvidence, evidence
from auditor.report.disparities import FIX, JUDGE, MUST, disparities
from auditor.results.claims import ControlVerdict
from auditor.results.finding import Finding
from auditor.results.report import CheckovVerdict, Report, StackVerdict
from auditor.results.words import Shown

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
    if report.parity is not None:
        suite = TestSuite(JUDGE)
        suite.timestamp = f"{report.generated_at:%Y-%m-%dT%H:%M:%S}"
        suite.add_testcases(list(_parity(report)))
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
    excepted = deviations([stack])
    for catalog in stack.catalogs:
        fails = catalog.standing == "in force" or report.proposed_enforced
        yield catalog.title, [_control(stack, catalog.title, control, excepted, fails) for control in catalog.controls]


def _parity(report: Report) -> Iterator[TestCase]:
    found = disparities(report.parity)
    for each in found:
        yield _named(JUDGE, each.about, _failure(f"{each.kind}. {FIX}", [each.reason]))
    if not found:
        yield _named(JUDGE, MUST, None)


def _stack(stack: StackVerdict) -> TestCase:
    failed = None if stack.failure is None else Error(_text(f"could not be rendered: {stack.failure}"))
    return _case(stack, "stack", "can be rendered", failed)


def _exceptions(stack: StackVerdict) -> TestCase:
    faulty = [f"{each.exception}: {each.problem}" for each in stack.exception_problems]
    failed = _failure(f"{len(faulty)} at fault", faulty) if faulty else None
    return _case(stack, "stack", "exceptions are in order", failed)


def _rule(stack: StackVerdict, said: RuleEvidence) -> TestCase:
    rule = said.rule
    return _case(stack, "rule", rule.id, _judged(stack, said.shown, said.findings, f"{rule.must} {rule.fix}"))


def _checkov(stack: StackVerdict, checkov: CheckovVerdict) -> Iterator[TestCase]:
    problems = _failure("cannot be relied on", checkov.problems) if checkov.problems else None
    yield _case(stack, "checkov", "could read the stack", problems)
    for check in checkov.checks:
        found = [finding for finding in checkov.findings if finding.rule == check.id]
        yield _case(stack, "checkov", check.id, _judged(stack, check.shown, found, check.name))


def _control(
    stack: StackVerdict, framework: str, control: ControlVerdict, excepted: Iterable[Deviation], fails: bool
) -> TestCase:
    """Return what a control shows. What is no more than proposed fails nothing, unless it was asked to."""
    about = f"{control.title} ({control.claim}). {control.rationale}"
    if control.manual:
        about += f" {control.manual.owner}: {control.manual.duty}"
    weakening = [each for each in excepted if control.id in each.accepted.weakens]
    result = _result(control.shown, list(_accepted(weakening)), about)
    if isinstance(result, Failure | Error) and not fails:
        listed = result.text
        result = Skipped(_text(f"{control.shown}, and proposed, not law: {about}"), control.shown)
        result.text = listed
    return _case(stack, framework, control.id, result)


def _judged(
    stack: StackVerdict, shown: Shown, findings: Sequence[Finding], about: str
) -> Failure | Error | Skipped | None:
    """Return what a rule or a check comes to, with what stands against it and what was accepted."""
    against = _cut([_line(finding) for finding in findings if finding.blocks and finding.shown == shown])
    excepted = by_exception((stack.stack, finding) for finding in findings)
    return _result(shown, [*against, *_accepted(excepted)], about)


def _result(shown: Shown, lines: Sequence[str], about: str) -> Failure | Error | Skipped | None:
    match shown:
        case "pass":
            return None
        case "fail":
            return _failure(about, lines)
        case "unknown":
            error = Error(_text(about), "unknown")
            error.text = _listed(lines)
            return error
        case _:
            skipped = Skipped(_text(f"{shown}: {about}"), shown)
            if shown == "accepted":
                skipped.text = _listed(lines)
            return skipped


def _failure(message: str, lines: Iterable[str]) -> Failure:
    failure = Failure(_text(message), "fail")
    failure.text = _listed(lines)
    return failure


def _line(finding: Finding) -> str:
    return f"{finding.name} ({finding.type}) at {finding.source or 'a line not known'}: {finding.reason}"


def _accepted(excepted: Iterable[Deviation]) -> Iterator[str]:
    """Yield each exception in full, after the violations that it accepts."""
    for each in excepted:
        yield from _cut([_line(finding) for _, finding in each.found])
        yield f"accepted, an exception from {each.rule}: {told(each.accepted)}"


def _cut(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - MOST_NAMED} more"] if len(lines) > MOST_NAMED else []
    return [*lines[:MOST_NAMED], *more]


def _listed(lines: Iterable[str]) -> str:
    return _text("\n".join(lines))


def _case(stack: StackVerdict, group: str, name: str, result: Failure | Error | Skipped | None) -> TestCase:
    return _named(f"{stack.stack}.{group}", name, result)


def _named(group: str, name: str, result: Failure | Error | Skipped | None) -> TestCase:
    case = TestCase(_text(name), _text(group))
    if result is not None:
        case.result = [result]
    return case


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
