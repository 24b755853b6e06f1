"""How stacks compare with each other as a result of an OSCAL assessment, for it is of none of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.report.arrangement import parity
from auditor.report.disparities import FIX, JUDGE, MUST, disparities
from auditor.report.oscal.parts import EXAMINED, assessed_by, control_id, filled, identity, line
from auditor.results.report import Report


def compared(report: Report) -> Iterator[dict[str, Any]]:
    """Yield one result with a risk for all that stands against parity; none where stacks were not compared."""
    if report.parity is None:
        return
    when = report.generated_at.isoformat()
    observation = identity("observation", report.project, JUDGE)
    found = disparities(report.parity)
    yield filled(
        uuid=identity("result", report.project, report.commit, JUDGE, *map(str, found)),
        title=JUDGE,
        description=f"How the stacks compare with each other: {parity(report.parity)}.",
        start=when,
        end=when,
        local_definitions={"assessment-assets": assessed_by()},
        reviewed_controls={"control-selections": [_selection(report)]},
        observations=[
            filled(
                uuid=observation,
                title=JUDGE,
                description=MUST,
                **EXAMINED,
                relevant_evidence=[{"href": "../evidence.json", "description": "With every difference."}],
                collected=when,
                remarks=parity(report.parity),
            )
        ],
        risks=[
            {
                "uuid": identity("risk", report.project, JUDGE, each.kind, each.about),
                "title": line(f"{JUDGE}: {each.about}"),
                "description": str(each),
                "statement": f"{MUST} {FIX}",
                "status": "open",
                "related-observations": [{"observation-uuid": observation}],
            }
            for each in found
        ],
    )


def _selection(report: Report) -> dict[str, Any]:
    """Select the controls that the comparison speaks for."""
    ids = {
        control_id(catalog, control): None
        for stack in report.stacks
        for catalog in stack.catalogs
        for control in catalog.controls
        if JUDGE in control.judges
    }
    if not ids:
        return {"description": "None in particular: stacks are compared as a whole.", "include-all": {}}
    return {
        "description": "Those that the comparison speaks for.",
        "include-controls": [{"control-id": each} for each in ids],
    }
