"""The report for spreadsheets: one table of findings, one of controls and one of resources.

A spreadsheet runs a cell that begins like a formula, and names of resources are chosen by whoever writes a program;
such a cell gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from auditor.report.acceptances import Deviation, deviations, told
from auditor.report.arrangement import controls_of
from auditor.report.csv_columns import AssetLine, ControlLine, FindingLine
from auditor.report.disparities import JUDGE, Disparity, controls_of_parity, disparities
from auditor.report.looked import whose
from auditor.results.asset import Asset
from auditor.results.claims import ControlVerdict
from auditor.results.finding import Evidence, Finding
from auditor.results.report import Report, StackVerdict

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def findings_csv(report: Report) -> str:
    """Write one line for every finding of every stack, of Checkov's the violations, and for what breaks parity."""
    return _table(
        FindingLine._fields,
        [
            *(
                _finding(stack, judge, finding, controls.get(finding.rule, ()))
                for stack in report.stacks
                for controls in (controls_of(stack),)
                for judge, findings in _by_judge(stack)
                for finding in findings
            ),
            *(_disparity(report, each) for each in disparities(report.parity)),
        ],
    )


def controls_csv(report: Report) -> str:
    """Write one line for every control of every stack."""
    return _table(
        ControlLine._fields,
        (
            _control(stack, catalog.title, control)._replace(exceptions=_weakening(control, excepted))
            for stack in report.stacks
            for excepted in (deviations([stack]),)
            for catalog in stack.catalogs
            for control in catalog.controls
        ),
    )


def inventory_csv(report: Report) -> str:
    """Write one line for every resource of every stack."""
    return _table(
        AssetLine._fields, (_asset(stack.stack, asset) for stack in report.stacks for asset in stack.inventory)
    )


def _by_judge(stack: StackVerdict) -> Iterator[tuple[str, Iterable[Finding]]]:
    yield "policy pack", stack.findings
    if stack.checkov:
        yield f"Checkov {stack.checkov.version}", stack.checkov.findings


def _finding(stack: StackVerdict, judge: str, finding: Finding, controls: Iterable[ControlVerdict]) -> FindingLine:
    line = FindingLine(
        stack=stack.stack,
        judge=judge,
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
        exception_compensating_control=finding.accepted.compensating_control,
        exception_weakens="; ".join(finding.accepted.weakens),
        exception_owner=finding.accepted.owner,
        exception_approved_by=finding.accepted.approved_by,
        exception_approved_on=str(finding.accepted.approved_on),
        exception_expires=str(finding.accepted.expires),
    )


def _disparity(report: Report, each: Disparity) -> FindingLine:
    """Write what stands against parity, which is of all stacks together."""
    return FindingLine(
        stack="; ".join(stack.stack for stack in report.stacks),
        judge=JUDGE,
        rule=each.kind,
        severity="",
        shown="fail",
        controls="; ".join(controls_of_parity(report)),
        resource=each.name,
        type=each.type,
        reason=f"{each.about}: {each.reason}",
    )


def _evidence(evidence: Evidence, finding: Finding) -> str:
    of = whose(evidence, finding)
    return f"{evidence.property}{f' of {of}' if of else ''} = {evidence.value}"


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
        decision_standing=control.decision.standing if control.decision else "",
        decided_by=(control.decision and control.decision.decided_by) or "",
        decided_on=str((control.decision and control.decision.decided_on) or ""),
        rules="; ".join(control.rules),
        checkov="; ".join(control.checkov),
        judges="; ".join(control.judges),
        operating="; ".join(control.operating),
        artifact=control.artifact or "",
        owner=control.manual.owner if control.manual else "",
        duty=control.manual.duty if control.manual else "",
    )


def _weakening(control: ControlVerdict, excepted: Iterable[Deviation]) -> str:
    """Tell the exceptions that weaken a control."""
    return "; ".join(f"{each.rule}: {told(each.accepted)}" for each in excepted if control.id in each.accepted.weakens)


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
        region=asset.region or "",
        account=asset.account or "",
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
