"""The resource graph: what a stack consists of and who refers to whom. Every judge reads it, whatever its source.

A property's value is plain JSON in which four things may stand: a `Reference` to another resource's attribute, a
`Text` with references inside, a `Secret`, and `Unknown` for what nobody can tell before deployment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.canonical import canonical


@dataclass(frozen=True)
class Reference:
    """An attribute of another resource, such as its id. `attribute` is a path, such as `secrets.0.arn`.

    `part` tells that the program took only a piece of it, as a host name out of an endpoint.
    """

    urn: str
    attribute: str
    part: bool = False


@dataclass(frozen=True)
class Text:
    """Text that is known but for the references in it. Two parts of the same kind never stand side by side."""

    parts: tuple[str | Reference, ...]


@dataclass(frozen=True)
class Unknown:
    """A value that is not known before deployment, and why."""

    reason: str = "decided by AWS"


@dataclass(frozen=True)
class Secret:
    """A value that may be used but never shown; what it is made of stays inside."""

    value: Any = field(repr=False)


@dataclass(frozen=True)
class Source:
    """Where in a program a resource is declared. `file` is relative to the program's folder if it lies inside."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Options:
    """Pulumi's resource options, those that matter to a judge. `provider` is the URN of an explicit provider."""

    protect: bool = False
    retain_on_delete: bool = False
    ignore_changes: tuple[str, ...] = ()
    provider: str | None = None
    import_id: str | None = None
    timeouts: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource as declared (`inputs`) and, for components, stacks and deployed resources, as it is (`outputs`).

    `computed` names, for each property, the resources that it depends on though no reference to them is in its
    value: the program computed something from them.
    """

    urn: str
    type: str
    name: str
    parent: str | None = None
    custom: bool = True
    external: bool = False
    """Whether the program only looks it up: it exists already, and is somebody else's to make."""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    computed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Options = Options()
    source: Source | None = None
    id: str | None = None
    """What AWS calls it, where it is deployed and the source of the graph says so. A judge has no use for it."""


@dataclass(frozen=True, kw_only=True)
class ResourceGraph:
    """All resources of one stack, in the order of their URNs. `origin` says where it was read from."""

    project: str
    stack: str
    origin: str
    resources: tuple[Resource, ...]

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def find(self, urn: str) -> Resource | None:
        """Return the resource with this URN, if there is one."""
        return self._by_urn.get(urn)

    @property
    def _by_urn(self) -> dict[str, Resource]:
        if "_index" not in self.__dict__:
            object.__setattr__(self, "_index", {resource.urn: resource for resource in self.resources})
        index: dict[str, Resource] = self.__dict__["_index"]
        return index

    def to_json(self) -> str:
        """Write the graph as canonical JSON: the same graph gives the same bytes. Secrets are left out."""
        document = {
            "project": self.project,
            "stack": self.stack,
            "origin": self.origin,
            "resources": [_resource_document(resource) for resource in self.resources],
        }
        return canonical(document) + "\n"

    def sha256(self) -> str:
        """Return the SHA-256 of `to_json`, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def encode(value: Any) -> Any:
    """Write a property's value as JSON, each special value as an object with one `$` key."""
    if type(value) is str:  # as most are
        return value
    match value:
        case Reference(urn, attribute, part):
            return {"$ref": urn, "attribute": attribute, **({"part": True} if part else {})}
        case Text(parts):
            return {"$text": [encode(part) for part in parts]}
        case Unknown(reason):
            return {"$unknown": reason}
        case Secret():
            return {"$secret": True}
        case dict() | Mapping():
            return {key: encode(part) for key, part in value.items()}
        case list() | tuple():
            return [encode(part) for part in value]
        case _:
            return value


def references(value: Any) -> Iterator[Reference]:
    """Return every reference inside a value."""
    found: list[Reference] = []
    _collect(value, found)
    return iter(found)


def _collect(value: Any, found: list[Reference]) -> None:
    """Add every reference inside a value to those found: a generator within a generator takes twice as long."""
    match value:
        case str():  # as most are
            return
        case Reference():
            found.append(value)
        case Text(parts):
            found.extend(part for part in parts if isinstance(part, Reference))
        case Secret(inner):
            _collect(inner, found)
        case dict() | Mapping():
            for part in value.values():
                _collect(part, found)
        case list() | tuple():
            for part in value:
                _collect(part, found)


def _resource_document(resource: Resource) -> dict[str, Any]:
    options = resource.options
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "parent": resource.parent,
        "custom": resource.custom,
        "external": resource.external,
        "inputs": encode(resource.inputs),
        "outputs": encode(resource.outputs),
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "computed": {key: list(urns) for key, urns in resource.computed.items()},
        "options": {
            "protect": options.protect,
            "retainOnDelete": options.retain_on_delete,
            "ignoreChanges": list(options.ignore_changes),
            "provider": options.provider,
            "importId": options.import_id,
            "timeouts": dict(options.timeouts),
        },
        "source": {"file": resource.source.file, "line": resource.source.line} if resource.source else None,
    }
