"""What is claimed for each control as an OSCAL component definition, by who holds it.

The program holds what rules show, in whole or in part. People hold what is left, and AWS what is inherited from it;
to list those as the program's would claim what nothing here shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.report.oscal.catalogs import file_of
from auditor.report.oscal.parts import control_id, filled, identity, metadata, prop, written
from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.report import Report

HOLDERS = (
    ("software", "{project}", "The Pulumi program, held to the policy pack.", ("automated", "partial")),
    ("process-procedure", "The organisation", "Duties of people, not shown.", ("partial", "manual", "inherited")),
    ("service", "Amazon Web Services", "What is inherited from AWS, whose own auditors report on it.", ("inherited",)),
)
"""Who holds controls of which claims: OSCAL's type of component, its title, and what it is."""


def component_definition(report: Report, frameworks: Mapping[str, Sequence[Catalog]]) -> str:
    """Write who holds which control, how, and by which rules it is shown."""
    components = [
        component
        for kind, title, description, claims in HOLDERS
        if (component := _component(kind, title.format(project=report.project), description, claims, frameworks))
    ]
    remarks = "Claims of design. Each is shown by the rules that it names, and the rest is somebody's duty."
    return written(
        "component-definition",
        filled(
            uuid=identity("component-definition", report.project, report.tool_version, repr(components)),
            metadata=metadata(report, f"{report.project}: who holds which control", remarks),
            components=components,
        ),
    )


def _component(
    kind: str, title: str, description: str, claims: Sequence[str], frameworks: Mapping[str, Sequence[Catalog]]
) -> dict[str, Any] | None:
    implementations = []
    for framework, parts in frameworks.items():
        requirements = [
            _requirement(kind, catalog, control)
            for catalog in parts
            for control in catalog.controls
            if control.claim in claims and (kind != "process-procedure" or control.manual is not None)
        ]
        if requirements:
            implementations.append(
                {
                    "uuid": identity("control-implementation", kind, framework),
                    "source": file_of(framework),
                    "description": f"{parts[0].framework}, {parts[0].standing}",
                    "implemented-requirements": requirements,
                }
            )
    if not implementations:
        return None
    return {
        "uuid": identity("component", kind, title),
        "type": kind,
        "title": title,
        "description": description,
        "control-implementations": implementations,
    }


def _requirement(kind: str, catalog: Catalog, control: ControlVerdict) -> dict[str, Any]:
    duty = f"{control.manual.owner}: {control.manual.duty}" if control.manual else control.rationale
    return filled(
        uuid=identity("implemented-requirement", kind, control_id(catalog, control)),
        control_id=control_id(catalog, control),
        description=duty if kind == "process-procedure" else control.rationale,
        props=[
            *prop("claim", control.claim),
            *(each for rule in control.rules if kind == "software" for each in prop("rule", rule)),
            *(each for check in control.checkov if kind == "software" for each in prop("checkov-check", check)),
            *prop("decision", control.decision.choice if control.decision else None),
            *prop("decision-standing", control.decision.whose if control.decision else None),
            *prop("artifact", control.artifact if kind == "service" else None),
        ],
        remarks=control.decision.reason if control.decision else None,
    )
