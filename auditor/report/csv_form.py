"""The report for spreadsheets: one table of findings, one of controls and one of resources.

A spreadsheet runs a cell that begins like a formula, and names of resources are chosen by whoever writes a program;
such a cell gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from auditor.asset import Asset
from auditor.report.arrangement import controls_of
from auditor.results import ControlVerdict, Evidence, Finding, Report, StackVerdict

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class FindingLine(NamedTuple):
    """The columns of findings.csv."""

    stack: str
    rule: str
    severity: str
    shown: str
    controls: str
    resource: str
    type: str
    urn: str
    source: str
    reason: str
    evidence: str
    provided_by: str
    exception_reason: str = ""
    exception_owner: str = ""
    exception_approved_by: str = ""
    exception_approved_on: str = ""
    exception_expires: str = ""


class ControlLine(NamedTuple):
    """The columns of controls.csv."""

    stack: str
    framework: str
    control: str
    title: str
    kind: str
    claim: str
    shown: str
    rationale: str
    decision: str
    decision_reason: str
    rules: str
    owner: str
    duty: str


class AssetLine(NamedTuple):
    """The columns of inventory.csv."""

    stack: str
    type: str
    name: str
    within: str
    source_file: str
    source_line: str
    looked_up_only: str
    protected: str
    retained: str
    holds_data: str
    encrypted_with: str
    owner: str
    id: str
    urn: str


def findings_csv(report: Report) -> str:
    """Write one line for every finding of every stack."""
    return _table(
        FindingLine._fields,
        (
            _finding(stack, finding, controls.get(finding.rule, ()))
            for stack in report.stacks
            for controls in (controls_of(stack),)
            for finding in stack.findings
        ),
    )


def controls_csv(report: Report) -> str:
    """Write one line for every control of every stack."""
    return _table(
        ControlLine._fields,
        (
            _control(stack, catalog.title, control)
            for stack in report.stacks
            for catalog in stack.catalogs
            for control in catalog.controls
        ),
    )


def inventory_csv(report: Report) -> str:
    """Write one line for every resource of every stack."""
    return _table(
        AssetLine._fields, (_asset(stack.stack, asset) for stack in report.stacks for asset in stack.inventory)
    )


def _finding(stack: StackVerdict, finding: Finding, controls: Iterable[ControlVerdict]) -> FindingLine:
    line = FindingLine(
        stack=stack.stack,
        rule=finding.rule,
        severity=finding.severity,
        shown=finding.shown,
        controls="; ".join(control.id for control in controls),
        resource=finding.name,
        type=finding.type,
        urn=finding.urn,
        source=finding.source or "",
        reason=finding.reason,
        evidence="; ".join(_evidence(each, finding) for each in finding.evidence),
        provided_by=finding.provided_by or "",
    )
    if finding.accepted is None:
        return line
    return line._replace(
        exception_reason=finding.accepted.reason,
        exception_owner=finding.accepted.owner,
        exception_approved_by=finding.accepted.approved_by,
        exception_approved_on=str(finding.accepted.approved_on),
        exception_expires=str(finding.accepted.expires),
    )


def _evidence(evidence: Evidence, finding: Finding) -> str:
    of = "" if evidence.resource == finding.name else f" of {evidence.resource}"
    return f"{evidence.property}{of} = {evidence.value}"


def _control(stack: StackVerdict, framework: str, control: ControlVerdict) -> ControlLine:
    return ControlLine(
        stack=stack.stack,
        framework=framework,
        control=control.id,
        title=control.title,
        kind=control.kind,
        claim=control.claim,
        shown=control.shown if stack.failure is None else "not judged",
        rationale=control.rationale,
        decision=control.decision.choice if control.decision else "",
        decision_reason=control.decision.reason if control.decision else "",
        rules="; ".join(control.rules),
        owner=control.manual.owner if control.manual else "",
        duty=control.manual.duty if control.manual else "",
    )


def _asset(stack: str, asset: Asset) -> AssetLine:
    file, _, line = (asset.source or "").rpartition(":")
    return AssetLine(
        stack=stack,
        type=asset.type,
        name=asset.name,
        within=" > ".join(asset.within),
        source_file=file,
        source_line=line,
        looked_up_only=_yes(asset.external),
        protected=_yes(asset.protected),
        retained=_yes(asset.retained),
        holds_data=asset.holds or "",
        encrypted_with="; ".join(asset.encrypted_with),
        owner=asset.owner or "",
        id=asset.id or "",
        urn=asset.urn,
    )


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _table(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_guarded(cell) for cell in line] for line in lines)
    return text.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
