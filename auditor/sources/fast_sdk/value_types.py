"""The declared type of a value and of its parts, resolved on demand and cached.

The SDK resolves it again for each value of each resource, though most resources are of a few types.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

from pulumi import _types
from pulumi.runtime import rpc

from auditor.sources.fast_sdk.property_types import annotation, element_annotation, evaluated, property_type

_MAPPINGS = (dict, Mapping, typing.Dict, typing.Mapping)  # noqa: UP006 - what an origin may be


class ValueType:
    """The declared type of a value, which `resolve` returns on demand.

    `annotation`, in `cls`, is the text of the declaration, if there is one.
    """

    def __init__(self, resolve: Callable[[], Any], cls: type | None = None, annotation: str | None = None) -> None:
        self._resolve, self._class, self._annotation = resolve, cls, annotation

    @cached_property
    def element(self) -> ValueType:
        """The type of a list's elements; raises the SDK's error if the type is not a list.

        The annotation of a list shows that of its elements without evaluation, which most elements do not need.
        """
        if self._class is not None and self._annotation and (inner := element_annotation(self._annotation)) is not None:
            cls = self._class
            return ValueType(lambda: evaluated(cls, inner), cls, inner)
        return of_type(rpc._get_list_element_type(self._type))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """An object's field names in the engine, by their Python names."""
        return names(self._type) if self._is_object else {}

    def part(self, name: str) -> ValueType:
        """Return the type of an object's field, by its name in the engine, or of a map's values."""
        return of_property(self._type, name) if self._is_object else self._of_values

    def chosen_by(self, value: Mapping[Any, Any]) -> ValueType:
        """Return the member of a discriminated union that a value selects; itself for any other type."""
        if not self._is_choice:
            return self
        found = _types.reduce_discriminated_union(self._type, value, _types._py_name_for)
        return of_type(found) if found else self

    @cached_property
    def _type(self) -> Any:
        typ = self._resolve()
        typ = _types.unwrap_type(typ) if typ else typ
        return None if typ is Any else typ

    @cached_property
    def _is_object(self) -> bool:
        return _types.is_input_type(self._type)

    @cached_property
    def _is_choice(self) -> bool:
        return _types.is_discriminated_union(self._type)

    @cached_property
    def _of_values(self) -> ValueType:
        if typing.get_origin(self._type) not in _MAPPINGS:
            return UNDECLARED
        arguments = typing.get_args(self._type)
        return of_type(arguments[1]) if len(arguments) == 2 and arguments[0] is str else UNDECLARED


UNDECLARED = ValueType(lambda: None)


@cache
def of_property(cls: type, name: str) -> ValueType:
    """Return the type of a property of a generated class, by its name in the engine."""
    return ValueType(lambda: property_type(cls, name), cls, annotation(cls, name))


@cache
def of_type(typ: Any) -> ValueType:
    """Return the wrapper of a type."""
    return ValueType(lambda: typ)


@cache
def names(cls: type) -> Mapping[str, str]:
    """Return a generated class's property names in the engine, by their Python names."""
    return _types.input_type_py_to_pulumi_names(cls)
