"""What a rule sees of a stack, whichever way the stack came: a running engine, a recorded program, a state file.

A rule asks two questions, and gets the same answers from every source: what is the value of this property, if it
is known, and which resources does this property refer to. Reading a value that is not known yet raises
`UnknownValue`, so that no rule can mistake it for a safe one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple

STACK_TYPE: Final = "pulumi:pulumi:Stack"
BASELINE_TYPE: Final = "footing:stacks:Baseline"


class Hidden(Enum):
    """Stands in the place of a value that a rule cannot or must not see."""

    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105 - the word, not one


UNKNOWN: Final = Hidden.UNKNOWN
"""A value that is not known before deployment."""
SECRET: Final = Hidden.SECRET
"""A value that is known but that no rule, log or report may show."""


class Template(str):
    """Text that is known but for what AWS will choose, written `${name.attribute}` in its place."""

    __slots__ = ()


class UnknownValue(Exception):  # noqa: N818 - it tells of a state, not of a mistake
    """A rule read a value that is not known before deployment."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not known before deployment")
        self.path = path


class Read(NamedTuple):
    """One look of a rule at a property: the evidence for its verdict.

    Of a property whose references were asked for, `value` holds the names of the resources.
    """

    resource: Resource
    path: str
    value: Any
    refers: bool = False


_reads: ContextVar[list[Read] | None] = ContextVar("reads", default=None)


@contextmanager
def recorded_reads() -> Iterator[list[Read]]:
    """Collect every property that is read inside the `with` block, in order."""
    reads: list[Read] = []
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


@dataclass(eq=False, kw_only=True)
class Resource:
    """One resource of a stack.

    `properties` are its inputs (or, from a deployed state, its outputs) under Pulumi's own names, as plain JSON
    values in which `UNKNOWN` and `Template` may stand. `references` says for each top-level property which URNs
    it depends on. `protected` is Pulumi's own `protect` option.
    """

    urn: str
    type: str
    name: str
    properties: Mapping[str, Any]
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent: str | None = None
    protected: bool = False
    stack: Stack | None = field(default=None, repr=False)

    def get(self, path: str, default: Any = None) -> Any:
        """Return the value at `path` (`a.b` descends into objects, `a.0` into lists), or `default` if it is absent.

        Raises `UnknownValue` if the value, or any part of it, is not known.
        """
        value = self._read(path)
        if not _known(value):
            raise UnknownValue(path)
        return default if value is None else value

    def has(self, path: str) -> bool:
        """Tell whether a property is given at all, known or not."""
        return self._read(path) not in (None, "", [], {})

    def items(self, path: str) -> list[Item]:
        """Return the objects of the list (or the single object) at `path`, each read like a resource of its own.

        Raises `UnknownValue` if the list itself is not known; the parts of its objects may still be unknown.
        """
        value = self._descend(path)
        if value is UNKNOWN:
            raise UnknownValue(path)
        if isinstance(value, Mapping):
            return [Item(self, path)]
        if not value:
            self._read(path)
            return []
        return [Item(self, f"{path}.{index}") for index in range(len(value))]

    def document(self, path: str) -> dict[str, Any]:
        """Return the JSON document at `path`, given as text or as an object.

        Unlike `get` it accepts text whose only gaps are names that AWS will choose: they stand in the document as
        `${name.attribute}`. Raises `UnknownValue` if the document is not known or is not a JSON object.
        """
        value = self._read(path)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise UnknownValue(path) from None
        if not isinstance(value, Mapping):
            raise UnknownValue(path)
        return dict(value)

    def refers_to(self, name: str) -> tuple[Resource, ...]:
        """Return the resources on which the top-level property `name` depends.

        Only stack rules may ask: an engine does not tell a resource rule what a property refers to.
        """
        if self.stack is None:
            raise TypeError("refers_to needs the whole stack: make this a stack rule")
        found = tuple(self.stack.find(urn) for urn in self.references.get(name, ()) if urn in self.stack)
        self._record(name, [resource.name for resource in found], refers=True)
        return found

    def _descend(self, path: str) -> Any:
        value: Any = self.properties
        for step in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, Sequence) and not isinstance(value, str):
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            else:  # a scalar has no parts; of an unknown value every part is unknown
                return value if isinstance(value, Hidden) else None
        return value

    def _read(self, path: str) -> Any:
        value = self._descend(path)
        self._record(path, value)
        return value

    def _record(self, path: str, value: Any, *, refers: bool = False) -> None:
        reads = _reads.get()
        if reads is not None:
            reads.append(Read(self, path, value, refers))


@dataclass(frozen=True)
class Item:
    """One object inside a list of a resource's properties, such as an inline security-group rule."""

    resource: Resource
    path: str

    def get(self, name: str, default: Any = None) -> Any:
        """Read like `Resource.get`, relative to this object."""
        return self.resource.get(f"{self.path}.{name}", default)

    def has(self, name: str) -> bool:
        """Read like `Resource.has`, relative to this object."""
        return self.resource.has(f"{self.path}.{name}")


class Stack:
    """All resources of a stack, found by type, by URN and by who refers to whom."""

    def __init__(self, name: str, resources: Iterable[Resource]) -> None:
        self.name = name
        self._by_urn = {resource.urn: resource for resource in resources}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._referrers: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for resource in self:
            resource.stack = self
            self._by_type[resource.type].append(resource)
            for name_, urns in resource.references.items():
                for urn in urns:
                    self._referrers[urn, resource.type, name_].append(resource)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._by_urn.values())

    def __contains__(self, urn: str) -> bool:
        return urn in self._by_urn

    def find(self, urn: str) -> Resource:
        """Return the resource with this URN; raise `KeyError` if there is none."""
        return self._by_urn[urn]

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of these types, in the order in which the program made them."""
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def referring(self, to: Resource, type_: str, by: str) -> list[Resource]:
        """Return the resources of `type_` whose property `by` refers to `to`."""
        return list(self._referrers.get((to.urn, type_, by), ()))

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What the stack says of itself: its exports, and what its baseline declares.

        The baseline declares what rules need to know of a stack, because exports are missing in a preview's JSON.
        """
        return {key: value for each in self.of(STACK_TYPE, BASELINE_TYPE) for key, value in each.properties.items()}


def _known(value: Any) -> bool:
    if value is UNKNOWN or isinstance(value, Template):
        return False
    if isinstance(value, Mapping):
        return all(_known(part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(_known(part) for part in value)
    return True
