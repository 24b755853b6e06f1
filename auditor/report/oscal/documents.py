"""All OSCAL documents of a report, by file."""

from __future__ import annotations

from auditor.report.oscal.assessments import assessment_results
from auditor.report.oscal.catalogs import catalog_document, file_of, frameworks
from auditor.report.oscal.components import component_definition
from auditor.results.report import Report

FOLDER = "oscal"


def oscal_documents(report: Report) -> dict[str, str]:
    """Write the catalogs, who holds which control, and what was found. Where no stack was judged, nothing was."""
    found = frameworks(report)
    documents = {file_of(name): catalog_document(report, name, parts) for name, parts in found.items()}
    documents["component-definition.json"] = component_definition(report, found)
    if report.stacks:
        documents["assessment-results.json"] = assessment_results(report, found)
    return {f"{FOLDER}/{name}": text for name, text in documents.items()}
