"""Compiles a program's own modules once for all of its stacks, and again only when they are saved.

Each fork imports them again. Without a bytecode cache (`PYTHONDONTWRITEBYTECODE`, as in many containers, or a first
run) each would also compile them again, which takes as long as rendering a stack.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType

_COMPILED: dict[str, tuple[int, CodeType | None]] = {}
"""By path: the time at which the file was saved, in nanoseconds, and its code."""


def compile_ahead(path: Path) -> None:
    """Compile a module for later forks; its importer reports an error in it."""
    with contextlib.suppress(OSError, SyntaxError, ValueError):
        _Loader(path.stem, str(path)).get_code(path.stem)


def saved_when_compiled(path: Path) -> int:
    """Return when a module's file was last saved before it was compiled here, in nanoseconds; 0 if it was not."""
    return _COMPILED.get(str(path), (0, None))[0]


@contextlib.contextmanager
def compiled_once(root: Path) -> Iterator[None]:
    """Import modules from the folder `root` with the code compiled before."""
    finder = _Finder(root)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path if path else [str(self._root)], target)
        if spec is None or type(spec.loader) is not importlib.machinery.SourceFileLoader:
            return None
        if "site-packages" in spec.loader.path or not Path(spec.loader.path).is_relative_to(self._root):
            return None
        spec.loader = _Loader(fullname, spec.loader.path)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        saved = Path(self.path).stat().st_mtime_ns
        known = _COMPILED.get(self.path)
        if known is None or known[0] != saved:
            known = _COMPILED[self.path] = saved, super().get_code(fullname)
        return known[1]

    def get_data(self, path: str) -> bytes:
        """Return the content of a file, except of bytecode older than the module.

        Python compares seconds and length only, so it would use bytecode of an earlier save in the same second.
        """
        if path != self.path and Path(path).stat().st_mtime_ns <= Path(self.path).stat().st_mtime_ns:
            raise FileNotFoundError(path)
        return super().get_data(path)
