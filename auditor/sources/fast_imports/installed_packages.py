"""Imports the installed packages that a program needs before the process forks for each stack.

The program's own modules are only read, not imported: importing them may declare resources.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.sources.fast_imports.compiled_once import compile_ahead
from auditor.sources.fast_imports.generated_packages import GENERATED
from auditor.sources.fast_imports.lazy_module import define
from auditor.sources.program_folder import own_names

_CLASSES = re.compile(r"\.([A-Z]\w*)")
_WORD_BEFORE = re.compile(r"\w*\Z")
_LONGEST_WORD = 80
_IMPORTS = re.compile(
    r"^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;(]+)|import[ \t]+([^\n#;]+))",
    re.MULTILINE,
)
_AS = re.compile(r"\sas\s+\w+")
_NAMES = re.compile(r"[\w.]+")


class Imported(NamedTuple):
    """The modules that a program or a file imports, and every class `a.B` that it names."""

    modules: set[str]
    classes: set[tuple[str, str]]


def import_packages_of(root: Path) -> None:
    """Import the installed modules that the program in `root` names anywhere; ignore those that fail."""
    imported = installed_imports(root)
    for name in sorted(imported.modules - _TRIED):
        _TRIED.add(name)
        _import(name)
    for service, name in sorted(imported.classes - _DEFINED):
        _DEFINED.add((service, name))
        for package in GENERATED:
            if (module := sys.modules.get(f"{package}.{service}")) is not None:
                define(module, name)
                _import_definitions(f"{package}.{service}._inputs")  # every stack needs some of them


def _import(name: str) -> None:
    with contextlib.suppress(Exception):  # the program raises the same error, and the report says where
        importlib.import_module(name)


def _import_definitions(name: str) -> None:
    _import(name)
    getattr(sys.modules.get(name), "__all__", None)


_TRIED: set[str] = set()
_DEFINED: set[tuple[str, str]] = set()


def installed_imports(root: Path) -> Imported:
    """Return the installed modules that the program in `root` imports; of `from a import b`, `a.b` too."""
    found = Imported(set(), set())
    own = own_names(root)
    todo, seen = ["__main__"], set[str]()
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        if module.split(".", 1)[0] not in own:
            found.modules.add(module)
            continue
        for path in filter(Path.is_file, _files(root, module)):
            if module != "__main__":
                compile_ahead(path)
            names, classes = read(path, path.stat().st_mtime_ns)
            found.classes.update(classes)
            todo += names
    return found


@functools.cache
def _files(root: Path, module: str) -> tuple[Path, ...]:
    """Return the possible paths of a module; neither exists if the name is no module."""
    place = root.joinpath(*module.split("."))
    return place.with_suffix(".py"), place / "__init__.py"


@functools.cache
def read(path: Path, _saved: int) -> Imported:
    """Return what a file imports and names; `_saved`, its time, is part of the cache key."""
    source = path.read_text(encoding="utf-8", errors="replace")
    return Imported(set(_imports(source)), set(_classes(source)))


def _imports(source: str) -> Iterator[str]:
    """Yield every module that a file imports; of `from a import b`, both `a` and `a.b`, which may be a module.

    Parsing the files properly takes as long as rendering a stack; what is missed here is only imported later.
    """
    for module, names, modules in _IMPORTS.findall(source):
        if module:
            yield module
        prefix = f"{module}." if module else ""
        yield from (prefix + name for name in _NAMES.findall(_AS.sub("", names or modules)))


def _classes(source: str) -> Iterator[tuple[str, str]]:
    """Yield every `a.B`. Searching for `.B` first is ten times as fast."""
    for found in _CLASSES.finditer(source):
        before = _WORD_BEFORE.search(source, max(0, found.start() - _LONGEST_WORD), found.start())
        yield before[0] if before else "", found[1]
