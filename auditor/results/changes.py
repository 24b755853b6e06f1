"""What changed since an earlier report, as plain data."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from auditor.results.words import Record, Shown

Direction = Literal["better", "worse", "otherwise"]
Kind = Literal["rule", "control", "exception"]


class Change(Record):
    """What one rule says of one resource, or what is shown for one control, where it is not what it was."""

    direction: Direction
    kind: Kind
    id: str
    """The id of the rule or the control, or which exception it is."""
    of: str
    """The URN of the resource, or the framework of the control; empty for an exception."""
    name: str
    """What a reader knows the resource or the control by."""
    was: Shown | None
    """None if there was no such thing: a resource, rule or control that is new."""
    now: Shown | None
    """None if there is no such thing any more."""


class StackChanges(Record):
    """What changed in one stack. `passed` tells whether anything stood against it, None if it was not judged."""

    stack: str
    passed_before: bool | None
    passed_now: bool | None
    changes: tuple[Change, ...] = ()
    resources_added: tuple[str, ...] = ()
    resources_removed: tuple[str, ...] = ()


class Changes(Record):
    """What changed between two reports."""

    baseline_commit: str
    baseline_generated_at: AwareDatetime
    baseline_manifest_sha256: str
    """By which to know the report that this one was compared with."""
    rules_added: tuple[str, ...] = ()
    rules_removed: tuple[str, ...] = ()
    not_compared: str = ""
    """What the one report tells and the other does not, and is left out here."""
    stacks: tuple[StackChanges, ...] = ()
