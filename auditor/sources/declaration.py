"""What a program says of a resource as it registers it: read off a message of the protocol, or made without one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format

from auditor.graph import Options, Source


@dataclass(kw_only=True, slots=True)  # not frozen: each resource has one for a moment, and a frozen one takes longest
class Declaration:
    """A resource as declared. `inputs` are as JSON would have them, under their names in the engine.

    `provider` is the URN of one, or the engine's reference to it, which an id follows. One that is `looked_up`, by its
    id, exists already.
    """

    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    dependencies: Collection[str]
    property_dependencies: Mapping[str, Collection[str]]
    options: Options
    custom: bool = True
    answered: bool = True
    """Whether it has outputs of its own: a component that the program makes itself has none."""
    provider: str = ""
    secrets: Collection[str] = ()
    looked_up: str = ""
    source: Source | None = None

    def __str__(self) -> str:
        return f"{self.type} {self.name!r}" + (f" ({self.source})" if self.source else "")


def from_request(request: Any, source: Source | None) -> Declaration:
    """Return what a request says, to register a resource or to read one."""
    is_read = not hasattr(request, "object")
    properties = json_format.MessageToDict(request.properties if is_read else request.object)
    custom = getattr(request, "custom", True)
    depends = getattr(request, "propertyDependencies", {})
    return Declaration(
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=custom,
        answered=custom or request.remote,
        inputs=properties,
        dependencies=request.dependencies,
        property_dependencies={key: each.urns for key, each in depends.items()},
        provider=request.provider,
        secrets=request.additionalSecretOutputs,
        looked_up=request.id if is_read else "",
        options=_options(request, is_read),
        source=source,
    )


def _options(request: Any, is_read: bool) -> Options:
    provider = request.provider.rpartition("::")[0] or None
    if is_read:
        return Options(provider=provider, import_id=request.id)
    timeouts = request.customTimeouts
    return Options(
        protect=request.protect,
        retain_on_delete=request.retainOnDelete,
        ignore_changes=tuple(sorted(request.ignoreChanges)),
        provider=provider,
        import_id=request.importId or None,
        timeouts={kind.name: value for kind, value in timeouts.ListFields()},
    )
