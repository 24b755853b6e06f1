"""What a value is declared to be, and what is inside it: worked out when somebody asks, and once.

The SDK asks for each value of each resource anew. Most values show what they are, and most resources are of few types.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

from pulumi import _types
from pulumi.runtime import rpc

from auditor.sources.hints import annotation, evaluated, of_elements, property_type

_MAPPINGS = (dict, Mapping, typing.Dict, typing.Mapping)  # noqa: UP006 - what an origin may be


class Shape:
    """The declared type of a value, which `tell` returns if somebody asks.

    `annotation`, in a class, is the text that declares it, if there is one.
    """

    def __init__(self, tell: Callable[[], Any], cls: type | None = None, annotation: str | None = None) -> None:
        self._tell, self._class, self._annotation = tell, cls, annotation

    @cached_property
    def element(self) -> Shape:
        """That of an element of a list; raises what the SDK raises where something else is declared.

        Most elements are objects that need no type, and that of a list need not be evaluated to tell that it is one.
        """
        if self._class is not None and self._annotation and (inner := of_elements(self._annotation)) is not None:
            cls = self._class
            return Shape(lambda: evaluated(cls, inner), cls, inner)
        return of_type(rpc._get_list_element_type(self._type))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names in the engine of the fields of an object, by their names in Python."""
        return names(self._type) if self._is_object else {}

    def part(self, name: str) -> Shape:
        """Return that of a field of an object, by its name in the engine, or of a value of a map."""
        return of_property(self._type, name) if self._is_object else self._of_values

    def met_by(self, value: Mapping[Any, Any]) -> Shape:
        """Return that of several kinds of object which a value is of, if there are several and that can be told."""
        if not self._is_choice:
            return self
        found = _types.reduce_discriminated_union(self._type, value, _types._py_name_for)
        return of_type(found) if found else self

    @cached_property
    def _type(self) -> Any:
        typ = self._tell()
        typ = _types.unwrap_type(typ) if typ else typ
        return None if typ is Any else typ

    @cached_property
    def _is_object(self) -> bool:
        return _types.is_input_type(self._type)

    @cached_property
    def _is_choice(self) -> bool:
        return _types.is_discriminated_union(self._type)

    @cached_property
    def _of_values(self) -> Shape:
        if typing.get_origin(self._type) not in _MAPPINGS:
            return UNTOLD
        arguments = typing.get_args(self._type)
        return of_type(arguments[1]) if len(arguments) == 2 and arguments[0] is str else UNTOLD


UNTOLD = Shape(lambda: None)


@cache
def of_property(cls: type, name: str) -> Shape:
    """Return the shape of a property of a generated class, by its name in the engine."""
    return Shape(lambda: property_type(cls, name), cls, annotation(cls, name))


@cache
def of_type(typ: Any) -> Shape:
    """Return the shape of a value of a type."""
    return Shape(lambda: typ)


@cache
def names(cls: type) -> Mapping[str, str]:
    """Return the names in the engine of the properties of a generated class, by their names in Python."""
    return _types.input_type_py_to_pulumi_names(cls)
