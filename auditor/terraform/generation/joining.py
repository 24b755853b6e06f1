"""Joins what the package says of a resource with what the provider says of it, property by property, at every depth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.terraform.generation.package import Given, parts
from auditor.terraform.generation.provider import Block
from auditor.terraform.generation.provider import names as names_in
from auditor.terraform.mapping import COMPUTED, NAMED, NEWER, REQUIRED, SENSITIVE, SET_NEWER, TIMEOUTS
from auditor.terraform.name_forms import camel, matched, snake

_PRIMITIVES = {"string": "text", "number": "number", "bool": "truth", "dynamic": "any"}
_BLOCKS = {"list": "blocks", "set": "set of blocks", "single": "block", "map": "block", "group": "block"}
_NAMES = ("name", "identifier")
_DEEPEST = 4
"""How far a value is described that only a newer provider knows: some of Pulumi's classes hold themselves again."""


class Shapes:
    """Collects shapes, each once; a form names one by its number."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def add(self, shape: dict[str, Any]) -> int:
        """Return the number of a shape."""
        text = json.dumps(shape, sort_keys=True)
        if text not in self._numbers:
            self._numbers[text] = len(self.documents)
            self.documents.append(dict(sorted(shape.items())))
        return self._numbers[text]


def join(shapes: Shapes, given: Mapping[str, Given], block: Block, renamed: Mapping[str, str] | None = None) -> int:
    """Return the number of the shape of a block; of a resource's, `renamed` holds what names do not tell."""
    top, renamed = renamed is not None, renamed or {}
    rest = [name for name in names_in(block) if name not in renamed.values()]
    found = {**matched([name for name in given if name not in renamed], rest), **renamed}
    found = {name: there for name, there in found.items() if _fits(name, given[name], there, block, top=top)}
    shape: dict[str, Any] = {}
    for name, property_ in given.items():
        if name in found:
            shape[name] = _entry(shapes, property_, found[name], block)
        else:
            traits = [NEWER] if property_.settable else [NEWER, COMPUTED]
            shape[name] = [snake(name), _new_form(shapes, property_), *traits]
    for name in set(rest) - set(found.values()):  # what the package hides is still there to be referred to
        shape.setdefault(camel(name), _entry(shapes, None, name, block))
    if "timeouts" in block.get("block_types", {}):
        shape[TIMEOUTS] = shape.pop("timeouts")
    return shapes.add(shape)


def _fits(name: str, given: Given, there: str, block: Block, *, top: bool) -> bool:
    """Tell whether two things of one name are one thing: the `region` of Pulumi's resources is new to most types."""
    attribute = block.get("attributes", {}).get(there)
    if attribute is None:
        return given.form not in ("text", "number", "truth")
    return (
        not top or (name, there) != ("region", "region") or not (attribute.get("required") or attribute.get("optional"))
    )


def _entry(shapes: Shapes, given: Given | None, name: str, block: Block) -> list[Any]:
    if name in block.get("block_types", {}):
        nested = block["block_types"][name]
        inner = _parts(given)
        form = [_BLOCKS[nested["nesting_mode"]], join(shapes, inner, nested["block"])]
        return [name, form, *([REQUIRED] if nested.get("min_items") else [])]
    attribute = block["attributes"][name]
    traits = [trait for trait in (REQUIRED, SENSITIVE) if attribute.get(trait)]
    if not (attribute.get("required") or attribute.get("optional")):
        traits.append(SET_NEWER if given is not None and given.settable else COMPUTED)
    if attribute.get("required") and name.endswith(_NAMES) and given is not None and given.optional:
        traits.append(NAMED)
    return [name, _attribute_form(shapes, given, attribute["type"]), *traits]


def _attribute_form(shapes: Shapes, given: Given | None, type_: Any) -> Any:
    if isinstance(type_, str):
        return _PRIMITIVES[type_]
    kind, inner = type_
    if kind == "object":
        fields = {"attributes": {name: {"type": each, "optional": True} for name, each in inner.items()}}
        return ["object", join(shapes, _parts(given), fields)]
    element = given.element if given and given.element else given
    return [kind, _attribute_form(shapes, element, inner)]


def _parts(given: Given | None) -> Mapping[str, Given]:
    while given is not None and given.of is None and given.element is not None:
        given = given.element
    return parts(given.of) if given is not None and given.of is not None else {}


def _new_form(shapes: Shapes, given: Given, depth: int = 0) -> Any:
    """Return the form of what only a newer provider knows: an object of Pulumi's is a block in all but few cases."""
    inner = given.element if given.form == "list" else given
    if inner is not None and inner.of is not None:
        if depth == _DEEPEST:
            return "any"
        fields = {
            name: [snake(name), _new_form(shapes, part, depth + 1), NEWER] for name, part in parts(inner.of).items()
        }
        return ["blocks", shapes.add(fields)]
    if given.form in ("list", "map") and given.element is not None:
        return [given.form, _new_form(shapes, given.element, depth + 1)]
    return given.form if given.form in _PRIMITIVES.values() else "any"


def plain_shape(shapes: Shapes, block: Block) -> int:
    """Return the number of the shape of a block of which only the provider speaks, each name also with an s."""
    shape: dict[str, Any] = {}
    for name in names_in(block):
        nested = block.get("block_types", {}).get(name)
        if nested is not None:
            entry: list[Any] = [name, [_BLOCKS[nested["nesting_mode"]], plain_shape(shapes, nested["block"])]]
        else:
            entry = _entry(shapes, None, name, block)
        shape[camel(name)] = shape[f"{camel(name)}s"] = entry
    return shapes.add(shape)
