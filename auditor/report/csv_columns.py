"""The columns of the tables that a report has for spreadsheets."""

from __future__ import annotations

from typing import NamedTuple


class FindingLine(NamedTuple):
    """The columns of findings.csv."""

    stack: str
    judge: str
    rule: str
    severity: str
    shown: str
    controls: str
    resource: str
    type: str
    urn: str = ""
    source: str = ""
    reason: str = ""
    evidence: str = ""
    provided_by: str = ""
    exception_reason: str = ""
    exception_compensating_control: str = ""
    exception_weakens: str = ""
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
    decision_standing: str
    decided_by: str
    decided_on: str
    rules: str
    checkov: str
    judges: str
    operating: str
    artifact: str
    owner: str
    duty: str
    exceptions: str = ""


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
    region: str
    account: str
    id: str
    urn: str
