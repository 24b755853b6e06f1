"""What changed since an earlier report, on a terminal: the worse first."""

from __future__ import annotations

from collections.abc import Iterator

import click

from auditor.report.arrangement import counted
from auditor.results.changes import Change, Changes, StackChanges

COLOURS = {"worse": "red", "better": "green", "otherwise": "yellow"}
MOST = 30
"""How many changes of a stack are told of each direction; evidence.json has all."""


def since(changes: Changes) -> str:
    """Return what changed as text, with the colours of a terminal."""
    when = f"{changes.baseline_generated_at:%Y-%m-%d %H:%M} UTC"
    head = click.style(f"Since the report of {when} on commit {changes.baseline_commit[:13]}", bold=True)
    lines = [line for stack in changes.stacks for line in _stack(stack)]
    for number, words in ((len(changes.rules_added), "new"), (len(changes.rules_removed), "gone")):
        if number:
            lines.append(f"  {counted(number, 'rule', 'rules')} of the pack {words}")
    lines += [f"  {changes.not_compared}"] if changes.not_compared else []
    return "\n".join([head, *(lines or ["  nothing changed that weighs"])])


def _stack(stack: StackChanges) -> Iterator[str]:
    if stack.passed_before is None or stack.passed_now is None:
        yield f"  {stack.stack} was not judged {'then' if stack.passed_before is None else 'now'}"
        return
    if stack.passed_before != stack.passed_now:
        yield f"  {stack.stack} {'passes now' if stack.passed_now else 'passes no longer'}"
    for direction, colour in COLOURS.items():
        found = [each for each in stack.changes if each.direction == direction]
        yield from (f"  {click.style(direction, fg=colour)}  {stack.stack}: {_told(each)}" for each in found[:MOST])
        if len(found) > MOST:
            yield f"  and {len(found) - MOST} more"
    if stack.resources_added or stack.resources_removed:
        added, removed = len(stack.resources_added), len(stack.resources_removed)
        yield f"  {stack.stack}: {counted(added, 'resource', 'resources')} new, {removed} gone"


def _told(change: Change) -> str:
    on = f" on {change.name}" if change.kind == "rule" else ""
    return f"{change.kind} {change.id}{on}: {change.was or 'absent'} → {change.now or 'absent'}"
