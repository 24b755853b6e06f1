"""Imports, ahead of the forks, those modules of a program that every one of its stacks would begin with.

They are what `__main__.py` imports before it does anything else, as far as nothing of it asks, while it is imported,
for what only a stack has. A module that does ask is imported by each stack, and so is whatever follows it.
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
from auditor.sources.inside import forget, inside, own_modules
from auditor.sources.kept import keep, kept
from auditor.sources.own_code import compiled_once


def import_ahead(project: Project) -> dict[str, ModuleType]:
    """Return the program's own modules that its stacks can share. What they print, they print once."""
    still_there = kept(project.root)
    with inside(project, still_there), compiled_once(project.root), contextlib.redirect_stdout(sys.stderr):
        before = sys.modules.keys() - still_there
        for statement in _leading_imports(project.root / "__main__.py"):
            known = set(sys.modules)
            if not contextvars.copy_context().run(_imported, statement):
                forget(own_modules(project.root, sys.modules.keys() - known))
                break
        shared = {name: sys.modules[name] for name in own_modules(project.root, sys.modules.keys() - before)}
    keep(project.root, shared)
    return shared


def _imported(statement: CodeType) -> bool:
    """Tell whether something could be imported without a stack. If not, each stack meets the reason for itself."""
    with _no_stack() as asked:
        try:
            exec(statement, {"__name__": "__main__"})  # noqa: S102 - the program's own
        except KeyboardInterrupt:
            raise
        except BaseException:
            return False
    return not asked


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


class _StackAskedForError(BaseException):
    """No `except Exception` of a program is to handle it."""


@contextlib.contextmanager
def _no_stack() -> Iterator[list[str]]:
    """Have whoever asks for the settings or the configuration of a stack be refused, and noted: it may catch that."""
    asked: list[str] = []

    def ask(_: object, name: object = None) -> NoReturn:
        asked.append(str(name))
        raise _StackAskedForError

    def of_settings(self: object, name: str) -> Any:
        return object.__getattribute__(self, name) if name.startswith("__") else ask(self, name)

    refusing = type("Refusing", (Settings,), {"__getattribute__": of_settings})
    nothing = type("Nothing", (), dict.fromkeys(("__contains__", "__getitem__", "__getattr__", "__iter__"), ask))()
    asyncio.set_event_loop(None)
    config.CONFIG.set(nothing)
    config._SECRET_KEYS.set(nothing)
    SETTINGS.__class__ = refusing
    try:
        yield asked
    finally:
        SETTINGS.__class__ = Settings
