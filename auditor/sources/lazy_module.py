"""Modules of a generated package, of which each name is made when somebody asks for it."""

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

from auditor.sources.deferred import Parts

_PARTS, _READING = "__parts__", "__reading__"
_WORDS = re.compile(r"[A-Za-z_]\w*")
_MAKING = threading.RLock()
"""Held while classes are made, never while a module is imported."""


def fill(module: ModuleType, parts: Parts) -> None:
    """Run what of a module is to run at once, and have the rest wait. Raises `NameError` if something cannot wait."""
    exec(parts.now, module.__dict__)  # noqa: S102 - as the import system does
    if parts.left_out is None and not parts.definitions:
        return
    if module.__dict__.keys() & {*parts.exports, *parts.definitions}:
        raise NameError(f"{module.__name__} has a name twice")
    module.__dict__[_PARTS] = parts
    module.__class__ = LazyModule


def make(module: ModuleType, name: str) -> None:
    """Make a name of a module now, if it is one that waits."""
    parts: Parts | None = getattr(module, _PARTS, None)
    if parts is not None and (name in parts.exports or name in parts.definitions):
        getattr(module, name)


def type_hints(of: Any, globalns: dict[str, Any], localns: dict[str, Any]) -> dict[str, Any]:
    """Do as `typing.get_type_hints` does with the names of a module, having made what the annotations mention."""
    module = sys.modules.get(globalns.get("__name__", ""))
    if isinstance(module, LazyModule):
        for name in _WORDS.findall(" ".join(filter(_is_text, of.__annotations__.values()))):
            if name not in globalns and name not in localns:
                make(module, name)
                globalns |= {name: vars(module)[name]} if name in vars(module) else {}
    return typing.get_type_hints(of, globalns=globalns, localns=localns)


def _is_text(annotation: object) -> bool:
    return isinstance(annotation, str)


class LazyModule(ModuleType):
    """A module whose missing names are made when they are asked for, and all of them where that is not enough."""

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
        """Set an attribute, but let a function outrank the file of its name, as it does where all are imported."""
        exports = self.__dict__[_PARTS].exports
        if isinstance(value, ModuleType) and name in exports:
            value = getattr(value, name) if exports[name] == name else getattr(self, name)
        super().__setattr__(name, value)

    def __dir__(self) -> Iterable[str]:
        self._complete()
        return [name for name in self.__dict__ if name != _PARTS]

    def _complete(self) -> None:
        """Make everything that the module would have had from the start."""
        parts: Parts = self.__dict__[_PARTS]
        for name in parts.definitions:
            _define(self, name, parts)
        if parts.left_out is not None:
            scope = {**self.__dict__}
            exec(parts.left_out, scope)  # noqa: S102
            self.__dict__.update({**scope, **self.__dict__})
        self.__dict__[_PARTS] = parts._replace(definitions={}, left_out=None)


class UnreadModule(ModuleType):
    """A module of nothing but definitions, whose file is not even read before somebody asks for one."""

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
        """Read the file, once. Another thread that asks meanwhile waits; what the file itself imports does not."""
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
    """How far the reading of a module has come."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    begun: bool = False


def leave_unread(module: ModuleType) -> None:
    """Have the file of a module wait until somebody asks for something in it."""
    module.__dict__[_READING] = _Reading()
    module.__class__ = UnreadModule


def _define(module: ModuleType, name: str, parts: Parts) -> None:
    """Make a class, and before it those that it needs."""
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
