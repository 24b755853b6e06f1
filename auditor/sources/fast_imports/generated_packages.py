"""Imports Pulumi's generated packages lazily, name by name, without evaluating annotations.

Each file is compiled as if it began with `from __future__ import annotations`, which halves the import time; the SDK
evaluates annotations on demand, through `typing.get_type_hints`. `module_parts.py` decides what else is deferred. The
result is cached next to Python's own compiled files, under the name of an optimisation level of its own.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import marshal
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from pulumi import _types

from auditor.sources.fast_imports.compiled_file import keep
from auditor.sources.fast_imports.lazy_module import fill, leave_unread, type_hints
from auditor.sources.fast_imports.module_parts import DEFINITIONS_ONLY, Parts, compiled, divide

GENERATED = ("pulumi_aws", "pulumi_awsx", "pulumi_docker", "pulumi_docker_build", "pulumi_random", "pulumi_tls")
_LEVEL = "parts"
_SIZE = 8
_FORM = importlib.util.MAGIC_NUMBER + " ".join(Parts._fields).encode()


def import_lazily() -> None:
    """Install the hook, once; modules that are imported already stay as they are."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
        vars(_types)["get_type_hints"] = type_hints


class _Finder(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".", 1)[0] not in GENERATED:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Defer a module of definitions only; run any other."""
        if Path(self.path).name in DEFINITIONS_ONLY:
            leave_unread(module)
        else:
            self.read(module)

    def read(self, module: ModuleType) -> None:
        """Run the immediate part of a module, or all of it if it cannot be divided."""
        try:
            fill(module, _parts(self.path))
        except NameError:
            path = Path(self.path)
            exec(compiled(path, path.read_text(encoding="utf-8")), module.__dict__)  # noqa: S102


def _parts(source: str) -> Parts:
    """Return the parts of a file, from the cache if it is up to date."""
    cached = importlib.util.cache_from_source(source, optimization=_LEVEL)
    stamp = _FORM + os.stat(source).st_mtime_ns.to_bytes(8, "little")  # noqa: PTH116 - `Path.stat` would take as long as the rest
    try:
        with open(cached, "rb") as file:  # noqa: PTH123
            content = memoryview(file.read())
    except OSError:
        content = memoryview(b"")
    begin = len(stamp) + _SIZE
    if content[: len(stamp)] == stamp:
        end = begin + int.from_bytes(content[len(stamp) : begin], "little")
        return Parts._make([*marshal.loads(content[begin:end]), content[end:]])  # noqa: S302 - as Python does
    parts = divide(Path(source))
    header = marshal.dumps(parts[:-1])
    keep(Path(cached), stamp + len(header).to_bytes(_SIZE, "little") + header + parts.classes)
    return parts
