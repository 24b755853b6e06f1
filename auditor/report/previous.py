"""What a report is compared with where nobody names it: the one that stands where it is written.

A report that is made twice must not say that nothing changed since a minute ago, and so hide what changed before. So
where it shows what the standing one showed, it tells what that told: what changed since the report before the change.
"""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError
from auditor.report.comparison import compare
from auditor.report.integrity import MANIFEST
from auditor.report.verification import unaltered_report
from auditor.results.changes import Changes
from auditor.results.report import Report


def compared_with_previous(folder: Path, now: Report) -> tuple[Changes | None, str]:
    """Return what changed since the report that stands in a folder, or None and, if one does, why it cannot be told."""
    if not (folder / MANIFEST).exists():
        return None, ""
    try:
        return changes_since(*unaltered_report(folder), now), ""
    except InputError as error:
        return None, str(error).splitlines()[0]


def changes_since(before: Report, manifest_sha256: str, now: Report) -> Changes:
    """Return what changed since the report that stands, or what that one told where nothing did.

    Raises `InputError` where the two are on different things.
    """
    if before.project != now.project:
        raise InputError(f"it is on the project {before.project}")
    if _subjects(before) != _subjects(now):
        raise InputError(f"it is on {_subjects(before)}")
    changes = compare(before, now, manifest_sha256)
    return changes if before.changes is None or tells_something(changes) else before.changes


def tells_something(changes: Changes) -> bool:
    """Tell whether a reader learns anything from a comparison."""
    return bool(
        changes.rules_added
        or changes.rules_removed
        or changes.not_compared
        or any(
            stack.changes or stack.resources_added or stack.resources_removed or stack.passed_before != stack.passed_now
            for stack in changes.stacks
        )
    )


def _subjects(report: Report) -> str:
    return ", ".join(sorted(f"{each.stack} ({each.origin})" for each in report.stacks))
