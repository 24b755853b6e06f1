"""Which of a program's modules are as they were after files were saved, and need not be imported again.

A module is no longer as it was if its file was saved, or that of a module that it imports. Where a file does not tell
what it imports, it is taken to import everything.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from auditor.sources.inside import own_names
from auditor.sources.own_code import saved_when_compiled
from auditor.sources.warm import read

_RELATIVE = re.compile(r"^[ \t]*from[ \t]+\.", re.MULTILINE)
_UNTOLD = ("importlib", "__import__")


class _Kept(NamedTuple):
    module: ModuleType
    path: Path
    saved: int


_KEPT: dict[Path, tuple[set[str], dict[str, _Kept]]] = {}


def keep(root: Path, modules: Mapping[str, ModuleType]) -> None:
    """Remember the modules of the program in a folder."""
    paths = {name: Path(module.__file__ or "") for name, module in modules.items()}
    known = {name: _Kept(modules[name], path, saved_when_compiled(path)) for name, path in paths.items()}
    _KEPT[root] = own_names(root), known


def forget_all() -> None:
    """Remember nothing: something else was saved than modules, and one of them may have read it."""
    _KEPT.clear()


def kept(root: Path) -> dict[str, ModuleType]:
    """Return those modules of the program in a folder that are as they were."""
    names, known = _KEPT.get(root, (set[str](), dict[str, _Kept]()))
    if names != own_names(root):  # what was found elsewhere may be found here now
        return {}
    stale = {name for name, each in known.items() if not _is_as_it_was(each)}
    while stale and (more := {name for name in known.keys() - stale if _imports_any(stale, name, known[name])}):
        stale |= more
    for name in stale:  # a package holds its modules as attributes, where `from package import module` finds them
        package, _, attribute = name.rpartition(".")
        if package in known:
            vars(known[package].module).pop(attribute, None)
    return {name: each.module for name, each in known.items() if name not in stale}


def _imports_any(of: set[str], name: str, each: _Kept) -> bool:
    found = _imports(name, each.path, each.saved)
    return found is None or not found.isdisjoint(of)


@functools.cache
def _imports(name: str, path: Path, saved: int) -> frozenset[str] | None:
    """Return the modules that one imports, and the packages that these and itself are in; None if it does not tell."""
    source = path.read_text(encoding="utf-8", errors="replace")
    if any(word in source for word in _UNTOLD) or _RELATIVE.search(source):
        return None
    named = {name.rpartition(".")[0], *read(path, saved).modules}
    return frozenset(".".join(each.split(".")[:depth]) for each in named for depth in range(1, each.count(".") + 2))


def _is_as_it_was(each: _Kept) -> bool:
    try:
        return each.path.stat().st_mtime_ns == each.saved
    except OSError:
        return False
