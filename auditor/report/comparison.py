"""What got better and worse from one report to the next: by rule and resource, by control, and by exception.

Only what a reader must weigh is a change: a violation, an unknown value and an accepted deviation weigh against a
stack, each less than the one before, and all else weighs nothing. A new resource that passes is no change, nor is a
rule that passes where it had nothing to judge; one that passed and now has nothing to judge went otherwise. So did a
violation of a rule that is gone. A judge who was asked one of the two times only is not compared, nor are the controls
that cite its checks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from auditor.report.arrangement import findings_of
from auditor.results.changes import Change, Changes, Direction, Kind, StackChanges
from auditor.results.finding import worst
from auditor.results.report import Report, StackVerdict
from auditor.results.words import Shown

WEIGHTS: dict[Shown, int] = {"fail": 3, "unknown": 2, "accepted": 1}


class _Key(NamedTuple):
    kind: Kind
    id: str
    of: str


def compare(before: Report, now: Report, manifest_sha256: str) -> Changes:
    """Compare two reports, stack by stack. `manifest_sha256` is that of the earlier one's manifest."""
    earlier = {stack.stack: stack for stack in before.stacks}
    later = {stack.stack: stack for stack in now.stacks}
    rules_before, rules_now = ([rule.id for rule in report.rules] for report in (before, now))
    gone = _without(rules_before, rules_now)
    return Changes(
        baseline_commit=before.commit,
        baseline_generated_at=before.generated_at,
        baseline_manifest_sha256=manifest_sha256,
        rules_added=_without(rules_now, rules_before),
        rules_removed=gone,
        not_compared=_not_compared(before, now),
        stacks=tuple(
            _stack(name, earlier.get(name), later.get(name), gone) for name in dict.fromkeys([*later, *earlier])
        ),
    )


def _not_compared(before: Report, now: Report) -> str:
    asked_before, asked_now = (any(stack.checkov for stack in report.stacks) for report in (before, now))
    if asked_before == asked_now:
        return ""
    when = "then and not now" if asked_before else "now and not then"
    return f"Checkov was asked {when}: its checks, and the controls that cite them, are not compared"


def _stack(name: str, before: StackVerdict | None, now: StackVerdict | None, gone: Collection[str]) -> StackChanges:
    """Compare a stack with itself; of one that is new, is gone or could not be rendered there is nothing to compare."""
    passed_before, passed_now = (stack.passed if stack else None for stack in (before, now))
    if before is None or now is None or before.failure is not None or now.failure is not None:
        return StackChanges(stack=name, passed_before=passed_before, passed_now=passed_now)
    checkov = before.checkov is not None and now.checkov is not None
    neither = before.checkov is None and now.checkov is None
    was, shows = (_said(stack, checkov=checkov, cited=checkov or neither) for stack in (before, now))
    there, here = ([asset.urn for asset in stack.inventory] for stack in (before, now))
    return StackChanges(
        stack=name,
        passed_before=passed_before,
        passed_now=passed_now,
        changes=tuple(_changes(was, shows, gone)),
        resources_added=_without(here, there),
        resources_removed=_without(there, here),
    )


def _said(stack: StackVerdict, *, checkov: bool, cited: bool) -> dict[_Key, tuple[str, Shown]]:
    """Return what a stack shows of each subject, and the name that a reader knows it by.

    Of what Checkov found only with `checkov`, of the controls that cite its checks only with `cited`.
    """
    said: dict[_Key, tuple[str, Shown]] = {}
    for finding in findings_of(stack) if checkov else stack.findings:
        key = _Key("rule", finding.rule, finding.urn)
        shown = worst([finding.shown, said[key][1]]) if key in said else finding.shown
        said[key] = (finding.name, shown)
    for catalog in stack.catalogs:
        for control in catalog.controls if cited else (each for each in catalog.controls if not each.checkov):
            said[_Key("control", control.id, catalog.title)] = (control.title, control.shown)
    for problem in stack.exception_problems:
        said[_Key("exception", problem.exception, "")] = (problem.problem, "fail")
    return said


def _changes(
    before: Mapping[_Key, tuple[str, Shown]], now: Mapping[_Key, tuple[str, Shown]], gone: Collection[str]
) -> Iterator[Change]:
    """Yield what changed; `gone` are the rules that the pack has no more."""
    for key in dict.fromkeys([*now, *before]):
        was, shows = before.get(key), now.get(key)
        direction = _direction(was[1] if was else None, shows[1] if shows else None)
        if direction == "better" and key.kind == "rule" and key.id in gone:
            direction = "otherwise"
        if direction is not None:
            name = (shows or was or ("", None))[0]
            yield Change(
                direction=direction,
                kind=key.kind,
                id=key.id,
                of=key.of,
                name=name,
                was=was[1] if was else None,
                now=shows[1] if shows else None,
            )


def _direction(was: Shown | None, now: Shown | None) -> Direction | None:
    """Return which way it went; None if nothing changed that anybody must weigh. A pass that is lost is a change."""
    before, after = (WEIGHTS.get(shown, 0) if shown else 0 for shown in (was, now))
    if before == after:
        lost = was == "pass" and now not in ("pass", None)
        return "otherwise" if lost else None
    return "worse" if after > before else "better"


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(name for name in names if name not in known)
