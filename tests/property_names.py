"""Whether a recorded resource is given only properties that exist, each of the kind that it is declared to be.

The installed classes are the schema: beside a resource's class `Vpc` stands `VpcArgs`, whose properties know their
names in the engine and their types; structured values have `...Args` classes of their own.
"""

from __future__ import annotations

import importlib
import json
import keyword
import sys
import types
import typing
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

import pulumi
from pulumi import _types

from auditor.graph import Reference, Resource, Secret, Text, Unknown

PROVIDERS = "pulumi:providers:"
SCALARS: dict[Any, tuple[type, ...]] = {str: (str,), bool: (bool,), int: (int,), float: (int, float)}
FILES = (pulumi.Asset, pulumi.Archive)
LAGGING_ENUMS = ("InstanceType", "ManagedPolicy")
"""Enums of what AWS adds to faster than the classes follow; any text is taken for them."""


def problems(resource: Resource) -> list[str]:
    """Return what a provider would refuse of the names and kinds of a resource's properties."""
    return list(_of_object(_arguments(resource.type), dict(_inputs(resource)), resource.name))


@cache
def _arguments(token: str) -> type:
    """Return the class of a resource's arguments, from its type token, such as `aws:ec2/vpc:Vpc`."""
    if token.startswith(PROVIDERS):
        package, folder, name = token.removeprefix(PROVIDERS), "index", "Provider"
    else:
        package, module, name = token.split(":")
        folder = module.split("/")[0]
    suffix = "" if folder == "index" else f".{folder}{'_' if keyword.iskeyword(folder) else ''}"
    resource_class = getattr(importlib.import_module(f"pulumi_{package}{suffix}"), name)
    beside = vars(sys.modules[resource_class.__module__])
    arguments: type = beside.get(f"{name}InitArgs") or beside[f"{name}Args"]  # the former where a value is named so
    return arguments


def _inputs(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield a resource's inputs; a provider's own are encoded as JSON in text unless they are text."""
    declared = _properties(_arguments(resource.type))
    for name, value in resource.inputs.items():
        encoded = resource.type.startswith(PROVIDERS) and isinstance(value, str) and declared.get(name) is not str
        yield name, json.loads(value) if encoded else value


@cache
def _properties(arguments: type) -> dict[str, Any]:
    return dict(_types.input_type_types(arguments))


def _of_object(arguments: type, value: Mapping[str, Any], path: str) -> Iterator[str]:
    declared = _properties(arguments)
    for name, part in value.items():
        if name in declared:
            yield from _of_value(declared[name], part, f"{path}.{name}")
        else:
            yield f"{path}.{name}: {arguments.__name__} has no such property"


def _of_value(declared: Any, value: Any, path: str) -> Iterator[str]:
    """Yield what is wrong with a value under every one of the types that it may have."""
    arms = list(_arms(declared))
    tried = [list(_of_arm(arm, value, path)) for arm in arms]
    if all(tried):
        yield from min(tried, key=len)


def _of_arm(arm: Any, value: Any, path: str) -> Iterator[str]:
    origin = typing.get_origin(arm) or arm
    match value:
        case Secret(inner):
            yield from _of_arm(arm, inner, path)
        case Unknown():
            return
        case Mapping() if _types.is_input_type(origin):
            yield from _of_object(origin, value, path)
        case Mapping() if origin is Mapping:
            for key, part in value.items():
                yield from _of_value(typing.get_args(arm)[1], part, f"{path}.{key}")
        case list() if origin is Sequence:
            for index, part in enumerate(value):
                yield from _of_value(typing.get_args(arm)[0], part, f"{path}.{index}")
        case _ if not _is_scalar_of(origin, value):
            yield f"{path}: {value!r} is not {getattr(origin, '__name__', origin)}"


def _is_scalar_of(declared: Any, value: Any) -> bool:
    if declared is Any or (declared in FILES and isinstance(value, Mapping)):
        return True
    if isinstance(declared, type) and issubclass(declared, Enum):
        return value in [member.value for member in declared]
    if isinstance(value, Reference):
        return declared in SCALARS
    found = str if isinstance(value, Text) else type(value)
    return found in SCALARS.get(declared, ())


def _arms(declared: Any) -> Iterator[Any]:
    """Yield the plain types of a union. Where it has an enum beside text, the enum says which texts are meant."""
    arms = typing.get_args(declared) if typing.get_origin(declared) in (typing.Union, types.UnionType) else (declared,)
    enums = [arm for arm in arms if isinstance(arm, type) and issubclass(arm, Enum)]
    closed = any(enum.__name__ not in LAGGING_ENUMS for enum in enums)
    for arm in arms:
        plain = arm is not type(None) and typing.get_origin(arm) not in (pulumi.Output, Awaitable)
        if plain and not (closed and arm is str):
            yield arm
