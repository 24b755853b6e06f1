"""Reads the installed package of Pulumi: which resource types it has, and which properties each has, at every depth."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from auditor.sources.schema import _resource_class, resource_properties, value_properties

_TOKEN = re.compile(r'^@pulumi\.type_token\("([^"]+)"\)', re.MULTILINE)


@dataclass(frozen=True)
class Given:
    """A property of the package. `form` is `text`, `number`, `truth`, `list`, `map`, `object` or `any`.

    `element` is what is in a list or map, and `of` the class of an object: some hold themselves again.
    """

    form: str
    settable: bool
    optional: bool = False
    """Whether a program may leave it out, as one that Pulumi names by itself."""
    element: Given | None = None
    of: type | None = None


def resource_tokens(package: str) -> list[str]:
    """Return the tokens of all resource types of a package, such as ``aws:ec2/vpc:Vpc``."""
    found = importlib.util.find_spec(f"pulumi_{package}")
    if found is None or found.origin is None:
        raise LookupError(f"the package pulumi_{package} is not installed")
    files = Path(found.origin).parent.rglob("*.py")
    tokens = {token for file in files for token in _TOKEN.findall(file.read_text(encoding="utf-8"))}
    return sorted(token for token in tokens if token.startswith(f"{package}:") and _is_resource(token))


def properties(token: str) -> dict[str, Given]:
    """Return the properties of a resource type, by their names in the engine."""
    cls = _resource_class(token)
    python_names = {
        getattr(member.fget, "_pulumi_name", name): name
        for name, member in vars(cls).items()
        if isinstance(member, property)
    }
    required = _required_arguments(cls)
    _forget_references()
    return {
        name: replace(_given(described.type), settable=described.settable, optional=python_names[name] not in required)
        for name, described in resource_properties(token).items()
    }


def _is_resource(token: str) -> bool:
    """Enumerations have tokens too."""
    return token.split(":")[1].rpartition("/")[2][:1].islower()


def _required_arguments(cls: Any) -> frozenset[str]:
    """Return the arguments that have no default in the class of a resource's arguments."""
    arguments = vars(importlib.import_module(cls.__module__)).get(f"{cls.__name__}Args")
    if arguments is None:
        return frozenset()
    parameters = inspect.signature(arguments.__init__).parameters.values()
    return frozenset(each.name for each in parameters if each.default is each.empty) - {"__self__"}


@cache
def parts(cls: type) -> dict[str, Given]:
    """Return the properties of an object of this class."""
    _forget_references()
    return {name: replace(_given(described.type), optional=True) for name, described in value_properties(cls).items()}


def _forget_references() -> None:
    """Empty the caches of `typing`: they take `Sequence['outputs.Rule']` of one module for that of another."""
    for empty in typing._cleanups:  # type: ignore[attr-defined]
        empty()


def _given(declared: Any) -> Given:
    origin = typing.get_origin(declared) or declared
    if not isinstance(origin, type):
        return Given("any", True)
    if origin is bool:
        return Given("truth", True)
    if issubclass(origin, int | float):
        return Given("number", True)
    if issubclass(origin, str):
        return Given("text", True)
    if origin in (Sequence, list):
        return Given("list", True, element=_given(typing.get_args(declared)[0]))
    if origin in (Mapping, dict):
        arms = typing.get_args(declared)
        return Given("map", True, element=_given(arms[1]) if arms else Given("any", True))
    if issubclass(origin, dict):
        return Given("object", True, of=origin)
    return Given("any", True)
