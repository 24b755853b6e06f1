"""References in what the engine writes: a preview and a state say on whom a property depends, and not with which value.

In a state the value is there, so the attribute that has it is found among those of the resource. In a preview there are
only names that the program gave. Where a property depends on a single resource and its own name tells which attribute
it wants, that is taken, and said; anything else stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Text, Unknown
from auditor.readings.properties import default_tags
from auditor.sources.engine import PREVIEW, STATE
from auditor.terraform.mapping import COMPUTED, Form, Type
from auditor.terraform.name_forms import snake
from auditor.terraform.types import shape_of

_OWN_NAMES = ("arn", "name", "bucket", "identifier")
_NEVER_AS_IT_IS = ("cloudWatchLogsGroupArn",)
"""Properties that want more than an attribute, as CloudTrail wants `:*` after the ARN of a log group."""
_BY_TYPE = {"bucket": "id", "cluster": "arn", "group": "id", "role": "id", "task_definition": "arn", "user": "id"}
"""What an argument wants that is named after the type of what it refers to."""
_FEWEST = 6
"""The length from which a text inside another is taken for more than chance."""


def recovered(
    resource: Resource, graph: ResourceGraph, types: Mapping[str, Type], note: Callable[[str, str, str], None]
) -> Mapping[str, Any]:
    """Return the inputs of a resource with references in them, as far as the source of the graph lets one tell.

    `note` is told of what is no more than likely: the URN, the property and what it was taken for.
    """
    inputs = dict(_without_default_tags(resource, graph))
    if graph.origin not in (STATE, PREVIEW):
        return inputs
    for name, urns in resource.property_dependencies.items():
        targets = [target for urn in urns if (target := graph.find(urn)) is not None and urn in types]
        if name not in inputs or not targets or resource.urn not in types:
            continue
        inputs[name] = _found(inputs[name], list(_outputs(targets, _wanted(snake(name)))))
        entry = types[resource.urn].shape.get(name)
        if graph.origin == PREVIEW and entry is not None and name not in _NEVER_AS_IT_IS:
            guess = _Guess([(target, types[target.urn]) for target in targets])
            inputs[name] = guess.of(inputs[name], entry.name, entry.form)
            if guess.made:
                note(
                    resource.urn, name, f"a preview does not tell what it refers to; taken for {', '.join(guess.made)}"
                )
    return inputs


def _without_default_tags(resource: Resource, graph: ResourceGraph) -> Mapping[str, Any]:
    """Take out the tags that the provider gives to everything, and in a state has added to those of each resource."""
    provider = graph.find(resource.options.provider) if resource.options.provider else None
    tags = resource.inputs.get("tags")
    if provider is None or not isinstance(tags, Mapping):
        return resource.inputs
    defaults = default_tags(provider)
    own = {key: value for key, value in tags.items() if key not in defaults or defaults[key] != value}
    return {**{key: value for key, value in resource.inputs.items() if key != "tags"}, **({"tags": own} if own else {})}


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
        own |= {key: value for key in _OWN_NAMES if (value := target.outputs.get(key, target.inputs.get(key)))}
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


class _Guess:
    """Takes unknown values for attributes of the `targets` that a property depends on, and notes in `made` of which."""

    def __init__(self, targets: list[tuple[Resource, Type]]) -> None:
        self._targets = targets
        self.made: list[str] = []

    def of(self, value: Any, name: str, form: Form) -> Any:
        """Return a value with references for what is unknown in it. `name` is that of Terraform."""
        kind, inner = (form[0], form[1]) if isinstance(form, list) else (form, None)
        match value:
            case Unknown() if len(self._targets) == 1:
                return self._taken(value, name, *self._targets[0])
            case Mapping() if kind in ("blocks", "set of blocks", "block", "object"):
                entries = [(key, part, shape_of(inner).get(key)) for key, part in value.items()]
                return {key: self.of(part, each.name, each.form) if each else part for key, part, each in entries}
            case [Unknown()] if len(self._targets) == 1:
                return [self._taken(value[0], name, *self._targets[0])]
            case [_, *_] if kind in ("blocks", "set of blocks"):
                return [self.of(part, name, form) for part in value]
            case [_, *_] if kind == "set" and len(value) == len(self._targets) and set(map(type, value)) == {Unknown}:
                # Whichever is whose: the order of a set is nothing.
                pairs = zip(value, self._targets, strict=True)
                return [self._taken(part, name, *target) for part, target in pairs]
            case _:
                return value

    def _taken(self, value: Unknown, name: str, target: Resource, type_: Type) -> Any:
        attribute = _guess(name, type_)
        if attribute is None:
            return value
        self.made.append(f"{attribute} of {target.name}")
        return Reference(target.urn, attribute)


def _guess(name: str, type_: Type) -> str | None:
    """Return the attribute that an argument of this name wants of a resource, if the name tells."""
    stem = name.removesuffix("s")
    same = next((key for key, entry in type_.shape.items() if entry.name == stem and COMPUTED in entry.traits), None)
    if same is not None:
        return same
    by_arn = (type_.name == "aws_kms_key" and "kms" in stem) or type_.name == "aws_wafv2_web_acl"
    if stem.endswith("arn") or by_arn:  # of these two, what asks for an id takes an ARN
        return "arn" if "arn" in type_.shape else None
    if type_.name.endswith(f"_{stem}"):
        return _BY_TYPE.get(stem)
    what, _, kind = stem.rpartition("_")
    if what.split("_")[-1] not in type_.name.split("_"):
        return None
    return {"id": "id", "name": "name" if "name" in type_.shape else "id"}.get(kind)
