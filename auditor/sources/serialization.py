"""Inputs as the SDK would send them, without a coroutine for each value and without protobuf.

It says what `rpc.serialize_properties` says, for what nearly all programs give: plain values, lists, maps, input types,
and outputs that are there. Whatever else is `Unusual`, and left to the SDK.
"""

from __future__ import annotations

import math
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi
from google.protobuf import struct_pb2
from pulumi import _types
from pulumi.runtime import known_types, rpc

from auditor.sources.hints import property_type

_NO_LISTS = (str, range, memoryview, bytes, bytearray)
_MAPPINGS = (dict, Mapping, typing.Dict, typing.Mapping)  # noqa: UP006 - what an origin may be
Typed = Callable[[], Any]
"""Tells which type a value is declared to have, if somebody asks: most values show what they are."""


class Unusual(Exception):  # noqa: N818 - names what was met
    """Something that is for the SDK itself to deal with."""


def serialized(
    inputs: Mapping[str, Any], typ: type | None, ready: Callable[[pulumi.Output[Any]], Any]
) -> tuple[dict[str, Any], dict[str, list[pulumi.Resource]]]:
    """Return inputs under their names in the engine, and the resources that each depends on.

    `ready` returns the data of an output. Raises `Unusual`, or what the SDK raises of an impossible value.
    """
    names = _names(typ) if typ is not None else {}
    values: dict[str, Any] = {}
    dependencies: dict[str, list[pulumi.Resource]] = {}
    for key in inputs:
        given = inputs[key]
        if given is None:  # as most are
            continue
        name = names.get(key) or key
        depends: list[pulumi.Resource] = []
        value = _value(given, depends, ready, _of(typ, name) if typ is not None else _untyped)
        if value is not None:
            values[name] = value
            dependencies[name] = depends
    return values, dependencies


def _value(value: Any, depends: list[pulumi.Resource], ready: Callable[[Any], Any], typed: Typed) -> Any:
    kind = type(value)
    if kind is bool or value is None:
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, pulumi.Output):
        return _output(ready(value), depends, ready, typed)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Sequence) and not isinstance(value, _NO_LISTS):
        element = rpc._get_list_element_type(_declared(typed))
        return [_value(part, depends, ready, lambda: element) for part in value]
    if _types.is_input_type(kind):
        given = _types.input_type_to_dict(value)
        return {_name(key): _value(part, depends, ready, _of(kind, key)) for key, part in given.items()}
    if isinstance(value, Mapping) and not _is_special(value):
        return _mapping(value, depends, ready, _declared(typed))
    raise Unusual


def _output(data: Any, depends: list[pulumi.Resource], ready: Callable[[Any], Any], typed: Typed) -> Any:
    """As in the SDK, an output also comes to depend on what is found inside of it."""
    depends.extend(data.resources)
    if not data.is_known:
        raise Unusual
    inside: list[pulumi.Resource] = []
    value = _value(data.value, inside, ready, typed)
    depends.extend(inside)
    data.resources.update(inside)
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value} if data.is_secret else value


def _mapping(value: Mapping[Any, Any], depends: list[pulumi.Resource], ready: Callable[[Any], Any], typ: Any) -> Any:
    names: Mapping[str, str] = {}
    typed: Callable[[str], Typed] = lambda _: _untyped  # noqa: E731
    if typ is not None:
        typ = _types.reduce_discriminated_union(typ, value, _types._py_name_for) or typ
        if _types.is_input_type(typ):
            names = _names(typ)
            input_type = typ
            typed = lambda name: _of(input_type, name)  # noqa: E731
        elif typ is dict or typing.get_origin(typ) in _MAPPINGS:
            arguments = typing.get_args(typ)
            if len(arguments) == 2 and arguments[0] is str:
                typed = lambda _: lambda: arguments[1]  # noqa: E731
    found = {}
    for key in value:
        name = names.get(_name(key)) or key
        found[name] = _value(value[key], depends, ready, typed(name))
    return found


def _declared(typed: Typed) -> Any:
    typ = typed()
    typ = _types.unwrap_type(typ) if typ else typ
    return None if typ is Any else typ


def _of(typ: type, name: str) -> Typed:
    return lambda: property_type(typ, name)


def _untyped() -> None:
    return None


def _names(typ: type) -> Mapping[str, str]:
    names = _NAMES.get(typ)
    if names is None:
        names = _NAMES[typ] = _types.input_type_py_to_pulumi_names(typ)
    return names


_NAMES: dict[type, Mapping[str, str]] = {}


def _name(key: Any) -> str:
    if type(key) is not str or not key.isascii():
        raise Unusual
    return key


def _text(value: str) -> str:
    if not value.isascii():
        value.encode()  # what protobuf cannot write raises here as well
    return value if type(value) is str else str.__str__(value)


def _number(value: float) -> float | int:
    """Return a number as it comes out of protobuf, to which all are floating."""
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
