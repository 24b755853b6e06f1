"""The folder that a report is handed over as: written beside its place, then swapped in whole."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import InputError
from auditor.report.csv_form import controls_csv, findings_csv
from auditor.report.html import to_html
from auditor.report.json_form import to_json
from auditor.results import Report

FORMS: dict[str, Callable[[Report], str]] = {
    "index.html": to_html,
    "report.json": to_json,
    "findings.csv": findings_csv,
    "controls.csv": controls_csv,
}


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write every form of a report into `folder`, and return the files, the one to open first coming first.

    An earlier report there is replaced at the end or, whatever happens, not at all. Raises `InputError` if the
    folder cannot be written, or holds something that is no report's and would be lost.
    """
    texts = {name: form(report) for name, form in FORMS.items()}
    check_writable(folder)
    try:
        _write_and_swap(texts, folder.resolve())
    except OSError as error:
        raise _unwritable(folder, error) from None
    return [folder / name for name in texts]


def check_writable(folder: Path) -> None:
    """Raise the `InputError` of `write_report` before the work is done rather than after it."""
    place = folder.resolve()
    try:
        strangers = sorted(path.name for path in place.iterdir() if path.name not in FORMS) if place.exists() else []
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{place.name}.", dir=place.parent):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from None
    if strangers:
        raise InputError(
            f"{folder}: holds {strangers[0]}, which is not a report's and would be lost; name an empty or a new folder"
        )


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(f"{folder}: cannot be written: {error.strerror}; name a folder that can")


def _write_and_swap(texts: dict[str, str], folder: Path) -> None:
    mark = uuid.uuid4().hex[:8]
    fresh, earlier = (folder.with_name(f".{folder.name}.{mark}.{state}") for state in ("new", "old"))
    try:
        fresh.mkdir()
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            folder.rename(earlier)
        fresh.rename(folder)
    finally:
        if earlier.exists() and not folder.exists():
            earlier.rename(folder)
        for leftover in (fresh, earlier):
            shutil.rmtree(leftover, ignore_errors=True)
