"""Keeps the code that Python's own `dataclasses` and `typing` write as text, and would compile anew at each start.

Two thousand texts are compiled before the first resource is made, the methods of every dataclass and the annotations
that stand in quotes, of the program and of its libraries: a tenth of the time to a verdict. Code is found again by its
whole text, so it is never out of date. It is kept where Python keeps what it compiled of this file, or nowhere, where
that is not allowed.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import importlib.util
import marshal
import typing
from pathlib import Path
from types import CodeType
from typing import Any

from auditor.sources.fast_imports.compiled_file import keep

_CACHE = Path(importlib.util.cache_from_source(__file__, optimization="texts"))
_STAMP = importlib.util.MAGIC_NUMBER
_MANY_TIMES = 4
"""How many times what a command needs may be kept, for other commands; what nobody writes any more goes with it."""

Codes = dict[tuple[str, str], CodeType]
"""By mode (`exec`, `eval`) and text."""


def keep_written_code(cache: Path = _CACHE) -> None:
    """Have the code taken from the cache, and what was missing there added at the end. It is of use once."""
    kept, used = read(cache), Codes()

    def code_of(text: Any, filename: str, mode: str) -> CodeType:
        key = mode, text
        if (code := used.get(key)) is None:
            code = kept.get(key) or compile(text, filename, mode, dont_inherit=True)
            used[key] = code
        return code

    def run(text: str, *scopes: Any) -> None:
        exec(code_of(text, "<string>", "exec"), *scopes)  # noqa: S102 - as `dataclasses` does

    vars(dataclasses)["exec"] = run
    vars(typing)["compile"] = code_of
    atexit.register(write, cache, kept, used)


def read(cache: Path) -> Codes:
    """Return what is kept; nothing if it is of another Python, or not there."""
    with contextlib.suppress(OSError, EOFError, TypeError, ValueError):
        content = cache.read_bytes()
        if content.startswith(_STAMP):
            codes: Codes = marshal.loads(content[len(_STAMP) :])  # noqa: S302 - as Python does with its own
            return codes
    return {}


def write(cache: Path, kept: Codes, used: Codes) -> None:
    """Keep what was missing."""
    if used.keys() <= kept.keys():
        return
    codes = {**kept, **used} if len(kept) < _MANY_TIMES * len(used) else used
    keep(cache, _STAMP + marshal.dumps(codes))
