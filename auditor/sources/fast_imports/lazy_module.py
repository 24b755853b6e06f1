"""Modules of a generated package that define each name when it is first used."""

from __future__ import annotations

import importlib
import marshal
import re
import sys
import threading
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from auditor.sources.fast_imports.module_parts import Parts

_PARTS, _READING = "__parts__", "__reading__"
_WORDS = re.compile(r"[A-Za-z_]\w*")
_MAKING = threading.RLock()
"""Held while classes are defined, never while a module is imported."""


def fill(module: ModuleType, parts: Parts) -> None:
    """Run the immediate part of a module and defer the rest. Raises `NameError` if a name cannot be deferred."""
    exec(parts.now, module.__dict__)  # noqa: S102 - as the import system does
    if parts.left_out is None and not parts.definitions:
        return
    if module.__dict__.keys() & {*parts.exports, *parts.definitions}:
        raise NameError(f"{module.__name__} has a name twice")
    module.__dict__[_PARTS] = parts
    module.__class__ = LazyModule


def define(module: ModuleType, name: str) -> None:
    """Define a deferred name of a module now; do nothing for another name."""
    parts: Parts | None = getattr(module, _PARTS, None)
    if parts is not None and (name in parts.exports or name in parts.definitions):
        getattr(module, name)


def type_hints(of: Any, globalns: dict[str, Any], localns: dict[str, Any]) -> dict[str, Any]:
    """Return what `typing.get_type_hints` returns, after defining the deferred names in the annotations."""
    module = sys.modules.get(globalns.get("__name__", ""))
    if isinstance(module, LazyModule):
        for name in _WORDS.findall(" ".join(filter(_is_text, of.__annotations__.values()))):
            if name not in globalns and name not in localns:
                define(module, name)
                globalns |= {name: vars(module)[name]} if name in vars(module) else {}
    return typing.get_type_hints(of, globalns=globalns, localns=localns)


def _is_text(annotation: object) -> bool:
    return isinstance(annotation, str)


class LazyModule(ModuleType):
    """A module that defines a missing name when it is used, and all names if that name is none of them."""

    def __getattr__(self, name: str) -> Any:
        parts: Parts = self.__dict__[_PARTS]
        if name in parts.definitions:
            _define(self, name, parts)
        elif name in parts.exports:
            origin = importlib.import_module(f".{parts.exports[name]}", self.__package__)
            self.__dict__.setdefault(name, getattr(origin, name))
        elif name in parts.modules:
            importlib.import_module(f"{self.__name__}.{name}")
        elif not name.startswith("__") or name == "__all__":
            self._complete()
        if name in self.__dict__:
            return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute, but let a function take precedence over the file of its name, as in a full import."""
        exports = self.__dict__[_PARTS].exports
        if isinstance(value, ModuleType) and name in exports:
            value = getattr(value, name) if exports[name] == name else getattr(self, name)
        super().__setattr__(name, value)

    def __dir__(self) -> Iterable[str]:
        self._complete()
        return [name for name in self.__dict__ if name != _PARTS]

    def _complete(self) -> None:
        """Define everything that a full import defines."""
        parts: Parts = self.__dict__[_PARTS]
        for name in parts.definitions:
            _define(self, name, parts)
        if parts.left_out is not None:
            scope = {**self.__dict__}
            exec(parts.left_out, scope)  # noqa: S102
            self.__dict__.update({**scope, **self.__dict__})
        self.__dict__[_PARTS] = parts._replace(definitions={}, left_out=None)


class UnreadModule(ModuleType):
    """A module of definitions only, whose file is not read before one of them is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self._read()
        if type(self) is UnreadModule:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} yet: it is being read")
        return getattr(self, name)

    def __dir__(self) -> Iterable[str]:
        self._read()
        return list(self.__dict__) if type(self) is UnreadModule else dir(self)

    def _read(self) -> None:
        """Read the file, once. Other threads wait meanwhile; modules that the file itself imports do not."""
        module: Any = self
        reading: _Reading | None = self.__dict__.get(_READING)
        if reading is None:
            return
        with reading.lock:
            if reading.begun:
                return
            reading.begun = True
            module.__loader__.read(module)
            if type(self) is UnreadModule:
                module.__class__ = ModuleType
            del module.__dict__[_READING]


@dataclass
class _Reading:
    """The progress of reading a module."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    begun: bool = False


def leave_unread(module: ModuleType) -> None:
    """Defer reading the file of a module until something in it is used."""
    module.__dict__[_READING] = _Reading()
    module.__class__ = UnreadModule


def _define(module: ModuleType, name: str, parts: Parts) -> None:
    """Define a class, after those that it needs."""
    with _MAKING:
        todo, order = [name], dict[str, None]()
        while todo:
            if (each := todo.pop()) not in order and each not in module.__dict__:
                order[each] = None
                todo += parts.definitions[each][2]
        for each in reversed(order):
            if each not in module.__dict__:
                begin, end, _ = parts.definitions[each]
                exec(marshal.loads(parts.classes[begin:end]), module.__dict__)  # noqa: S102, S302
