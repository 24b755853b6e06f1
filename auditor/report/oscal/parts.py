"""What every OSCAL document is made of: ids that stay the same, properties, and the head.

An id is computed from what it is of, so that the same report gives the same bytes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.report import Report

OSCAL_VERSION = "1.2.1"
NAMESPACE = "urn:footing:oscal"
"""The namespace of properties that OSCAL does not define."""
_UUIDS = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)


def identity(*of: str | None) -> str:
    """Return the UUID of something, which is told by what it is and by the ids that make it the only one."""
    return str(uuid.uuid5(_UUIDS, "\x1f".join(part or "" for part in of)))


def slug(catalog: Catalog) -> str:
    """Return what a framework is called in names of files and ids, such as `soc-2`; a proposed one is another."""
    words = f"{catalog.framework} {'proposed' if catalog.standing == 'proposed' else ''}"
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def control_id(catalog: Catalog, control: ControlVerdict) -> str:
    """Return a control's id as OSCAL can hold it, and as no other catalog has it."""
    return f"{slug(catalog)}-{re.sub(r'[^A-Za-z0-9.]+', '-', control.id).strip('-')}"


def statement_id(catalog: Catalog, control: ControlVerdict) -> str:
    """Return the id of what a control asks."""
    return f"{control_id(catalog, control)}_smt"


def line(text: str) -> str:
    """Put text on one line, as titles and values must be."""
    return " ".join(text.split())


def prop(name: str, value: str | None, *, own: bool = True, **more: str) -> list[dict[str, Any]]:
    """Return a property, or none if there is nothing to tell."""
    if value is None or not line(value):
        return []
    return [{"name": name, **({"ns": NAMESPACE} if own else {}), "value": line(value), **more}]


def filled(**parts: Any) -> dict[str, Any]:
    """Return an object under OSCAL's names without what is empty, which OSCAL does not allow."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in parts.items()}
    return {key: value for key, value in named.items() if value not in (None, [], {}, "")}


def metadata(report: Report, title: str, remarks: str, links: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """Return the head of a document."""
    period = report.period
    return filled(
        title=line(title),
        last_modified=report.generated_at.isoformat(),
        version=report.tool_version,
        oscal_version=OSCAL_VERSION,
        props=[
            *prop("commit", report.commit),
            *prop("policy-pack-version", report.pack_version),
            *prop("period-first-day", str(period.first) if period else None),
            *prop("period-last-day", str(period.last) if period else None),
        ],
        links=list(links),
        remarks=remarks,
    )


TOOL = identity("component", "footing")
EXAMINED: dict[str, Any] = {
    "methods": ["EXAMINE"],
    "origins": [{"actors": [{"type": "tool", "actor-uuid": TOOL}]}],
}
"""How an observation came about: the tool examined."""


def assessed_by() -> dict[str, Any]:
    """Define the tool."""
    return {
        "components": [
            {
                "uuid": TOOL,
                "type": "software",
                "title": "footing",
                "description": "Holds the graph of a stack against the rules of the policy pack.",
                "status": {"state": "operational"},
            }
        ],
        "assessment-platforms": [{"uuid": identity("platform"), "uses-components": [{"component-uuid": TOOL}]}],
    }


def written(kind: str, body: dict[str, Any]) -> str:
    """Write a document of a kind, such as `catalog`."""
    return to_json({kind: body}, indent=1).decode() + "\n"
