"""Imports parts of the SDK lazily that `import pulumi` imports at once.

The last only has side effects, where the engine traces itself; there is no engine here.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

LAZY = ("pulumi.automation", "pulumi.dynamic", "pulumi.runtime._instrumentation")


def import_sdk_lazily() -> None:
    """Install the hook, once; it has an effect only before Pulumi is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in LAZY:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec
