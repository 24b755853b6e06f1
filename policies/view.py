"""What a rule sees of a stack, whichever way the stack came: a running engine, a recorded program, a state file.

A rule asks two questions, and gets the same answers from every source: what is the value of this property, if it
is known, and which resources does this property refer to. Reading a value that is not known yet raises
`UnknownValue`, so that no rule can mistake it for a safe one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from policies.reads import DECLARED, READS, Found, Outputs, Read, Weight
from policies.values import SECRET as SECRET
from policies.values import UNKNOWN as UNKNOWN
from policies.values import Document as Document
from policies.values import Hidden as Hidden
from policies.values import Template as Template
from policies.values import UnknownValue as UnknownValue
from policies.values import of_kind, read_document, whole

STACK_TYPE: Final = "pulumi:pulumi:Stack"
BASELINE_TYPE: Final = "footing:stacks:Baseline"
DELIVERY_TYPE: Final = "footing:stacks:Delivery"
EVERYTHING: Final = "*"
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(eq=False, kw_only=True)
class Resource:
    """One resource of a stack.

    `properties` are its inputs (or, from a deployed state, its outputs) under Pulumi's own names, as plain JSON
    values (what `json` reads) in which `UNKNOWN` and `Template` may stand. `references` says for each top-level
    property which URNs it depends on. `protected` is Pulumi's own `protect` option. One that is not `made` here is only
    looked up: it can be referred to, but it is not judged, nor does it count as a safeguard. `provider` is the URN of
    the one that makes it, where that is told.
    """

    urn: str
    type: str
    name: str
    properties: Mapping[str, Any]
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent: str | None = None
    protected: bool = False
    made: bool = True
    provider: str | None = None
    stack: Stack | None = field(default=None, repr=False)

    def get(self, path: str, default: Any = None, *, key: str | None = None) -> Any:
        """Return the value at `path` (`a.b` descends into objects, `a.0` into lists), or `default` if it is absent.

        A `key` is looked up in the map at `path` as it stands, dots and all, as that of a tag must be. The default
        tells what kind of value is expected. Raises `UnknownValue` if the value is of another kind, or if any part of
        it is not known or secret.
        """
        whose = path if key is None else f"{path}.{key}"
        value = whole(self._read(path, key), whose)
        if value is None:
            return default
        return value if default is None else of_kind(default, value, whose)

    def has(self, path: str) -> bool:
        """Tell whether a property is given at all, known or not."""
        return self._read(path) not in _NOTHING

    def items(self, path: str) -> list[Item]:
        """Return the objects of the list (or the single object) at `path`, each read like a resource of its own.

        Raises `UnknownValue` if the list itself is not known, or no list; the parts of its objects may be unknown.
        """
        value = self._descend(path)
        if isinstance(value, dict):
            return [Item(self, path)]
        if value in _NOTHING:
            self.looked_at(path, value)
            return []
        if isinstance(value, Hidden):
            whole(value, path)
        number = len(of_kind([], value, path))
        self.looked_at(f"{path} (number)", number, weight=Weight.ALONE_OF_RESOURCE)
        return [Item(self, f"{path}.{index}") for index in range(number)]

    def document(self, path: str) -> Document:
        """Return the JSON document at `path`, given as text or as an object.

        Unlike `get` it accepts text whose only gaps are names that AWS will choose: they stand in the document as
        `${name.attribute}`. Raises `UnknownValue` if the document is not known or is not a JSON object.
        """
        value = whole(self._read(path), path, gaps=True)
        found = read_document(value) if isinstance(value, str) else value
        if not isinstance(found, dict):
            raise UnknownValue(path) if isinstance(value, Template) else UnknownValue(path, "is not a JSON object")
        return found if isinstance(found, Document) else Document(found)

    def refers_to(self, name: str) -> tuple[Resource, ...]:
        """Return the resources on which the top-level property `name` depends.

        Only stack rules may ask: an engine does not tell a resource rule what a property refers to.
        """
        if self.stack is None:
            raise TypeError("refers_to needs the whole stack: make this a stack rule")
        found = tuple([self.stack.find(urn) for urn in self.references.get(name, ()) if urn in self.stack])
        self.looked_at(name, [resource.name for resource in found], refers=True)
        return found

    def _descend(self, path: str, key: str | None = None) -> Any:
        first, further = _steps(path)
        value: Any = self.properties.get(first)
        for step in further if key is None else (*further, key):
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list):
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            else:  # a scalar has no parts; of an unknown value every part is unknown
                return value if isinstance(value, Hidden) else None
        return value

    def _read(self, path: str, key: str | None = None) -> Any:
        value = self._descend(path, key)
        reads = READS.get()
        if reads is not None:
            reads.append(Read(self, path if key is None else f"{path}.{key}", value))
        return value

    def looked_at(self, path: str, value: Any, *, refers: bool = False, weight: Weight = Weight.FULL) -> None:
        """Keep a look at this resource as evidence; reading a property does so by itself."""
        reads = READS.get()
        if reads is not None:
            reads.append(Read(self, path, value, refers, weight))


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

    def items(self, name: str) -> list[Item]:
        """Read like `Resource.items`, relative to this object."""
        return self.resource.items(f"{self.path}.{name}")


class Stack:
    """All resources of a stack, found by type, by URN and by who refers to whom.

    Without `evidence`, what rules look at is not kept, as far as nobody will ask.
    """

    def __init__(self, name: str, resources: Iterable[Resource], *, evidence: bool = True) -> None:
        self.name = name
        self.evidence = evidence
        self.outcomes: dict[tuple[str, str], Any] = {}
        """What rules have said of its resources, by the ids of rules and the URNs."""
        self.sought: set[str] | None = None
        """The types of what a rule looked for, beside the resource that it judges: whatever else changes, it would say
        the same. None if nobody wants to know."""
        self._by_urn = {resource.urn: resource for resource in resources}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._referrers: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for resource in self._by_urn.values():
            resource.stack = self
            if resource.made:
                self._by_type[resource.type].append(resource)
            for name_, urns in resource.references.items():
                for urn in urns:
                    self._referrers[urn, resource.type, name_].append(resource)

    def __iter__(self) -> Iterator[Resource]:
        self._seek(EVERYTHING)
        return iter(self._by_urn.values())

    def __contains__(self, urn: str) -> bool:
        found = self._by_urn.get(urn)
        self._seek(EVERYTHING if found is None else found.type)
        return found is not None

    def find(self, urn: str) -> Resource:
        """Return the resource with this URN; raise `KeyError` if there is none."""
        found = self._by_urn[urn]
        self._seek(found.type)
        return found

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of these types, in the order in which the program made them."""
        self._seek(*types)
        reads = READS.get()
        if reads is not None and (root := self._by_type.get(STACK_TYPE)):
            missing = (type_ for type_ in types if type_ not in self._by_type)
            reads += [Read(root[0], f"{type_} {DECLARED}", False, weight=Weight.ALONE) for type_ in missing]
        found = Found()
        for type_ in types:
            found += self._by_type.get(type_, ())
        return found

    def referring(self, to: Resource, type_: str, by: str) -> list[Resource]:
        """Return the resources of `type_` whose property `by` refers to `to`."""
        self._seek(type_)
        found = self._referrers.get((to.urn, type_, by), ())
        reads = READS.get()
        if reads is not None:
            reads += [Read(each, by, [to.name], refers=True) for each in found]
            if not found:
                reads.append(Read(to, f"{type_} that names it in {by} {DECLARED}", False, weight=Weight.ALONE))
        return list(found)

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What the stack says of itself: its exports, and what its layers declare.

        The layers declare what rules need to know of a stack, because exports are missing in a preview's JSON.
        """
        said = (STACK_TYPE, BASELINE_TYPE, DELIVERY_TYPE)
        self._seek(*said)
        return Outputs([each for type_ in said for each in self._by_type.get(type_, ())])

    def within(self, resource: Resource, component: Resource) -> bool:
        """Tell whether a resource is a component, or was made somewhere below it."""
        above: str | None = resource.urn
        while above in self._by_urn:
            if above == component.urn:
                return True
            each = self._by_urn[above]
            self._seek(each.type)
            above = each.parent
        return False

    def _seek(self, *types: str) -> None:
        if self.sought is not None:
            self.sought.update(types)


@cache
def _steps(path: str) -> tuple[str, list[str]]:
    """Return to which property a path leads, and how it goes on inside."""
    first, *further = path.split(".")
    return first, further
