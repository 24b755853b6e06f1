"""Imports parts of the SDK, which Pulumi imports at once, only when somebody asks for something in them.

Nobody asks for the last, which is imported for what it does where the engine traces itself: there is no engine here.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

LATER = ("pulumi.automation", "pulumi.dynamic", "pulumi.runtime._instrumentation")


def import_later() -> None:
    """Install the hook, once; it is of use only before Pulumi is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in LATER:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec
