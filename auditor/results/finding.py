"""What one rule said of one resource, as plain data: what it looked at, and the exception that accepts a violation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import ConfigDict

from auditor.results.words import WORST_FIRST, Record, Severity, Shown, Status


@dataclass(frozen=True, slots=True)
class Evidence:
    """A property that a rule looked at. `value` is JSON text; secrets and unknown values are named, not shown."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # no model: there are five for each finding

    resource: str
    property: str
    value: str
    type: str = ""
    """Of the resource, whose name others may have too. Empty only in a report of a version that did not tell it."""


class Acceptance(Record):
    """The exception that accepts a violation."""

    reason: str
    compensating_control: str = ""
    """What carries the risk instead. Empty only in a report of a version that did not ask for it."""
    owner: str
    approved_by: str
    approved_on: date
    expires: date
    weakens: tuple[str, ...] = ()
    """The controls that cite the rule, or the check of Checkov, which is not kept."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule said of one resource."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # no model: a stack has a thousand

    rule: str
    severity: Severity
    status: Status
    urn: str
    type: str
    name: str
    source: str | None = None
    """The file and line of the program that declares the resource."""
    reason: str = ""
    provided_by: str | None = None
    """The stack that holds the safeguard for this one; checked against that stack's own findings."""
    provided_for: tuple[str, ...] = ()
    """Names that those findings must have met."""
    accepted: Acceptance | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether it keeps the stack from passing: a violation that nobody accepted, or a value unknown."""
        return self.shown in ("fail", "unknown")

    @property
    def shown(self) -> Shown:
        """What it shows, with what was accepted and what another stack provides kept apart."""
        if self.status == "not applicable":
            return "provided elsewhere" if self.provided_by else "nothing to judge"
        return "accepted" if self.status == "fail" and self.accepted else self.status


def shown_by(findings: Iterable[Finding]) -> Shown:
    """Return what findings show together: one violation outweighs any number of passes."""
    return worst(finding.shown for finding in findings)


def worst(shown: Iterable[Shown]) -> Shown:
    """Return what outweighs all others."""
    among = set(shown)
    return next((each for each in WORST_FIRST if each in among), "nothing to judge")
