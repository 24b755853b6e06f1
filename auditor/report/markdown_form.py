"""The report as a comment on a pull request: the verdicts, what stands against each stack, and what changed.

It is short, because a comment holds 65,536 characters: long lists are cut, and say so. Names are chosen by whoever
writes a program, and are set as code, in which nothing is markup and nobody is mentioned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from auditor.report.acceptances import Deviation, approved, deviations, weakened
from auditor.report.arrangement import counted, evidence, findings_of, overall, untested, verdict
from auditor.report.disparities import FIX, disparities
from auditor.report.integrity import MANIFEST
from auditor.results.changes import Change, Changes, StackChanges
from auditor.results.finding import Finding
from auditor.results.report import Report, StackVerdict
from auditor.results.words import WORST_FIRST

MOST = 15
"""How many lines a list has before it is cut."""
ROOM = 62_000
"""How many characters all of it has; exceptions get what room the rest leaves."""
LONGEST = 300
"""How many characters of a text are shown."""
_NOTHING = "\u200b"
"""A space without width, which keeps GitHub from making a mention, a reference or a link of what follows."""
MOST_COVERED = 5
"""Of how many resources an exception is told to be."""
FILES = {
    "index.html": "the whole report",
    "findings.csv": "every finding",
    "controls.csv": "every control",
    "inventory.csv": "every resource",
    MANIFEST: "by which `footing verify` tells whether any of it was altered",
}


def to_markdown(report: Report) -> str:
    """Write the summary of a report as GitHub's Markdown."""
    lines = [f"## {text(overall(report))}", "", *_overview(report)]
    if report.untested:
        lines += [f"{text(untested(report))}.", ""]
    for stack in report.stacks:
        lines += _against(stack)
    lines += _disparities(report)
    more = [*(_changes(report.changes) if report.changes is not None else ())]
    more += [f"- [{name}]({name}): {about}" for name, about in FILES.items()]
    more += ["", f"Evidence of design at {report.generated_at:%Y-%m-%d %H:%M} UTC{_for(report)}, of commit"]
    more[-1] += f" {code(report.commit[:13])}, by footing {text(report.tool_version)} with pack"
    more[-1] += f" {text(report.pack_version)}. That anything runs, or ran, is not shown."
    lines += _accepted(report, ROOM - sum(len(line) + 1 for line in [*lines, *more]))
    return "\n".join([*lines, *more]) + "\n"


def text(words: str) -> str:
    """Set text so that it means nothing but itself, on one line, and neither mentions nor links to anything."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&!$@])", r"\\\1", _one_line(words))
    return re.sub(r"\\[@#]|:(?=//)|\bwww(?=\.)", lambda found: found[0] + _NOTHING, escaped)


def code(words: str, *, in_table: bool = False) -> str:
    """Set text as code on one line, whatever backticks it holds. In a table a bar must be escaped even there."""
    line = _one_line(words) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") or line.strip() == "" else ""
    return f"{fence}{padding}{line.replace('|', chr(92) + '|') if in_table else line}{padding}{fence}"


def _one_line(words: str) -> str:
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", words).split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def _overview(report: Report) -> Iterator[str]:
    yield "| stack | verdict | resources | rules: pass | fail | unknown | accepted | Checkov: fail | accepted |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for stack in report.stacks:
        rules = Counter(each.shown for each in evidence(report, stack))
        numbers = (stack.resources, rules["pass"], rules["fail"], rules["unknown"], rules["accepted"])
        cells = ["-"] * 5 if stack.failure is not None else [str(number) for number in numbers]
        cells += [str(stack.checkov.counts[said]) if stack.checkov else "not asked" for said in ("fail", "accepted")]
        yield f"| {' | '.join([code(stack.stack, in_table=True), text(verdict(stack)), *cells])} |"
    yield ""


def _against(stack: StackVerdict) -> Iterator[str]:
    found = sorted(
        (finding for finding in findings_of(stack) if finding.blocks),
        key=lambda finding: WORST_FIRST.index(finding.shown),
    )
    lines = [f"- could not be rendered: {text(stack.failure)}"] if stack.failure is not None else []
    lines += [f"- Checkov: {text(problem)}" for problem in (stack.checkov.problems if stack.checkov else ())]
    lines += [f"- faulty {text(each.exception)}: {text(each.problem)}" for each in stack.exception_problems]
    lines += _cut([_finding(finding) for finding in found], "findings.csv")
    if lines:
        yield from (f"### Against {code(stack.stack)}", "", *lines, "")


def _disparities(report: Report) -> Iterator[str]:
    lines = [f"- **{each.kind}**: {code(each.about)}: {text(each.reason)}" for each in disparities(report.parity)]
    if lines:
        yield from ("### Between the stacks", "", *_cut(lines, "parity.html"), "", text(FIX), "")


def _finding(finding: Finding) -> str:
    where = f", {code(finding.source)}" if finding.source else ""
    return (
        f"- **{finding.shown}** {code(finding.rule)} ({finding.severity}) on {code(finding.name)},"
        f" {code(finding.type)}{where}: {text(finding.reason)}"
    )


def _accepted(report: Report, room: int) -> Iterator[str]:
    """Yield every exception, or as many as there is room for and the number of the others."""
    lines = [_exception(each) for each in deviations(report.stacks)]
    if lines:
        ends = accumulate(len(line) + 1 for line in lines)
        fitting = sum(end <= room for end in ends)
        more = [f"- and {len(lines) - fitting} more, in [findings.csv](findings.csv)"] if fitting < len(lines) else []
        yield from ("### Accepted deviations", "", *lines[:fitting], *more, "")


def _exception(deviation: Deviation) -> str:
    accepted = deviation.accepted
    names = [code(name) for _, name in deviation.resources]
    more = [f"{len(names) - MOST_COVERED} more"] if len(names) > MOST_COVERED else []
    return (
        f"- {code(deviation.rule)} on {', '.join([*names[:MOST_COVERED], *more])}"
        f" in {', '.join(map(code, deviation.stacks))} until {accepted.expires}: {text(accepted.reason)}"
        f" **Compensating control:** {text(accepted.compensating_control or 'not told')}"
        f" (weakens {text(weakened(accepted))}; owner {text(accepted.owner)},"
        f" {text(approved(accepted))})"
    )


def _changes(changes: Changes) -> Iterator[str]:
    of = f"{code(changes.baseline_commit[:13])} of {changes.baseline_generated_at:%Y-%m-%d %H:%M} UTC"
    yield from (f"### Since the report on {of}", "")
    lines = [line for stack in changes.stacks for line in _stack_changes(stack)]
    for number, words in ((len(changes.rules_added), "new"), (len(changes.rules_removed), "gone")):
        if number:
            lines.append(f"- {counted(number, 'rule', 'rules')} of the pack {words}")
    lines += [f"- {text(changes.not_compared)}"] if changes.not_compared else []
    yield from (*(lines or ["- nothing changed that weighs"]), "")


def _stack_changes(stack: StackChanges) -> Iterator[str]:
    name = code(stack.stack)
    if stack.passed_before is None or stack.passed_now is None:
        yield f"- {name}: was not judged {'then' if stack.passed_before is None else 'now'}"
        return
    if stack.passed_before != stack.passed_now:
        yield f"- {name}: **{'passes now' if stack.passed_now else 'passes no longer'}**"
    for direction in ("worse", "better", "otherwise"):
        lines = [f"- {name}: {direction}: {_change(each)}" for each in stack.changes if each.direction == direction]
        yield from _cut(lines, "evidence.json")
    if stack.resources_added or stack.resources_removed:
        added, removed = len(stack.resources_added), len(stack.resources_removed)
        yield f"- {name}: {counted(added, 'resource', 'resources')} new, {removed} gone"


def _change(change: Change) -> str:
    on = "" if change.kind == "exception" else f" on {code(change.name)}" if change.kind == "rule" else ""
    return f"{change.kind} {code(change.id)}{on}: {change.was or 'absent'} → {change.now or 'absent'}"


def _cut(lines: Sequence[str], file: str) -> Iterable[str]:
    if len(lines) <= MOST:
        return lines
    return [*lines[:MOST], f"- and {len(lines) - MOST} more, in [{file}]({file})"]


def _for(report: Report) -> str:
    return f", handed over for the period {report.period}" if report.period else ""
