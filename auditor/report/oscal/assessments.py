"""What was found in each stack as OSCAL assessment results, by resource, by rule and by control.

OSCAL knows two states of a control. `satisfied` is said only where rules show the whole of it; where they show a part
and pass, nothing is said, because the rest is people's and was not assessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.report.acceptances import approved
from auditor.report.arrangement import controls_of, findings_of
from auditor.report.oscal.catalogs import file_of
from auditor.report.oscal.comparisons import compared
from auditor.report.oscal.parts import (
    EXAMINED,
    assessed_by,
    control_id,
    filled,
    identity,
    line,
    metadata,
    prop,
    statement_id,
    written,
)
from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.finding import Finding
from auditor.results.report import Report, StackVerdict

DESIGN = (
    "Evidence of design: what the program would deploy, read when the report was generated. There is no evidence of "
    "operation, for any period. A control of which rules show only a part has no finding while they pass: whether it "
    "is satisfied is for the assessor to say."
)
_PLAN = identity("resource", "plan")


def assessment_results(report: Report, frameworks: Mapping[str, Sequence[Catalog]]) -> str:
    """Write what was found in every stack; of a report without stacks there is nothing to write."""
    graphs = [part for stack in report.stacks for part in (stack.stack, stack.graph_sha256)]
    files = [file_of(framework) for framework in frameworks]
    return written(
        "assessment-results",
        {
            "uuid": identity("assessment-results", report.project, report.commit, str(report.period), *graphs),
            "metadata": metadata(report, f"{report.project}: what was found", DESIGN),
            "import-ap": {"href": f"#{_PLAN}"},
            "results": [*(_result(report, stack) for stack in report.stacks), *compared(report)],
            "back-matter": {
                "resources": [
                    {
                        "uuid": _PLAN,
                        "title": "What was assessed, and how",
                        "description": "There is no plan apart from the policy pack: each rule was held against every "
                        "resource that it is for, and the controls are those of the catalogs beside this file.",
                        "rlinks": [{"href": href} for href in ("../evidence.json", *files)],
                    }
                ]
            },
        },
    )


def _result(report: Report, stack: StackVerdict) -> dict[str, Any]:
    when = report.generated_at.isoformat()
    uuids = {asset.urn: identity("resource", stack.stack, asset.urn) for asset in stack.inventory}
    failure = [] if stack.failure is None else [f"The stack could not be rendered: {stack.failure}"]
    faulty = [f"Faulty {each.exception}: {each.problem}" for each in stack.exception_problems]
    return filled(
        uuid=identity("result", report.project, report.commit, stack.stack, stack.graph_sha256),
        title=line(stack.stack),
        description=f"The stack {stack.stack}, read from: {stack.origin}.",
        start=when,
        end=when,
        props=prop("graph-sha256", stack.graph_sha256),
        local_definitions=_definitions(stack, uuids),
        reviewed_controls={"control-selections": list(_selections(stack))},
        observations=list(_observations(report, stack, uuids)),
        risks=list(_risks(stack)),
        findings=list(_findings(stack)),
        remarks="\n\n".join([DESIGN, *failure, *faulty]),
    )


def _selections(stack: StackVerdict) -> Iterator[dict[str, Any]]:
    if not stack.catalogs:
        yield {"description": "None: there is nothing to hold controls against."}
    for catalog in stack.catalogs:
        yield {
            "description": line(catalog.title),
            "include-controls": [{"control-id": control_id(catalog, control)} for control in catalog.controls],
        }


def _definitions(stack: StackVerdict, uuids: Mapping[str, str]) -> dict[str, Any]:
    """Define what findings are of: resources as items of the inventory, and components and the stack as components."""
    others = {finding.urn: finding for finding in findings_of(stack) if finding.urn not in uuids}
    return filled(
        components=[
            {
                "uuid": identity("resource", stack.stack, urn),
                "type": "software",
                "title": line(finding.name) or urn,
                "description": line(finding.type),
                "props": prop("urn", urn),
                "status": {"state": "other", "remarks": "Declared; whether it runs is not shown."},
            }
            for urn, finding in others.items()
        ],
        inventory_items=[
            {
                "uuid": uuids[asset.urn],
                "description": f"{asset.type} {asset.name}",
                "props": [
                    *prop("asset-id", asset.urn, own=False),
                    *prop("type", asset.type),
                    *prop("source", asset.source),
                    *prop("holds", asset.holds),
                    *prop("owner", asset.owner),
                    *(each for key in asset.encrypted_with for each in prop("encrypted-with", key)),
                ],
            }
            for asset in stack.inventory
        ],
        assessment_assets=assessed_by(),
    )


def _observations(report: Report, stack: StackVerdict, uuids: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    said: dict[str, list[Finding]] = {}
    for finding in findings_of(stack):
        said.setdefault(finding.rule, []).append(finding)
    controls = controls_of(stack)
    musts = {rule.id: rule.must for rule in report.rules}
    for rule, findings in said.items():
        yield filled(
            uuid=identity("observation", stack.stack, rule),
            title=rule,
            description=musts.get(rule, rule),
            props=[each for control in controls.get(rule, ()) for each in prop("control", control.id)],
            **EXAMINED,
            subjects=[_subject(stack, finding, uuids) for finding in findings],
            relevant_evidence=[{"href": "../evidence.json", "description": "With every property that was looked at."}],
            collected=report.generated_at.isoformat(),
        )


def _subject(stack: StackVerdict, finding: Finding, uuids: Mapping[str, str]) -> dict[str, Any]:
    known = uuids.get(finding.urn)
    return {
        "subject-uuid": known or identity("resource", stack.stack, finding.urn),
        "type": "inventory-item" if known else "component",
        "title": line(finding.name) or finding.urn,
        "props": [*prop("result", finding.shown), *prop("reason", finding.reason)],
    }


def _risks(stack: StackVerdict) -> Iterator[dict[str, Any]]:
    """Yield what stands against the stack, and what was accepted: by whom, until when, and what compensates for it."""
    for finding in findings_of(stack):
        if finding.shown not in ("fail", "accepted"):
            continue
        accepted = finding.accepted if finding.shown == "accepted" else None
        yield filled(
            uuid=identity("risk", stack.stack, finding.rule, finding.urn),
            title=line(f"{finding.rule} on {finding.name}"),
            description=finding.reason or finding.rule,
            statement=accepted.reason if accepted else f"A violation of severity {finding.severity}.",
            props=[
                *prop("severity", finding.severity),
                *prop("owner", accepted.owner if accepted else None),
                *prop("approved-by", accepted.approved_by if accepted else None),
                *prop("approved-on", str(accepted.approved_on) if accepted else None),
                *prop("approval", approved(accepted) if accepted else None),
                *(each for control in (accepted.weakens if accepted else ()) for each in prop("weakens", control)),
            ],
            status="deviation-approved" if accepted else "open",
            mitigating_factors=_mitigating(stack, finding) if accepted else None,
            deadline=f"{accepted.expires}T23:59:59Z" if accepted else None,
            related_observations=[{"observation-uuid": identity("observation", stack.stack, finding.rule)}],
        )


def _mitigating(stack: StackVerdict, finding: Finding) -> list[dict[str, str]]:
    """Return what OSCAL calls a mitigating factor of a risk: the compensating control of an accepted violation."""
    if finding.accepted is None or not finding.accepted.compensating_control:
        return []
    uuid = identity("mitigating-factor", stack.stack, finding.rule, finding.urn)
    return [{"uuid": uuid, "description": finding.accepted.compensating_control}]


def _findings(stack: StackVerdict) -> Iterator[dict[str, Any]]:
    said = {finding.rule for finding in findings_of(stack)}
    for catalog in stack.catalogs:
        for control in catalog.controls:
            state = _state(control)
            if state is not None:
                observed = [rule for rule in (*control.rules, *control.checkov) if rule in said]
                yield filled(
                    uuid=identity("finding", stack.stack, control_id(catalog, control)),
                    title=line(f"{control.id} {control.title}"),
                    description=f"Claimed as {control.claim}; its rules show: {control.shown}. {control.rationale}",
                    target={
                        "type": "statement-id",
                        "target-id": statement_id(catalog, control),
                        "status": state,
                    },
                    related_observations=[
                        {"observation-uuid": identity("observation", stack.stack, rule)} for rule in observed
                    ],
                )


def _state(control: ControlVerdict) -> dict[str, str] | None:
    match control.shown:
        case "fail":
            return {"state": "not-satisfied", "reason": "fail"}
        case "unknown":
            return {"state": "not-satisfied", "reason": "other", "remarks": "A value is not known before deployment."}
        case "accepted":
            return {
                "state": "not-satisfied",
                "reason": "other",
                "remarks": "A violation is accepted for a time: see its risk.",
            }
        case "pass" if control.claim == "automated":
            return {"state": "satisfied", "reason": "pass"}
    return None
