"""The report for programs: JSON, and the schema that documents it (checked in as docs/report.schema.json)."""

from __future__ import annotations

import json

from auditor.results import Report


def to_json(report: Report) -> str:
    """Write a report as JSON."""
    return report.model_dump_json(indent=1) + "\n"


def schema() -> str:
    """Return the JSON Schema of `to_json`."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"
