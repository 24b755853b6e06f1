"""The folder that a report is handed over as: written beside its place, then swapped in whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import InputError
from auditor.report.csv_form import controls_csv, findings_csv, inventory_csv
from auditor.report.html import INDEX, to_pages
from auditor.report.integrity import EVIDENCE, MANIFEST, SIGNATURE, files_in, manifest_of, read_manifest
from auditor.report.json_form import to_json
from auditor.report.junit_form import to_junit
from auditor.report.markdown_form import to_markdown
from auditor.report.oscal.documents import oscal_documents
from auditor.report.sarif_form import to_sarif
from auditor.report.signature import sign
from auditor.results.report import Report
from auditor.swap import resolved, swap_in, unwritable

FORMS: dict[str, Callable[[Report], str]] = {
    EVIDENCE: to_json,
    "findings.csv": findings_csv,
    "controls.csv": controls_csv,
    "inventory.csv": inventory_csv,
    "summary.md": to_markdown,
    "results.sarif": to_sarif,
    "junit.xml": to_junit,
}
"""The forms that are one file each, by its name, but for the page to open and those behind it."""
_OURS = {INDEX, *FORMS, MANIFEST, SIGNATURE, "report.json"}
"""Names that are a report's, even of one that has no manifest because an earlier version wrote it."""


def write_report(report: Report, folder: Path, key: Path | None = None) -> list[Path]:
    """Write every form of a report into `folder`, and return the files, the one to open first coming first.

    The manifest tells the SHA-256 of each, and is signed by `key`, an SSH key, if there is one. An earlier report there
    is replaced at the end or, whatever happens, not at all. Raises `InputError` if the folder cannot be written, or
    holds something that is no report's and would be lost, or if the key cannot sign.
    """
    texts = to_pages(report) | {name: form(report) for name, form in FORMS.items()} | oscal_documents(report)
    manifest = manifest_of(report, texts).to_json()
    signature = {SIGNATURE: sign(manifest, key)} if key else {}
    texts |= {MANIFEST: manifest} | signature
    check_writable(folder)
    swap_in(texts, folder)
    return [folder / name for name in texts]


def check_writable(folder: Path) -> None:
    """Raise the `InputError` of `write_report` before the work is done rather than after it."""
    place = resolved(folder)
    try:
        stranger = _stranger(place) if place.exists() else None
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{place.name}.", dir=place.parent):
            pass
    except OSError as error:
        raise unwritable(folder, error) from None
    if stranger:
        raise InputError(
            f"{folder}: holds {stranger}, which is not a report's and would be lost; name an empty or a new folder"
        )


def _stranger(folder: Path) -> str | None:
    """Return what is first in a folder that `write_report` did not write there, as far as its manifest tells."""
    ours = set(_OURS)
    try:
        ours |= {entry.name for entry in read_manifest(folder)[0].files}
    except InputError:
        next(folder.iterdir(), None)  # raises `OSError` where there is no folder that could be replaced
    return next((name for name in files_in(folder) if name not in ours), None)
