"""In which order a reader meets what was found, and in which words: the same in every form of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.comparison import Parity
from auditor.results.finding import Finding, shown_by, worst
from auditor.results.report import Report, RuleSummary, StackVerdict
from auditor.results.words import GRAVEST_FIRST, WORST_FIRST, Shown


@dataclass(frozen=True)
class RuleEvidence:
    """What one rule said of one stack, the worst first."""

    rule: RuleSummary
    findings: tuple[Finding, ...]

    @property
    def shown(self) -> Shown:
        """What its findings come to."""
        return shown_by(self.findings)


def evidence(report: Report, stack: StackVerdict) -> list[RuleEvidence]:
    """Return what each rule said of a stack, the worst first."""
    findings: dict[str, list[Finding]] = {rule.id: [] for rule in report.rules}
    for finding in sorted(stack.findings, key=lambda finding: WORST_FIRST.index(finding.shown)):
        findings[finding.rule].append(finding)
    said = [RuleEvidence(rule, tuple(findings[rule.id])) for rule in report.rules]
    return sorted(said, key=lambda each: WORST_FIRST.index(each.shown))


def shown_by_rule(report: Report, stack: StackVerdict) -> dict[str, Shown]:
    """Return what each rule said of a stack, in a word."""
    found: dict[str, set[Shown]] = {rule.id: set() for rule in report.rules}
    for finding in stack.findings:
        found[finding.rule].add(finding.shown)
    return {rule: worst(shown) for rule, shown in found.items()}


def blocking(report: Report, stack: StackVerdict) -> list[tuple[RuleSummary, Finding]]:
    """Return what keeps a stack from passing, the most severe first."""
    rules = {rule.id: rule for rule in report.rules}
    return [(rules[finding.rule], finding) for finding in gravest_first(stack.findings)]


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return those of findings that keep a stack from passing, violations first, the most severe of them first."""
    blocking = (finding for finding in findings if finding.blocks)
    return sorted(blocking, key=lambda each: (WORST_FIRST.index(each.shown), GRAVEST_FIRST.index(each.severity)))


def claimed(report: Report) -> list[Catalog]:
    """Return each catalog once, for what is said of it whatever the stack."""
    return list({catalog.title: catalog for stack in report.stacks for catalog in stack.catalogs}.values())


def controls_of(stack: StackVerdict) -> dict[str, list[ControlVerdict]]:
    """Return for each rule, check of Checkov and other judge the controls that it speaks for."""
    found: dict[str, list[ControlVerdict]] = {}
    for control in _controls(stack):
        for rule in (*control.rules, *control.checkov, *control.judges):
            found.setdefault(rule, []).append(control)
    return found


def findings_of(stack: StackVerdict) -> tuple[Finding, ...]:
    """Return what every judge found in a stack: the rules, and Checkov where it was asked."""
    return stack.findings + (stack.checkov.findings if stack.checkov else ())


def verdict(stack: StackVerdict) -> str:
    """Say in one line how it stands with a stack."""
    if stack.failure is not None:
        return "could not be rendered"
    violations = sum(finding.shown == "fail" for finding in stack.findings)
    unknown = sum(finding.shown == "unknown" for finding in stack.findings)
    faulty = len(stack.exception_problems)
    checkov = stack.checkov.counts["fail"] + len(stack.checkov.problems) if stack.checkov else 0
    against = [
        counted(number, *words)
        for number, *words in (
            (violations, "violation", "violations"),
            (unknown, "unknown", "unknowns"),
            (checkov, "finding of Checkov", "findings of Checkov"),
            (faulty, "faulty exception", "faulty exceptions"),
        )
        if number
    ]
    return "not passed: " + ", ".join(against) if against else "passed"


def overall(report: Report) -> str:
    """Say in one sentence how it stands with the whole."""
    if not report.stacks:
        return "Not passed: no stack was judged."
    failed = [stack.stack for stack in report.stacks if not stack.passed]
    stacks = counted(len(report.stacks), "stack", "stacks")
    if not failed and report.parity and not report.parity.passed:
        return f"Not passed: {parity(report.parity)}."
    if not failed:
        return f"Passed: nothing stands against the {stacks} judged."
    return f"Not passed: something stands against {len(failed)} of the {stacks} judged ({', '.join(failed)})."


def untested(report: Report) -> str:
    """Say in one line that a judge was not asked from whose checks there are exceptions."""
    waiting = counted(len(report.untested), "exception from its checks waits", "exceptions from its checks wait")
    return (
        f"Checkov, the second judge, was not asked, and {waiting} for it: `make checkov` installs it, "
        "`--checkov` asks it, as `make report` then does by itself"
    )


def parity(compared: Parity) -> str:
    """Say in one line in what stacks differ."""
    undeclared, stale = len(compared.undeclared), len(compared.unneeded) + len(compared.too_broad)
    if not undeclared and not stale:
        return f"the stacks differ in nothing but {counted(len(compared.differences), 'thing', 'things')} declared"
    against = [f"in {counted(undeclared, 'way', 'ways')} that nobody declared"] if undeclared else []
    against += [f"less than declared, by {counted(stale, 'line', 'lines')}"] if stale else []
    return "the stacks differ " + ", and ".join(against)


def sentence(words: str) -> str:
    """Begin a sentence with words; names in it keep their capitals."""
    return words[:1].upper() + words[1:]


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def _controls(stack: StackVerdict) -> Iterator[ControlVerdict]:
    return (control for catalog in stack.catalogs for control in catalog.controls)
