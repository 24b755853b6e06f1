"""The reference of settings, `docs/settings.md`, written from the fields that this project's own program checks."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Lt
from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from stacks.section import Section
from stacks.settings import CONFIG_KEY, Settings

_REQUIRED = object()
_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class Setting(NamedTuple):
    """One field of a section: what it takes, as a type, and what it is without being set."""

    name: str
    type: Any
    default: Any
    described: str


def settings_reference(note: str) -> str:
    """Write every setting, by section: its path, what it takes, its default, and what it is for."""
    lines = ["# Settings", "", note, "", f"All stand under `{CONFIG_KEY}` in `stacks/Pulumi.<stack>.yaml`."]
    for section, places in sections().items():
        if section is not Settings:
            lines += ["", f"## {', '.join(f'`{place}`' for place in places)}"]
        told = " ".join((inspect.getdoc(section) or "").split())
        (place, described), *others = places.items()
        if others:
            lines += ["", " ".join([told, *(f"`{each}`: {said}" for each, said in places.items() if said)]), ""]
        else:
            lines += ["", f"{described} {told}".strip(), ""]
        prefix = f"{place}." if place and not others else ""
        for each in settings_of(section):
            if not _nested(each.type):
                said = f"- **`{prefix}{each.name}`**: {_kind(each.type)}; {_default(each.default)}. {each.described}"
                lines.append(said.rstrip())
    return "\n".join(lines) + "\n"


def sections() -> dict[type, dict[str, str]]:
    """Return the sections in their order, each with the places where it stands and what is said of it there."""
    found: dict[type, dict[str, str]] = {Settings: {"": ""}}
    todo: list[tuple[str, type]] = [("", Settings)]
    while todo:
        place, section = todo.pop(0)
        below = [
            (f"{place}.{each.name}".removeprefix(".") + step, inner, each.described)
            for each in settings_of(section)
            for inner, step in _nested(each.type)
        ]
        for path, inner, described in below:
            found.setdefault(inner, {})[path] = described
        todo = [(path, inner) for path, inner, _ in below] + todo
    return found


def settings_of(section: type) -> Iterator[Setting]:
    """Yield the fields of a section: of a model, or of a dataclass that a component takes as it is."""
    described = _described(section)
    for name, type_ in get_type_hints(section, include_extras=True).items():
        if issubclass(section, Section):
            if name not in section.model_fields:
                continue
            field = section.model_fields[name]
            default = _REQUIRED if field.is_required() else field.get_default(call_default_factory=True)
        else:
            default = section.__dataclass_fields__[name].default  # type: ignore[attr-defined]
            default = _REQUIRED if default is MISSING else default
        yield Setting(name, type_, default, described.get(name, ""))


def _described(section: type) -> dict[str, str]:
    """Return what stands below each field, which Pydantic would read only at a cost to every start."""
    (definition,) = ast.parse(inspect.getsource(section)).body
    body = getattr(definition, "body", [])
    return {
        field.target.id: " ".join(str(told.value.value).split())
        for field, told in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant)
    }


def _nested(type_: Any) -> list[tuple[type, str]]:
    """Return the section that a setting is, or has several of, with the step of a path that leads to it."""
    if isinstance(type_, type) and (issubclass(type_, Section) or is_dataclass(type_)):
        return [(type_, "")]
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _nested(arguments[0])
    if origin in (Union, UnionType):
        return [each for argument in arguments for each in _nested(argument)]
    if origin is tuple:
        return [(inner, "[]") for inner, _ in _nested(arguments[0])]
    if origin is dict:
        return [(inner, ".<name>") for inner, _ in _nested(arguments[1])]
    return []


def _kind(type_: Any) -> str:
    """Return in words what a setting takes."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _shaped(arguments[0], arguments[1:])
    if origin is Literal:
        *firsts, last = (_shown(each) for each in arguments)
        return f"{', '.join(firsts)} or {last}" if firsts else last
    if origin in (Union, UnionType):
        return ", or ".join(_kind(each) for each in arguments if each is not NoneType)
    if origin is tuple:
        return f"a list, each {_kind(arguments[0])}"
    if origin is dict:
        return f"a map of {_kind(arguments[0])} to {_kind(arguments[1])}"
    return _KINDS[type_]


def _shaped(type_: Any, limits: tuple[Any, ...]) -> str:
    metadata = [each for limit in limits for each in (limit.metadata if isinstance(limit, FieldInfo) else [limit])]
    for each in metadata:
        if isinstance(each, AfterValidator) and each.func.__qualname__.startswith(("shaped.", "listed.")):
            return re.sub(r"[<*]", r"\\\g<0>", str(each.func.__doc__))  # neither a tag nor emphasis
    return " ".join([_kind(type_), *(bound for each in metadata if (bound := _bound(each)))])


def _bound(limit: object) -> str | None:
    match limit:
        case Ge(ge=least):
            return f"from {least}"
        case Gt(gt=below):
            return f"above {below} and"
        case Le(le=most):
            return f"to {most}"
        case Lt(lt=above):
            return f"below {above}"
    return None


def _default(value: Any) -> str:
    if value is _REQUIRED:
        return "required"
    return "none by default" if value is None else f"{_shown(value)} by default"


def _shown(value: Any) -> str:
    """Return a value as a stack's file would say it."""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return "`{}`" if value == {} else f"`{value}`"
