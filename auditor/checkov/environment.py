"""Where Checkov is: in an environment of its own, beside the project's or wherever a setting says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import InputError

SETTING = "FOOTING_CHECKOV"
FOLDER = Path(__file__).parent.parent.parent / ".checkov"
MEMORY = Path("build/checkov")
_PYTHONS = ("bin/python", "Scripts/python.exe")


@dataclass(frozen=True, kw_only=True)
class Checkov:
    """The interpreter of Checkov's environment, and the folder in which to remember what it said."""

    python: Path
    memory: Path


def find_python() -> Path | None:
    """Return the interpreter of Checkov's environment: of the one that the setting names, else of the project's own."""
    folder = Path(os.environ.get(SETTING) or FOLDER)
    return next((folder / name for name in _PYTHONS if (folder / name).is_file()), None)


def find_checkov() -> Checkov:
    """Return Checkov, or raise `InputError` saying how to come by it."""
    python = find_python()
    if python is None:
        raise InputError(
            f"{os.environ.get(SETTING) or FOLDER.name}: there is no environment with Checkov; run `make checkov` in "
            f"Footing's folder, or name the folder of one by {SETTING}"
        )
    return Checkov(python=python, memory=MEMORY.absolute())
