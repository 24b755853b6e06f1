"""Divides a file of a generated package into code that runs on import and code that is deferred until it is used.

A service's `__init__.py` imports all of its files, and each of these all of `_inputs.py`; a program uses a hundredth of
them. The files have a few known shapes; a file of another shape is left as it is, and so is one that needs a deferred
name on import.
"""

from __future__ import annotations
import __future__

import ast
import marshal
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

_ALL = re.compile(r"^__all__ = (\[.*?\])", re.DOTALL | re.MULTILINE)
_WORDS = re.compile(r"(?<![.\w])[A-Za-z]\w*")
DEFINITIONS_ONLY = ("_inputs.py", "outputs.py", "_enums.py")


class Parts(NamedTuple):
    """The code of a module in parts."""

    now: CodeType
    definitions: dict[str, tuple[int, int, tuple[str, ...]]]
    """The classes of a file of definitions: start and end in `classes`, and the other classes that each needs."""
    exports: dict[str, str]
    """The neighbouring file of each imported name: of a package all names, of a file those that it mentions."""
    modules: frozenset[str]
    """Submodules that the package itself imports lazily, but locates on import."""
    left_out: CodeType | None
    """The statements that import what `exports` and `modules` name."""
    classes: bytes | memoryview
    """The code of all classes, as `marshal` writes it: millions of bytes, of which a program reads a few thousand."""


class _UnknownShapeError(Exception):
    pass


def divide(path: Path) -> Parts:
    """Return the parts of a file; all of a file of unknown shape runs on import."""
    source = path.read_text(encoding="utf-8")
    try:
        return _divide(path, source)
    except _UnknownShapeError:
        return Parts(compiled(path, source), {}, {}, frozenset(), None, b"")


def compiled(path: Path, source: str | list[ast.stmt]) -> CodeType:
    """Compile without evaluating annotations, and without docstrings, which are most of the text."""
    program: Any = ast.Module(source, type_ignores=[]) if isinstance(source, list) else source
    flags = __future__.annotations.compiler_flag
    code: CodeType = compile(program, str(path), "exec", flags=flags, dont_inherit=True, optimize=2)
    return code


def _divide(path: Path, source: str) -> Parts:
    package = path.name == "__init__.py"
    only_definitions = path.name in DEFINITIONS_ONLY
    now: list[ast.stmt] = []
    left_out: list[ast.stmt] = []
    modules = set[str]()
    exports: dict[str, str] = {}
    classes: dict[str, ast.ClassDef] = {}
    body = ast.parse(source).body
    mentioned = set(_WORDS.findall(source))
    used = _used(body)
    for statement in body:
        if (origin := _star(statement)) is not None:
            names = _exported(path.with_name(f"{origin}.py"))
            left_out.append(statement)
            at_once = set() if package else used.intersection(names)
            exports |= {name: origin for name in names if package or name in mentioned - at_once}
            if at_once:
                now.append(_import(origin, sorted(at_once), statement))
        elif lazy := _lazy(statement, path.parent.name):
            left_out.append(statement)
            modules |= lazy
        elif only_definitions and isinstance(statement, ast.ClassDef):
            if statement.name in classes:
                raise _UnknownShapeError
            classes[statement.name] = statement
        else:
            now.append(statement)
    written, definitions = bytearray(), dict[str, tuple[int, int, tuple[str, ...]]]()
    for name, each in classes.items():
        begin = len(written)
        written += marshal.dumps(compiled(path, [each]))
        definitions[name] = begin, len(written), tuple(sorted(_used([each]) & classes.keys() - {name}))
    rest = compiled(path, left_out) if left_out else None
    return Parts(compiled(path, now), definitions, exports, frozenset(modules), rest, bytes(written))


def _used(statements: list[ast.stmt]) -> set[str]:
    """Return the names that code needs when it runs, without those in annotations."""
    names: set[str] = set()
    todo: list[ast.AST] = list(statements)
    while todo:
        each = todo.pop()
        if isinstance(each, ast.Name):
            names.add(each.id)
        todo += [child for field, child in _children(each) if field not in ("annotation", "returns")]
    return names


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield field, child


def _star(statement: ast.stmt) -> str | None:
    """Return the neighbouring file from which a statement imports everything, or None."""
    if not isinstance(statement, ast.ImportFrom) or [alias.name for alias in statement.names] != ["*"]:
        return None
    if statement.level != 1 or not statement.module or "." in statement.module:
        raise _UnknownShapeError
    return statement.module


def _lazy(statement: ast.stmt, package: str) -> set[str]:
    """Return the two hundred services that a package imports lazily, except for type checkers."""
    if not isinstance(statement, ast.If) or ast.unparse(statement.test) != "typing.TYPE_CHECKING":
        return set()
    names = {ast.unparse(each).partition(" = ")[0] for each in statement.orelse}
    lazily = {f"{name} = _utilities.lazy_import('{package}.{name}')" for name in names}
    return names if lazily == set(map(ast.unparse, statement.orelse)) else set()


def _exported(path: Path) -> list[str]:
    """Return what `from … import *` imports from a file: its `__all__`."""
    try:
        found = _ALL.search(path.read_text(encoding="utf-8"))
    except OSError:
        raise _UnknownShapeError from None
    if found is None:
        raise _UnknownShapeError
    names: list[str] = ast.literal_eval(found[1])
    return names


def _import(origin: str, names: list[str], at: ast.stmt) -> ast.stmt:
    statement = ast.ImportFrom(origin, [ast.alias(name) for name in names], level=1)
    return ast.fix_missing_locations(ast.copy_location(statement, at))
