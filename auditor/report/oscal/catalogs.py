"""The frameworks as OSCAL catalogs: none is published of the HIPAA Security Rule, nor of SOC 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.report.arrangement import claimed, sentence
from auditor.report.oscal.parts import control_id, filled, identity, line, metadata, prop, slug, statement_id, written
from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.report import Report


def frameworks(report: Report) -> dict[str, list[Catalog]]:
    """Return the parts of each framework, by its slug; what is proposed is a framework of its own."""
    found: dict[str, list[Catalog]] = {}
    for catalog in claimed(report):
        found.setdefault(slug(catalog), []).append(catalog)
    return found


def file_of(framework: str) -> str:
    """Return the file of a framework's catalog, beside the other documents."""
    return f"catalog-{framework}.json"


def catalog_document(report: Report, framework: str, parts: Sequence[Catalog]) -> str:
    """Write the catalog of one framework, with a group for each of its parts."""
    proposed = parts[0].standing == "proposed"
    title = f"{parts[0].framework}{', as proposed: not law' if proposed else ''}"
    remarks = (
        "Titles are words of this project, by which to find one's way in the official text, to which the links lead; "
        "they are no substitute for it."
    )
    links = {
        catalog.url: {"href": catalog.url, "rel": "reference", "text": line(catalog.reference)} for catalog in parts
    }
    groups = [_group(catalog, framework, place) for place, catalog in enumerate(parts, 1)]
    return written(
        "catalog",
        {
            "uuid": identity("catalog", framework, report.tool_version, repr(groups)),
            "metadata": metadata(report, title, remarks, list(links.values())),
            "groups": groups,
        },
    )


def _group(catalog: Catalog, framework: str, place: int) -> dict[str, Any]:
    return filled(
        id=f"{framework}-part-{place}",
        title=line(sentence(catalog.part or catalog.framework)),
        props=prop("label", catalog.reference, own=False),
        controls=[_control(catalog, control) for control in catalog.controls],
    )


def _control(catalog: Catalog, control: ControlVerdict) -> dict[str, Any]:
    return filled(
        id=control_id(catalog, control),
        class_=control.kind.replace(" ", "-"),
        title=line(control.title) or control.id,
        props=[*prop("label", control.id, own=False), *prop("standing", catalog.standing)],
        parts=[{"id": statement_id(catalog, control), "name": "statement", "prose": control.requirement}],
    )
