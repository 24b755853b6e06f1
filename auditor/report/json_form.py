"""The report for programs: JSON, and the schema that documents it (checked in as docs/report.schema.json)."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from auditor.errors import InputError, first_fault
from auditor.results.report import Report


def to_json(report: Report) -> str:
    """Write a report as JSON."""
    return report.model_dump_json(indent=1) + "\n"


def from_json(path: Path) -> Report:
    """Read what `to_json` wrote; raise `InputError` if it is not that, or of a version with another schema."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise InputError(
            f"{path}: is no report of this version of footing: {first_fault(error)}; "
            "use the version that wrote it, which manifest.json tells"
        ) from None


def schema() -> str:
    """Return the JSON Schema of `to_json`."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"
