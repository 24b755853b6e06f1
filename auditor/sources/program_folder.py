"""Works in a program's folder, as Python does that runs it."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from auditor.sources.configuration import Project


@contextlib.contextmanager
def inside(project: Project, shared: Mapping[str, ModuleType]) -> Iterator[None]:
    """Work in a program's folder, importing from it first; afterwards forget the modules that it brought.

    Modules of the same names that come from elsewhere, such as this tool's own, are out of its sight meanwhile. Those
    of its own that are `shared` are there from the start.
    """
    root, path, folder, modules = project.root, list(sys.path), Path.cwd(), dict(sys.modules)
    local = own_names(root)
    for name, module in modules.items():
        if name.split(".")[0] in local and not _is_own(root, module):
            del sys.modules[name]
    sys.modules.update(shared)
    sys.path.insert(0, str(root))
    sys.path.extend(map(str, project.libraries))
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(folder)
        sys.path[:] = path
        forget(own_modules(root, sys.modules.keys() - modules))
        sys.modules.update(modules)


def own_names(root: Path) -> set[str]:
    """Return the modules and packages that are found in a folder before any that is installed."""
    return {each.stem for each in root.iterdir() if each.suffix == ".py" or each.is_dir()}


def own_modules(root: Path, names: Iterable[str]) -> list[str]:
    """Return which of the modules of these names come from a folder."""
    return [name for name in names if _is_own(root, sys.modules[name])]


def forget(names: Iterable[str]) -> None:
    """Have modules imported anew."""
    for name in names:
        del sys.modules[name]


def _is_own(root: Path, module: ModuleType) -> bool:
    return comes_from(root, getattr(module, "__file__", None) or "/")


@functools.cache
def comes_from(root: Path, file: str) -> bool:
    """Tell whether a file is of a program in a folder, and not of a package installed there."""
    path = Path(file)
    return path.is_relative_to(root) and "site-packages" not in path.parts
