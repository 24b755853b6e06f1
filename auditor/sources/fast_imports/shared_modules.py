"""Imports, before the forks, the modules of a program that all of its stacks share.

These are the leading imports of `__main__.py`, up to the first module that reads the stack's settings or configuration
while it is imported. Each stack imports that module, and those after it, itself.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import contextvars
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

from pulumi.runtime import config
from pulumi.runtime.settings import SETTINGS, Settings

from auditor.sources.configuration import Project
from auditor.sources.fast_imports.compiled_once import compiled_once
from auditor.sources.fast_imports.unchanged_modules import remember, unchanged_modules
from auditor.sources.program_folder import forget, inside, own_modules


def import_shared(project: Project) -> dict[str, ModuleType]:
    """Return the program's own modules that its stacks can share. What they print is printed once."""
    unchanged = unchanged_modules(project.root)
    with inside(project, unchanged), compiled_once(project.root), contextlib.redirect_stdout(sys.stderr):
        before = sys.modules.keys() - unchanged.keys()
        for statement in _leading_imports(project.root / "__main__.py"):
            known = set(sys.modules)
            if not contextvars.copy_context().run(_imported, statement):
                forget(own_modules(project.root, sys.modules.keys() - known))
                break
        shared = {name: sys.modules[name] for name in own_modules(project.root, sys.modules.keys() - before)}
    remember(project.root, shared)
    return shared


def _imported(statement: CodeType) -> bool:
    """Return whether a statement could run without a stack. If not, each stack raises the error itself."""
    with _no_stack() as requested:
        try:
            exec(statement, {"__name__": "__main__"})  # noqa: S102 - the program's own
        except KeyboardInterrupt:
            raise
        except BaseException:
            return False
    return not requested


def _leading_imports(main: Path) -> Iterator[CodeType]:
    try:
        statements = ast.parse(main.read_bytes(), str(main)).body
    except (OSError, SyntaxError, ValueError):
        return
    for index, each in enumerate(statements):
        if isinstance(each, ast.Import | ast.ImportFrom):
            yield compile(ast.Module([each], type_ignores=[]), str(main), "exec", dont_inherit=True)
        elif index or not isinstance(each, ast.Expr):  # a docstring
            return


class _NoStackError(BaseException):
    """Not an `Exception`, so that no `except Exception` of a program handles it."""


@contextlib.contextmanager
def _no_stack() -> Iterator[list[str]]:
    """Refuse access to the settings and configuration of a stack, and list it, as a program may catch the error."""
    requested: list[str] = []

    def refuse(_: object, name: object = None) -> NoReturn:
        requested.append(str(name))
        raise _NoStackError

    def of_settings(self: object, name: str) -> Any:
        return object.__getattribute__(self, name) if name.startswith("__") else refuse(self, name)

    refusing = type("Refusing", (Settings,), {"__getattribute__": of_settings})
    nothing = type("Nothing", (), dict.fromkeys(("__contains__", "__getitem__", "__getattr__", "__iter__"), refuse))()
    asyncio.set_event_loop(None)
    config.CONFIG.set(nothing)
    config._SECRET_KEYS.set(nothing)
    SETTINGS.__class__ = refusing
    try:
        yield requested
    finally:
        SETTINGS.__class__ = Settings
