"""The report on a terminal: a line for every stack, what was accepted, what stands against it and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import indent

import click
from tabulate import tabulate

from auditor.report.arrangement import blocking, counted, overall, shown_by_rule, verdict
from auditor.report.changes_table import since
from auditor.report.checkov_table import sections
from auditor.report.exceptions_table import accepted
from auditor.results.finding import Finding
from auditor.results.report import Report, RuleSummary, StackVerdict

HEADERS = ("stack", "verdict", "resources", "rules: pass", "fail", "unknown", "accepted", "not applicable")


def print_table(report: Report) -> None:
    """Print a report. `click.echo` takes the colours out where the output is no terminal."""
    click.echo(table(report))


def table(report: Report) -> str:
    """Return the report as text, with the colours of a terminal."""
    overview = tabulate(
        [_row(report, stack) for stack in report.stacks],
        HEADERS,
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", "left", *["right"] * (len(HEADERS) - 2)),
    )
    against = [section for stack in report.stacks for section in _against(report, stack)]
    checkov = sections(report.stacks)
    changed = [since(report.changes)] if report.changes else []
    compared = list(_disparities(report))
    return "\n\n".join(
        [
            overview,
            *accepted(report),
            *against,
            *checkov,
            *changed,
            *compared,
            _coloured(overall(report), passed=report.passed),
        ]
    )


def _disparities(report: Report) -> Iterator[str]:
    """Tell what differs between stacks, and nobody declared; and what was declared, and does not."""
    for each in report.parity.undeclared if report.parity else ():
        what = f"{each.type}  {each.name}" + (f"  {each.property}" if each.property else "")
        lines = [f"{_coloured('differs', passed=False)}  {what}"]
        lines += [f"  {stack}: {value}" for stack, value in each.values.items()]
        yield "\n".join([*lines, "  fix  declare it in stacks/parity.yaml, or mend it"])
    for stale in report.parity.unneeded if report.parity else ():
        yield f"{_coloured('not needed', passed=False)}  {stale}\n  fix  remove it from stacks/parity.yaml"
    for broad in report.parity.too_broad if report.parity else ():
        said = _coloured("too broad", passed=False)
        yield f"{said}  {broad.declaration}\n  fix  in stacks/parity.yaml: {broad.excess}"


def _row(report: Report, stack: StackVerdict) -> tuple[str, ...]:
    said = _coloured(verdict(stack), passed=stack.passed)
    if stack.failure is not None:
        return (stack.stack, said, *["-"] * (len(HEADERS) - 2))
    rules = Counter(shown_by_rule(report, stack).values())
    not_applicable = rules["nothing to judge"] + rules["provided elsewhere"]
    numbers = (stack.resources, rules["pass"], rules["fail"], rules["unknown"], rules["accepted"], not_applicable)
    return (stack.stack, said, *(str(number) for number in numbers))


def _against(report: Report, stack: StackVerdict) -> Iterator[str]:
    if stack.failure is not None:
        yield f"{click.style(f'{stack.stack} could not be rendered', bold=True)}\n{indent(stack.failure, '  ')}"
        return
    findings = blocking(report, stack)
    if findings:
        yield click.style(
            f"{stack.stack}: {counted(len(findings), 'finding stands', 'findings stand')} against it", bold=True
        )
        yield from (_finding(rule, finding) for rule, finding in findings)
    for problem in stack.exception_problems:
        yield f"{_coloured('faulty exception', passed=False)}  {stack.stack}: {problem.exception}\n  {problem.problem}"


def _finding(rule: RuleSummary, finding: Finding) -> str:
    where = finding.source or "source not known"
    return "\n".join(
        [
            f"{_coloured(finding.shown, passed=False)}  {rule.id}  ({rule.severity})",
            f"  {finding.type}  {finding.name}",
            f"  at   {where}",
            f"  why  {finding.reason}",
            f"  fix  {rule.fix}",
        ]
    )


def _coloured(text: str, *, passed: bool) -> str:
    return click.style(text, fg="green" if passed else "red", bold=True)
