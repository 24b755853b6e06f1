"""A file of compiled code, kept beside Python's own for the next start."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def keep(file: Path, content: bytes) -> None:
    """Write compiled code for the next time, whole or not at all; where that is not allowed, do without."""
    temporary = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
