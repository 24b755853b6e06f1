"""What the judges found, as plain data: the one thing that every form of the report is made from.

Its JSON Schema (`footing schema`) documents the JSON report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

SCHEMA_VERSION: Literal["1"] = "1"

Status = Literal["pass", "fail", "unknown", "not applicable"]
Shown = Literal["pass", "fail", "accepted", "unknown", "nothing to judge", "provided elsewhere", "manual"]

WORST_FIRST: tuple[Shown, ...] = (
    "fail",
    "unknown",
    "accepted",
    "pass",
    "provided elsewhere",
    "nothing to judge",
    "manual",
)
"""In which order a reader should see them; what several findings come to is the first that is among them."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A property that a rule looked at. `value` is JSON text; secrets and unknown values are named, not shown."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # no model: there are five for each finding

    resource: str
    property: str
    value: str


class Acceptance(_Record):
    """The exception that accepts a violation."""

    reason: str
    owner: str
    approved_by: str
    approved_on: date
    expires: date


class Finding(_Record):
    """What one rule said of one resource."""

    rule: str
    severity: Literal["low", "medium", "high", "critical"]
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


class RuleSummary(_Record):
    """A rule of the pack, as the report explains it."""

    id: str
    must: str
    fix: str
    severity: Literal["low", "medium", "high", "critical"]
    url: str


class ExceptionProblem(_Record):
    """An exception that fails: expired, unused or too broad."""

    exception: str
    problem: str


class ManualDuty(_Record):
    """What no check can show: who owns it and what they must do."""

    owner: str
    duty: str


class Decision(_Record):
    """What was decided for an addressable specification (45 CFR 164.306(d)(3)), and why."""

    choice: Literal["implement", "alternative", "omit"]
    reason: str


class ControlVerdict(_Record):
    """A control of a catalog, what is claimed for it, and what the evidence of one stack shows."""

    id: str
    title: str
    requirement: str
    kind: str
    """What the framework calls it: `required`, `addressable`, or the word for what it divides no further."""
    addressable: bool | None
    """Whether the regulation lets one decide for an alternative; None where the distinction does not exist."""
    claim: Literal["automated", "partial", "manual", "inherited", "not applicable"]
    rationale: str
    decision: Decision | None
    shown: Shown
    rules: tuple[str, ...]
    manual: ManualDuty | None


class Catalog(_Record):
    """A framework's controls, as one stack meets them."""

    framework: str
    reference: str
    url: str
    controls: tuple[ControlVerdict, ...]


class StackVerdict(_Record):
    """All that is said of one stack. `failure` tells why its program could not be rendered, if it could not."""

    stack: str
    origin: str
    failure: str | None = None
    graph_sha256: str | None = None
    resources: int = 0
    findings: tuple[Finding, ...] = ()
    exception_problems: tuple[ExceptionProblem, ...] = ()
    catalogs: tuple[Catalog, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing stands against the stack: no violation, nothing unknown, no faulty exception."""
        return (
            self.failure is None
            and not self.exception_problems
            and not any(finding.blocks for finding in self.findings)
        )


class Report(_Record):
    """The whole report."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    project: str
    commit: str
    """The git commit of the program, with `+` where the work tree has changes; `unknown` outside of git."""
    generated_at: AwareDatetime
    tool_version: str
    pack_version: str
    rules: tuple[RuleSummary, ...]
    uncited_rules: tuple[str, ...]
    """Rules of the pack that speak for no control of the catalogs."""
    stacks: tuple[StackVerdict, ...]

    @property
    def passed(self) -> bool:
        """Whether every stack passed, and there was one."""
        return bool(self.stacks) and all(stack.passed for stack in self.stacks)
