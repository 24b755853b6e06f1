"""Which outputs a resource has, read from the installed SDK classes, the only schema at hand offline.

The real provider carries a full schema. The Python SDK generated from it keeps what matters here: an output that the
cloud always fills is typed ``Output[T]``, one that may stay empty ``Output[Optional[T]]``.
"""

from __future__ import annotations

import importlib
import inspect
import keyword
import threading
import types
import typing
from functools import cache, cached_property
from typing import Any

import pulumi

from auditor.sources.fast_sdk.property_types import declared, is_required

_LOADING = threading.RLock()
"""A lazy module that one thread is loading looks half empty to another."""


class Property:
    """One property of a resource or of a structured value inside it.

    `settable` tells that the program may set it; a pure output is the cloud's alone.
    """

    def __init__(self, cls: type, getter: Any, *, settable: bool) -> None:
        self._cls, self._getter = cls, getter
        self.settable = settable

    @cached_property
    def required(self) -> bool:
        """Always filled: by the program or, failing that, by the cloud."""
        said = is_required(self._getter.__annotations__.get("return"))
        return self.type == self._declared if said is None else said

    @cached_property
    def type(self) -> Any:
        """What it is declared to be, once it is filled."""
        with _LOADING:
            return _without_none(self._declared)

    @cached_property
    def _declared(self) -> Any:
        return _unwrapped(declared(self._cls, self._getter))


@cache
def resource_properties(token: str) -> dict[str, Property]:
    """The properties of a resource type such as ``aws:ec2/vpc:Vpc``, by their names in the engine."""
    with _LOADING:
        cls = _resource_class(token)
        code = inspect.unwrap(cls._internal_init).__code__
        return _properties(cls, {*code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]})


@cache
def value_properties(cls: type) -> dict[str, Property]:
    """The properties of a structured output such as ``outputs.InstanceMasterUserSecret``."""
    with _LOADING:
        return _properties(cls, set())


@cache
def answer_properties(token: str) -> dict[str, Property]:
    """The properties of what a function such as ``aws:index/getRegion:getRegion`` answers."""
    with _LOADING:
        name = token.split(":")[2]
        cls = _class(token, f"{name[:1].upper()}{name[1:]}Result")
        if cls is None:
            raise LookupError(f"the installed packages have no function {token}")
        return _properties(cls, set())


def _resource_class(token: str) -> Any:
    cls = _class(token, token.split(":")[2])
    if cls is None or getattr(cls, "pulumi_type", None) != token:
        raise LookupError(f"the installed packages have no resource {token}")
    return cls


def _class(token: str, name: str) -> Any:
    package, module, _ = token.split(":")
    folder = module.split("/")[0]
    suffix = "" if folder == "index" else f".{folder}{'_' if keyword.iskeyword(folder) else ''}"
    return getattr(importlib.import_module(f"pulumi_{package.replace('-', '_')}{suffix}"), name, None)


def _properties(cls: type, settable: set[str]) -> dict[str, Property]:
    return {
        getattr(member.fget, "_pulumi_name", name): Property(cls, member.fget, settable=name in settable)
        for name, member in vars(cls).items()
        if isinstance(member, property) and member.fget is not None
    }


def _unwrapped(declared: Any) -> Any:
    """The ``T`` of ``Output[T]``; properties of structured values are not wrapped."""
    return typing.get_args(declared)[0] if typing.get_origin(declared) is pulumi.Output else declared


def _without_none(declared: Any) -> Any:
    if typing.get_origin(declared) not in (typing.Union, types.UnionType):
        return declared
    rest = [arm for arm in typing.get_args(declared) if arm is not type(None)]
    return rest[0] if len(rest) < len(typing.get_args(declared)) else declared
