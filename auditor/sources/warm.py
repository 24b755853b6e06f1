"""Imports what a program will import from installed packages, before the process forks into one for each stack.

The program's own modules are not imported here, only read: they may declare resources as they are imported.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path


def import_packages_of(root: Path) -> None:
    """Import the installed modules that the program in `root` names anywhere; one that cannot be is left alone."""
    for name in sorted(installed_imports(root)):
        try:
            getattr(importlib.import_module(name), "__all__", None)  # a lazy module loads when it is looked into
        except Exception:  # noqa: S112 - the program will meet the same error, and its report says where
            continue


def installed_imports(root: Path) -> set[str]:
    """Return the installed modules that the program in `root` imports; of `from a import b`, `a.b` too."""
    found: set[str] = set()
    todo, seen = [root / "__main__.py"], set[Path]()
    while todo:
        path = todo.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for name in _imports(path):
            local = root.joinpath(*name.split("."))
            if (root / name.split(".")[0]).is_dir() or (root / f"{name.split('.')[0]}.py").is_file():
                todo += [local.with_suffix(".py"), local / "__init__.py"]
            else:
                found.add(name)
    return found


def _imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports; of `from a import b`, both `a` and `a.b`, which may be a module."""
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
