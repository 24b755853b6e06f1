"""Finds the modules of a program that need not be imported again after files were saved.

A module has changed if its file was saved, or that of a module that it imports. A file whose imports cannot be read off
its text is assumed to import everything.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from auditor.sources.fast_imports.compiled_once import saved_when_compiled
from auditor.sources.fast_imports.installed_packages import read
from auditor.sources.program_folder import own_names

_RELATIVE = re.compile(r"^[ \t]*from[ \t]+\.", re.MULTILINE)
_DYNAMIC = ("importlib", "__import__")


class _Imported(NamedTuple):
    module: ModuleType
    path: Path
    saved: int


_IMPORTED: dict[Path, tuple[set[str], dict[str, _Imported]]] = {}


def remember(root: Path, modules: Mapping[str, ModuleType]) -> None:
    """Remember the modules of the program in a folder."""
    paths = {name: Path(module.__file__ or "") for name, module in modules.items()}
    known = {name: _Imported(modules[name], path, saved_when_compiled(path)) for name, path in paths.items()}
    _IMPORTED[root] = own_names(root), known


def forget_all() -> None:
    """Forget all modules: another kind of file was saved, which one of them may have read."""
    _IMPORTED.clear()


def unchanged_modules(root: Path) -> dict[str, ModuleType]:
    """Return the modules of the program in a folder that have not changed."""
    names, known = _IMPORTED.get(root, (set[str](), dict[str, _Imported]()))
    if names != own_names(root):  # a new file may take the place of a module elsewhere
        return {}
    stale = {name for name, each in known.items() if _was_saved(each)}
    while stale and (more := {name for name in known.keys() - stale if _imports_any(stale, name, known[name])}):
        stale |= more
    for name in stale:  # a package holds its modules as attributes, where `from package import module` finds them
        package, _, attribute = name.rpartition(".")
        if package in known:
            vars(known[package].module).pop(attribute, None)
    return {name: each.module for name, each in known.items() if name not in stale}


def _imports_any(of: set[str], name: str, each: _Imported) -> bool:
    found = _imports(name, each.path, each.saved)
    return found is None or not found.isdisjoint(of)


@functools.cache
def _imports(name: str, path: Path, saved: int) -> frozenset[str] | None:
    """Return the modules that a module imports, and the packages of all of them; None if its text does not show it."""
    source = path.read_text(encoding="utf-8", errors="replace")
    if any(word in source for word in _DYNAMIC) or _RELATIVE.search(source):
        return None
    named = {name.rpartition(".")[0], *read(path, saved).modules}
    return frozenset(".".join(each.split(".")[:depth]) for each in named for depth in range(1, each.count(".") + 2))


def _was_saved(each: _Imported) -> bool:
    try:
        return each.path.stat().st_mtime_ns != each.saved
    except OSError:
        return True
