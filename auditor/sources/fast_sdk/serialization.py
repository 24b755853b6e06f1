"""Serializes inputs as the SDK does, without a coroutine for each value and without protobuf.

Returns what `rpc.serialize_properties` returns for plain values, lists, maps, input types and outputs that are
available. Any other value is `Unusual`, and left to the SDK.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi
from google.protobuf import struct_pb2
from pulumi import _types
from pulumi.runtime import known_types, rpc

from auditor.sources.fast_sdk.value_types import UNDECLARED, ValueType, names, of_property

_NO_LISTS = (str, range, memoryview, bytes, bytearray)
Ready = Callable[[pulumi.Output[Any]], Any]


class Unusual(Exception):  # noqa: N818 - not an error of the program
    """A value or a resource that the SDK itself must handle."""


def serialized(
    inputs: Mapping[str, Any], typ: type | None, ready: Ready
) -> tuple[dict[str, Any], dict[str, Sequence[pulumi.Resource]]]:
    """Return inputs under their names in the engine, and the resources that each depends on.

    `ready` returns the data of an output. Raises `Unusual`, or the SDK's error for an impossible value.
    """
    translated = names(typ) if typ is not None else {}
    values: dict[str, Any] = {}
    dependencies: dict[str, Sequence[pulumi.Resource]] = {}
    for key in inputs:
        given = inputs[key]
        if given is None:  # as most are
            continue
        name = translated.get(key) or key
        if type(given) is str and given.isascii():  # as most of the others
            values[name], dependencies[name] = given, ()
            continue
        depends: list[pulumi.Resource] = []
        value = _value(given, depends, ready, of_property(typ, name) if typ is not None else UNDECLARED)
        if value is not None:
            values[name] = value
            dependencies[name] = depends
    return values, dependencies


def serialized_outputs(outputs: Mapping[str, Any], ready: Ready) -> dict[str, Any]:
    """Return the outputs that a component registers, serialized likewise."""
    return _mapping(outputs, [], ready, UNDECLARED)


def _value(value: Any, depends: list[pulumi.Resource], ready: Ready, value_type: ValueType) -> Any:
    """Return a value in serialized form. The most frequent kinds are tested first."""
    kind: Any = type(value)
    if kind is bool or value is None or (kind is str and value.isascii()):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, pulumi.Output):
        return _output(ready(value), depends, ready, value_type)
    if isinstance(value, int | float):
        return _number(value)
    if kind is list or (kind is not dict and isinstance(value, Sequence) and not isinstance(value, _NO_LISTS)):
        element = value_type.element
        return [_value(part, depends, ready, element) for part in value]
    if kind is not dict and _types.is_input_type(kind):
        given = _types.input_type_to_dict(value)
        return {_name(key): _value(part, depends, ready, of_property(kind, key)) for key, part in given.items()}
    if kind is dict or (isinstance(value, Mapping) and not _is_special(value)):
        return _mapping(value, depends, ready, value_type.chosen_by(value))
    raise Unusual


def _output(data: Any, depends: list[pulumi.Resource], ready: Ready, value_type: ValueType) -> Any:
    """As in the SDK, an output also depends on the resources inside its value."""
    depends.extend(data.resources)
    if not data.is_known:
        raise Unusual
    inside: list[pulumi.Resource] = []
    value = _value(data.value, inside, ready, value_type)
    if inside:
        depends.extend(inside)
        data.resources.update(inside)
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value} if data.is_secret else value


def _mapping(
    value: Mapping[Any, Any], depends: list[pulumi.Resource], ready: Ready, value_type: ValueType
) -> dict[str, Any]:
    translated = value_type.names
    found = {}
    for key in value:
        name = translated.get(_name(key)) or key
        found[name] = _value(value[key], depends, ready, value_type.part(name))
    return found


def _name(key: Any) -> str:
    if type(key) is not str or not key.isascii():
        raise Unusual
    return key


def _text(value: str) -> str:
    if not value.isascii():
        value.encode()  # raises for text that protobuf cannot encode
    return value if type(value) is str else str.__str__(value)


def _number(value: float) -> float | int:
    """Return a number as protobuf returns it, which stores all as floating point."""
    number = float(value)
    if not math.isfinite(number):
        raise Unusual
    return int(number) if number.is_integer() else number


def _is_special(value: Any) -> bool:
    return (
        isinstance(value, struct_pb2.Value)
        or known_types.is_asset(value)
        or known_types.is_archive(value)
        or known_types.is_resource(value)
    )
