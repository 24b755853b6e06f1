"""Imports what a program will import from installed packages, before the process forks into one for each stack.

The program's own modules are not imported here, only read: they may declare resources as they are imported.
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

from auditor.sources.lazy_module import make
from auditor.sources.own_code import compile_ahead
from auditor.sources.postponed import GENERATED

_ATTRIBUTES = re.compile(r"\b(\w+)\.(?=([A-Za-z]\w*))")


_IMPORTS = re.compile(
    r"^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;(]+)|import[ \t]+([^\n#;]+))",
    re.MULTILINE,
)
_AS = re.compile(r"\sas\s+\w+")
_NAMES = re.compile(r"[\w.]+")


class Imported(NamedTuple):
    """What a program imports from installed packages, and every `a.b` that it writes."""

    modules: set[str]
    attributes: set[tuple[str, str]]


def import_packages_of(root: Path) -> None:
    """Import the installed modules that the program in `root` names anywhere; one that cannot be is left alone."""
    imported = installed_imports(root)
    for name in sorted(imported.modules - _TRIED):
        _TRIED.add(name)
        with contextlib.suppress(Exception):  # the program will meet the same error, and its report says where
            importlib.import_module(name)
    for service, attribute in sorted(imported.attributes):
        for package in GENERATED:
            if (module := sys.modules.get(f"{package}.{service}")) is not None:
                make(module, attribute)


_TRIED: set[str] = set()


def installed_imports(root: Path) -> Imported:
    """Return the installed modules that the program in `root` imports; of `from a import b`, `a.b` too."""
    found = Imported(set(), set())
    todo, seen = [root / "__main__.py"], set[Path]()
    while todo:
        path = todo.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        if path.name != "__main__.py":
            compile_ahead(path)
        names, attributes = _read(path, path.stat().st_mtime_ns)
        found.attributes.update(attributes)
        for name in names:
            local = root.joinpath(*name.split("."))
            if (root / name.split(".")[0]).is_dir() or (root / f"{name.split('.')[0]}.py").is_file():
                todo += [local.with_suffix(".py"), local / "__init__.py"]
            else:
                found.modules.add(name)
    return found


@functools.cache
def _read(path: Path, _saved: int) -> tuple[set[str], set[tuple[str, str]]]:
    source = path.read_text(encoding="utf-8", errors="replace")
    return set(_imports(source)), set(_ATTRIBUTES.findall(source))


def _imports(source: str) -> Iterator[str]:
    """Yield every module that a file imports; of `from a import b`, both `a` and `a.b`, which may be a module.

    To parse the files properly takes as long as to render a stack, and no more than a slower start hangs on it.
    """
    for module, names, modules in _IMPORTS.findall(source):
        if module:
            yield module
        prefix = f"{module}." if module else ""
        yield from (prefix + name for name in _NAMES.findall(_AS.sub("", names or modules)))
