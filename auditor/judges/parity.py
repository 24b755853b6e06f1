"""The judge of parity: whether environments differ in nothing but what was declared.

What was tested in one environment says something about the next only where the two are the same. So the graphs are
laid side by side, with what must differ (the stack's own name, its zones) taken out of names and values alike, and
whatever is left of a difference is either declared in `stacks/parity.yaml`, with its kind and reason, or a failure.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auditor.declared import Declared
from auditor.graph import Resource, ResourceGraph, encode
from auditor.results.comparison import ABSENT, COUNT, Difference, Parity, TooBroad

NOTHING_MORE = "nothing more"
STACK_TYPE = "pulumi:pulumi:Stack"
ZONE = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d[a-z]\b")
PARENT = "(parent)"
Key = tuple[str, str]
"""A resource, by its type and its name."""
Properties = dict[str, list[Any]]
"""For each property, the distinct values that are found."""
Facts = dict[Key, Properties]


def compare(facts: Mapping[str, Facts], declared: Sequence[Declared]) -> Parity:
    """Return every difference between stacks, those that a declaration covers with its kind and reason.

    Whether a declaration is needed, and by which stacks, can only be said if the stacks are all that the project has.
    """
    resources = {key for each in facts.values() for key in each}
    declared = [one for one in declared if one.holds_among(resources)]
    found = [(each, next((one for one in declared if one.covers(each)), None)) for each in _differences(facts)]
    covered = {id(one): [each for each, its in found if its is one] for one in declared}
    return Parity(
        differences=tuple(
            each.model_copy(update={"kind": declaration.kind, "reason": declaration.reason}) if declaration else each
            for each, declaration in found
        ),
        unneeded=tuple(str(one) for one in declared if not covered[id(one)]),
        too_broad=tuple(
            TooBroad(declaration=str(one), excess=excess)
            for one in declared
            if covered[id(one)] and (excess := one.excess(covered[id(one)]))
        ),
    )


def _differences(facts: Mapping[str, Facts]) -> Iterator[Difference]:
    for type_, name in sorted({key for each in facts.values() for key in each}):
        found = {stack: each.get((type_, name)) for stack, each in facts.items()}
        present = {stack: properties for stack, properties in found.items() if properties is not None}
        if len(present) < len(found) and not _told_by_parent(present, facts):
            values = {stack: "present" if stack in present else ABSENT for stack in found}
            yield Difference(type=type_, name=name, property="", values=values)
        for property_ in sorted({each for properties in present.values() for each in properties} - {PARENT}):
            given = {stack: properties.get(property_, [ABSENT]) for stack, properties in present.items()}
            for path, values in _apart(property_, given):
                yield Difference(type=type_, name=name, property=path, values=values)


def _told_by_parent(present: Mapping[str, Properties], facts: Mapping[str, Facts]) -> bool:
    """Tell whether a resource is absent just where the component is that it belongs to, which says it all."""
    parents = {parent for properties in present.values() for parent in properties[PARENT]}
    return any({stack for stack, each in facts.items() if parent in each} == set(present) for parent in parents)


def _apart(path: str, given: Mapping[str, list[Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where values differ, as deep inside of them as it can be told."""
    written = {stack: set(map(_written, each)) for stack, each in given.items()}
    shared = set[str].intersection(*written.values())
    values = {stack: " and ".join(sorted(each - shared)) or NOTHING_MORE for stack, each in written.items()}
    if set(values.values()) == {NOTHING_MORE}:
        return
    parts = {stack: _parts(each) for stack, each in given.items()}
    deeper = [
        difference
        for step in dict.fromkeys(step for each in parts.values() for step in each)
        for difference in _apart(f"{path}.{step}", {stack: each.get(step, [ABSENT]) for stack, each in parts.items()})
    ]
    yield from deeper or [(path, values)]


def _parts(values: Iterable[Any]) -> dict[str, list[Any]]:
    """Return what objects hold under each key, and what lists hold under `*`."""
    found = defaultdict[str, list[Any]](list)
    for value in values:
        for step, part in value.items() if isinstance(value, Mapping) else ():
            found[step].append(part)
        for part in value if isinstance(value, list) else ():
            found["*"].append(part)
    return {step: list({_written(part): part for part in parts}.values()) for step, parts in found.items()}


def facts_of(graph: ResourceGraph) -> Facts:
    """Return what is compared of a stack: plain data, which can be sent from one process to another."""
    found: Facts = {}
    own = _own_name(graph)
    keys = {each.urn: (each.type, _neutral(each.name, own)) for each in graph if each.type != STACK_TYPE}
    alike = Counter(keys.values())
    for resource in graph:
        if resource.type == STACK_TYPE:
            continue
        key = keys[resource.urn]
        properties = found.setdefault(key, {})
        properties[COUNT] = [alike[key]]
        properties[PARENT] = [keys.get(resource.parent or "")]
        for property_, value in _properties(resource):
            merged = _merged(json.loads(_neutral(_written(_opened(value)), own)))
            if merged not in properties.setdefault(property_, []):
                properties[property_].append(merged)
    return found


def _properties(resource: Resource) -> Iterator[tuple[str, Any]]:
    given = resource.inputs if resource.custom else {**resource.inputs, **resource.outputs}
    yield from ((key, encode(value)) for key, value in given.items())
    yield "protect", resource.options.protect
    yield "retainOnDelete", resource.options.retain_on_delete
    yield "ignoreChanges", list(resource.options.ignore_changes)


def _opened(value: Any) -> Any:
    """Return a value with the documents that it holds as text opened, such as policies."""
    match value:
        case {"$text": parts}:
            return _opened("".join(part if isinstance(part, str) else _gap(part) for part in parts))
        case Mapping():
            return {key: _opened(part) for key, part in value.items()}
        case list():
            return [_opened(part) for part in value]
        case str() if value.startswith(("{", "[")):
            try:
                return json.loads(value)
            except ValueError:
                return value
        case _:
            return value


def _gap(reference: Mapping[str, Any]) -> str:
    """Write a reference inside of text, with nothing that a JSON document around it would have to escape."""
    return f"${{{reference['$ref'].rpartition('::')[2]}.{reference['attribute']}}}"


def _merged(value: Any) -> Any:
    """Return a value in which a list says each thing once: one more zone is one more of the same."""
    match value:
        case Mapping():
            return {key: _merged(part) for key, part in value.items()}
        case list():
            return list({_written(each): each for each in map(_merged, value)}.values())
        case _:
            return value


def _neutral(text: str, own: re.Pattern[str]) -> str:
    """Return text without what must differ: the names of the stack and of zones."""
    return ZONE.sub("<zone>", own.sub("<stack>", text))


def _own_name(graph: ResourceGraph) -> re.Pattern[str]:
    """Return how to find a stack's name where it is meant as such, which a word like `prod` is not everywhere."""
    stack, project = re.escape(graph.stack), re.escape(graph.project)
    return re.compile(rf'(?<="){stack}(?=")|(?<=urn:pulumi:){stack}(?=::)|(?<={project}[-/_]){stack}(?![A-Za-z0-9])')


def _written(value: Any) -> str:
    return value if value == ABSENT else json.dumps(value, sort_keys=True, ensure_ascii=False)
