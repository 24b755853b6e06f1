"""Divides a file of a generated package into what runs as it is imported and what may wait until somebody asks.

A service's `__init__.py` imports all of its files, and each of these all of `_inputs.py`, of which a program uses a
hundredth. The files are all of a few shapes; one of another shape is left as it is, and so is one that wants a name at
once that was to wait.
"""

from __future__ import annotations
import __future__

import ast
import marshal
import re
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

_ALL = re.compile(r"^__all__ = (\[.*?\])", re.DOTALL | re.MULTILINE)
_WORDS = re.compile(r"(?<![.\w])[A-Za-z]\w*")
_DICTIONARY = "ArgsDict"
"""How the name of a `TypedDict` ends, of which there is one beside each class of inputs, for the constructors' sake."""
_DEFINITIONS_ONLY = ("_inputs.py", "outputs.py", "_enums.py")


class Parts(NamedTuple):
    """A module's code in parts, as `marshal` writes them."""

    now: CodeType
    definitions: dict[str, tuple[bytes, tuple[str, ...]]]
    """The classes of a file of definitions: the code of each, and which others it mentions."""
    exports: dict[str, str]
    """In which file of its folder a package has a name from."""
    stars: CodeType | None
    """The `from … import *` that were left out."""


class _UnknownShapeError(Exception):
    pass


def divided(path: Path) -> Parts:
    """Return the parts of a file; in one of an unknown shape everything is to run at once."""
    source = path.read_text(encoding="utf-8")
    try:
        return _divided(path, source)
    except _UnknownShapeError:
        return Parts(compiled(path, source), {}, {}, None)


def compiled(path: Path, source: str | list[ast.stmt]) -> CodeType:
    """Compile without evaluating annotations, and without docstrings, which are most of these files."""
    program: Any = ast.Module(source, type_ignores=[]) if isinstance(source, list) else source
    flags = __future__.annotations.compiler_flag
    code: CodeType = compile(program, str(path), "exec", flags=flags, dont_inherit=True, optimize=2)
    return code


def _divided(path: Path, source: str) -> Parts:
    package = path.name == "__init__.py"
    only_definitions = path.name in _DEFINITIONS_ONLY
    now: list[ast.stmt] = []
    stars: list[ast.stmt] = []
    exports: dict[str, str] = {}
    classes: dict[str, ast.ClassDef] = {}
    words = set(_WORDS.findall(source))
    for statement in ast.parse(source).body:
        if (origin := _star(statement)) is not None:
            names = _exported(path.with_name(f"{origin}.py"))
            stars.append(statement)
            if package:
                exports |= dict.fromkeys(names, origin)
            elif mentioned := sorted(_needed(words.intersection(names))):
                now.append(_import(origin, mentioned, statement))
        elif only_definitions and isinstance(statement, ast.ClassDef):
            if statement.name in classes:
                raise _UnknownShapeError
            classes[statement.name] = statement
        else:
            now.append(statement)
    lines = source.splitlines()
    definitions = {}
    for name, each in classes.items():
        mentions = {*_WORDS.findall("\n".join(lines[each.lineno - 1 : each.end_lineno]))} & classes.keys() - {name}
        needed = mentions if name.endswith(_DICTIONARY) else _needed(mentions)
        definitions[name] = marshal.dumps(compiled(path, [each])), tuple(sorted(needed))
    return Parts(compiled(path, now), definitions, exports, compiled(path, stars) if stars else None)


def _needed(mentions: set[str]) -> set[str]:
    """Return the classes that annotations need which the SDK evaluates: those of constructors it does not."""
    return {name for name in mentions if not name.endswith(_DICTIONARY)}


def _star(statement: ast.stmt) -> str | None:
    """Return the file beside it from which a statement imports everything."""
    if not isinstance(statement, ast.ImportFrom) or [alias.name for alias in statement.names] != ["*"]:
        return None
    if statement.level != 1 or not statement.module or "." in statement.module:
        raise _UnknownShapeError
    return statement.module


def _exported(path: Path) -> list[str]:
    """Return what `from … import *` takes from a file, which these files all say."""
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
