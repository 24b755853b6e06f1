"""Compiles a program's own modules once for all of its stacks, and again only when they are saved.

Each fork imports them anew. Where Python may not keep what it has compiled (`PYTHONDONTWRITEBYTECODE`, as in many
containers) or has not yet, each would compile them anew too, which takes as long as to render a stack.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType

_COMPILED: dict[str, tuple[int, CodeType | None]] = {}
"""By path: when the file was saved, and its code."""


def compile_ahead(path: Path) -> None:
    """Compile a module for forks to come; a mistake in it is for its importer to meet."""
    with contextlib.suppress(OSError, SyntaxError, ValueError):
        _Loader(path.stem, str(path)).get_code(path.stem)


def saved_when_compiled(path: Path) -> int:
    """Return when a module's file was saved, in nanoseconds, as it was when it was compiled here; 0 if it was not."""
    return _COMPILED.get(str(path), (0, None))[0]


@contextlib.contextmanager
def compiled_once(root: Path) -> Iterator[None]:
    """Import modules from the folder `root` as they were compiled before."""
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
        """Return what is in a file, but not what was compiled before the module was saved last.

        Python looks at seconds and at the length alone, so it would take what was saved earlier in the same second.
        """
        if path != self.path and Path(path).stat().st_mtime_ns <= Path(self.path).stat().st_mtime_ns:
            raise FileNotFoundError(path)
        return super().get_data(path)
