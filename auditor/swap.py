"""A folder that is handed over: written beside its place, then swapped in whole, or whatever happens not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from auditor.errors import InputError


def resolved(folder: Path) -> Path:
    """Return where a folder is; raise `InputError` if its links lead in a circle."""
    try:
        return folder.resolve()
    except RuntimeError:  # as Python tells it up to 3.12
        raise InputError(f"{folder}: cannot be written: its links lead in a circle; name a folder that can") from None


def swap_in(texts: Mapping[str, str], folder: Path) -> None:
    """Write texts, by the paths of their files, into a folder that takes the place of an earlier one.

    Raises `InputError` if the folder cannot be written.
    """
    place = resolved(folder)
    mark = uuid.uuid4().hex[:8]
    fresh, earlier = (place.with_name(f".{place.name}.{mark}.{state}") for state in ("new", "old"))
    try:
        fresh.mkdir(parents=True)
        for name, text in texts.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="")
        if place.exists():
            place.rename(earlier)
        fresh.rename(place)
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        if earlier.exists() and not place.exists():
            earlier.rename(place)
        for leftover in (fresh, earlier):
            shutil.rmtree(leftover, ignore_errors=True)


def unwritable(folder: Path, error: OSError) -> InputError:
    """Return what a person is told where a folder cannot be written."""
    return InputError(f"{folder}: cannot be written: {error.strerror}; name a folder that can")
