"""All rules of the pack, a file for each component that they judge."""

from __future__ import annotations

import importlib
import pkgutil

from policies.rule import Rule


def _collect() -> tuple[Rule, ...]:
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return tuple(rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule))


RULES: tuple[Rule, ...] = _collect()
"""Every rule, in the order of the files' names and, within a file, of writing."""
