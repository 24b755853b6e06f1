"""The declared type of one property of a generated class, evaluated on demand.

The SDK evaluates all thirty or more annotations of a class at once; a program needs one or two.
"""

from __future__ import annotations

import builtins
import re
import sys
import typing
from functools import cache
from typing import Any

import pulumi
from pulumi import _types

from auditor.sources.fast_imports.lazy_module import type_hints

_WORDS = re.compile(r"[A-Za-z_]\w*")
_WRAPPERS = re.compile(r"\b(?:pulumi\.(?:Input|Output)|Optional)\[")
"""What `_types.unwrap_type` removes, at every level."""
_LIST = re.compile(r"((?:(?:pulumi\.(?:Input|Output)|Optional)\[)*Sequence\[)(.*)")
_KNOWN = {
    **{kind.__name__: kind for kind in (bool, float, int, str)},
    "Any": Any,
    "Input": pulumi.Input,
    "Mapping": typing.Mapping,
    "Optional": typing.Optional,
    "Output": pulumi.Output,
    "Sequence": typing.Sequence,
    "_builtins": builtins,
    "pulumi": pulumi,
}
"""The names in most annotations, with the same meaning in every file."""
_LOCAL = {"Output": pulumi.Output, "T": type(None)}
"""The SDK's own local names when it evaluates annotations."""


def annotation(cls: type, name: str) -> str | None:
    """Return the text of a property's annotation, or None."""
    getter = _getters(cls).get(name)
    text = getter and getter.__annotations__.get("return")
    return text if isinstance(text, str) else None


def element_annotation(annotation: str) -> str | None:
    """Return the annotation of a list's elements, or None if the annotation is not a list."""
    found = _LIST.fullmatch(annotation)
    return found[2][: -found[1].count("[")] if found else None


def property_type(cls: type, name: str) -> Any:
    """Return the type of one property, as `_types.input_type_types` does, unwrapped; None if it has no entry."""
    getter = _getters(cls).get(name)
    if getter is None:
        return None
    unwrapped = _types.unwrap_type(declared(cls, getter))
    return None if unwrapped is pulumi.Output else unwrapped


def resource_type(cls: type, name: str) -> Any:
    """Return the type of one output, as `_types.resource_types` does."""
    return property_type(cls, name) if _is_generated(cls) else _types.resource_types(cls).get(name)


@cache
def _is_generated(cls: type) -> bool:
    return not _types._properties_from_annotations(cls)


@cache
def declared(cls: type, getter: Any) -> Any:
    """Return the declared return type of a property's getter."""
    text = getter.__annotations__.get("return")
    return evaluated(cls, text) if isinstance(text, str) else type_hints(getter, _globals(cls), _LOCAL).get("return")


def evaluated(cls: type, annotation: str) -> Any:
    """Return the type of an annotation in a class, unwrapped."""
    text = _unwrapped(annotation)
    if {*_WORDS.findall(text)} <= _KNOWN.keys():
        return _common(text)
    return (_named(cls, text) if text.isidentifier() else None) or _evaluated(text, _globals(cls))


def _named(cls: type, name: str) -> Any:
    """Return the class that a name refers to in a class's modules; a lookup, without evaluation."""
    modules = (sys.modules.get(base.__module__) for base in cls.__mro__)
    found = (getattr(module, name, None) for module in modules)
    return next((each for each in found if isinstance(each, type)), None)


def _unwrapped(annotation: str) -> str:
    """Remove the wrappers from an annotation: evaluating them takes most of the time."""
    if "," in annotation:  # brackets that are not simply nested
        return annotation
    inner = _WRAPPERS.sub("", annotation).replace("'", "").rstrip("]")
    return inner + "]" * inner.count("[")


@cache
def is_required(annotation: object) -> bool | None:
    """Return whether an annotation declares an output as always set; None if that takes evaluation."""
    if not isinstance(annotation, str) or not annotation.startswith("pulumi.Output["):
        return None
    inner = annotation.removeprefix("pulumi.Output[")
    if inner.startswith("Optional["):
        return False
    return True if inner.startswith(("_builtins.", "Sequence[", "Mapping[", "'outputs.")) else None


@cache
def _getters(cls: type) -> dict[str, Any]:
    return {name: member.fget for _, name, member in _types._py_properties(cls)}


@cache
def _common(annotation: str) -> Any:
    """Evaluate an annotation that means the same in every file, as most do."""
    return _evaluated(annotation, _KNOWN)


def _evaluated(annotation: str, names: dict[str, Any]) -> Any:
    holder = type("Holder", (), {"__annotations__": {"it": annotation}})
    return type_hints(holder, names, _LOCAL)["it"]


@cache
def _globals(cls: type) -> dict[str, Any]:
    modules = (sys.modules.get(base.__module__) for base in reversed(cls.__mro__))
    return {name: value for module in modules if module is not None for name, value in vars(module).items()}
