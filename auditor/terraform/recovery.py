"""References in what the engine writes: a preview and a state say on whom a property depends, and not with which value.

In a state the value is there, so the attribute that has it is found among those of the resource. In a preview there is
none. Where a property depends on a single resource and its name tells which attribute it wants, that is taken; anything
else stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Text, Unknown
from auditor.sources.engine import PREVIEW, STATE
from auditor.terraform.mapping import Entry, Type
from auditor.terraform.name_forms import snake

_OWN_NAMES = ("arn", "name", "bucket", "identifier")
_FEWEST = 6
"""The length from which a text inside another is taken for more than chance."""


def recovered(resource: Resource, graph: ResourceGraph, types: Mapping[str, Type]) -> Mapping[str, Any]:
    """Return the inputs of a resource with references in them, as far as the source of the graph lets one tell."""
    if graph.origin not in (STATE, PREVIEW):
        return resource.inputs
    inputs = dict(_without_default_tags(resource, graph))
    for name, urns in resource.property_dependencies.items():
        targets = [target for urn in urns if (target := graph.find(urn)) is not None and urn in types]
        if name not in inputs or not targets or resource.urn not in types:
            continue
        if graph.origin == STATE:
            inputs[name] = _found(inputs[name], list(_outputs(targets, _wanted(snake(name)))))
        elif len(targets) == 1 and name in (shape := types[resource.urn].shape):
            inputs[name] = _guessed(inputs[name], shape[name].name, targets[0], types[targets[0].urn])
        elif name in types[resource.urn].shape:
            inputs[name] = _guessed_set(inputs[name], types[resource.urn].shape[name], targets, types)
    return inputs


def _without_default_tags(resource: Resource, graph: ResourceGraph) -> Mapping[str, Any]:
    """Take out the tags that the provider gives to everything, and adds to the inputs of each resource."""
    provider = graph.find(resource.options.provider) if resource.options.provider else None
    tags = resource.inputs.get("tags")
    if provider is None or not isinstance(tags, Mapping):
        return resource.inputs
    defaults = default_tags(provider)
    own = {key: value for key, value in tags.items() if key not in defaults or defaults[key] != value}
    return {**{key: value for key, value in resource.inputs.items() if key != "tags"}, **({"tags": own} if own else {})}


def default_tags(provider: Resource) -> Mapping[str, Any]:
    """Return the tags that a provider gives to everything."""
    given = provider.inputs.get("defaultTags")
    given = json.loads(given) if isinstance(given, str) else given
    tags = given.get("tags") if isinstance(given, Mapping) else None
    return tags if isinstance(tags, Mapping) else {}


def _wanted(name: str) -> tuple[str, ...]:
    """Return the attributes that a property of this name is likeliest to hold, the likeliest first."""
    stem = name.removesuffix("s")
    first = "arn" if stem.endswith("arn") else "name" if stem.endswith("name") else "id"
    return (first, "id", *_OWN_NAMES)


def _outputs(targets: list[Resource], wanted: tuple[str, ...]) -> Iterator[tuple[str, Reference]]:
    """Yield the texts of resources that only they have, the longest first, and of equals the one that is wanted."""
    found = []
    for target in targets:
        own = {"id": target.id, **{key: value for key, value in target.outputs.items() if key not in target.inputs}}
        own |= {key: target.outputs[key] for key in _OWN_NAMES if key in target.outputs}
        for key, value in own.items():
            if isinstance(value, str) and len(value) > 1 and key not in ("region", "accountId", "ownerId"):
                rank = wanted.index(key) if key in wanted else len(wanted)
                found.append((-len(value), rank, key, value, target.urn))
    for _, _, key, value, urn in sorted(found):
        yield value, Reference(urn, key)


def _found(value: Any, known: list[tuple[str, Reference]]) -> Any:
    match value:
        case str():
            return _found_in(value, known)
        case Mapping():
            return {key: _found(part, known) for key, part in value.items()}
        case list() | tuple():
            return [_found(part, known) for part in value]
        case Secret(inner) if isinstance(inner, str):
            exact = next((reference for text, reference in known if text == inner), None)
            return exact or value
        case _:
            return value


def _found_in(text: str, known: list[tuple[str, Reference]]) -> Any:
    for whole, reference in known:
        if whole == text:
            return reference
    parts: list[str | Reference] = [text]
    for whole, reference in known:
        if len(whole) >= _FEWEST and whole in text:
            alone = re.compile(rf"(?<![\w-]){re.escape(whole)}(?![\w-])")
            parts = [piece for part in parts for piece in _split(part, alone, reference)]
    return Text(tuple(parts)) if len(parts) > 1 else text


def _split(part: str | Reference, alone: re.Pattern[str], reference: Reference) -> Iterator[str | Reference]:
    if isinstance(part, Reference):
        yield part
        return
    for at, between in enumerate(alone.split(part)):
        if at:
            yield reference
        if between:
            yield between


def _guessed(value: Any, name: str, target: Resource, type_: Type) -> Any:
    match value:
        case Unknown():
            attribute = _guess(name, type_)
            return Reference(target.urn, attribute) if attribute else value
        case Mapping():
            return {key: _guessed(part, snake(key), target, type_) for key, part in value.items()}
        case [Unknown()]:
            return [_guessed(value[0], name, target, type_)]
        case _:
            return value


def _guess(name: str, type_: Type) -> str | None:
    stem = name.removesuffix("s")
    if stem.endswith("arn"):
        return "arn" if "arn" in type_.shape else None
    if stem.endswith("_name"):
        return "name" if "name" in type_.shape else "id"
    return "id" if stem.endswith("_id") or type_.name.endswith(f"_{name}") else None


def _guessed_set(value: Any, entry: Entry, targets: list[Resource], types: Mapping[str, Type]) -> Any:
    """Return a set of as many unknown values as there are dependencies: whichever is whose does not matter."""
    is_set = isinstance(entry.form, list) and entry.form[0] == "set"
    if not is_set or not isinstance(value, list) or len(value) != len(targets):
        return value
    if not all(isinstance(part, Unknown) for part in value):
        return value
    return [_guessed(part, entry.name, target, types[target.urn]) for part, target in zip(value, targets, strict=True)]
