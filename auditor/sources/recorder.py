"""The recorder: takes the place of Pulumi's engine and writes down every registration of a program.

The SDK's documented `Mocks` show neither dependencies nor options nor source positions, so this subclasses the mock
*monitor*, which receives the whole request.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlparse

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.sync_await import _ensure_event_loop

from auditor.graph import Options, Resource, Source, references
from auditor.sources.answers import DEFAULT_REGION, answer
from auditor.sources.invention import Inventor, Outputs
from auditor.sources.origin import with_origins
from auditor.sources.tokens import MangledToken, Tokens
from auditor.sources.transforms import Transforms
from auditor.sources.wire import read_value

STACK_TYPE = "pulumi:pulumi:Stack"


class ProgramError(Exception):
    """A program does what a deployment would refuse."""


class Recorder(mocks.MockMonitor):
    """Records a program's resources. `root` is the program's folder, from which source files are named.

    The answers to registrations leave out the outputs if `lazy`: the SDK is then made to ask for each it needs.
    """

    def __init__(self, root: Path, tokens: Tokens, region: str | None, *, lazy: bool = False) -> None:
        super().__init__(cast("mocks.Mocks", None))  # every method that would ask the mocks is overridden
        self._root = root
        self._lazy = lazy
        self._tokens = tokens
        self._region = region or DEFAULT_REGION
        self._transforms = Transforms()
        self._inventor = cache(lambda region: Inventor(tokens, region))
        self._lock = threading.Lock()  # the SDK calls from a pool of threads
        self._recorded: dict[str, Resource] = {}
        self._handed_out: dict[str, Outputs] = {}

    @property
    def recorded(self) -> tuple[Resource, ...]:
        """The resources so far, in the order of their URNs: registrations land in any order."""
        traced = with_origins(self._recorded, lambda urn: self._read(self.handed_out(urn), urn))
        return tuple(traced[urn] for urn in sorted(traced))

    def handed_out(self, urn: str) -> Mapping[str, Any]:
        """Return the outputs of a resource as the program gets them; a component has none of its own."""
        return self._handed_out.get(urn, {})

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN that the engine would give: every parent but the root stack prefixes the type."""
        prefix = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if prefix == STACK_TYPE else f"{prefix}${type_}"
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's names
        """Record a resource, and answer with tokens for all that AWS would decide."""
        _ensure_event_loop()
        request = self._transforms.of_resource(request, self.make_urn)
        inputs = _plain(request.object)
        urn = self._record(request, inputs)
        if not request.custom and not request.remote:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inventor = self._inventor(self._region_of(request.provider or urn))
        self._handed_out[urn] = inventor.outputs(urn, request.type, inputs, request.additionalSecretOutputs)
        id_ = request.importId or inventor.id(urn)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=self._answer(urn))

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Record a resource that the program looks up rather than makes."""
        _ensure_event_loop()
        inputs = _plain(request.properties)
        urn = self._record(request, inputs, looked_up=request.id)
        self._handed_out[urn] = self._inventor(self._region_of(request.provider)).outputs(urn, request.type, inputs)
        return resource_pb2.ReadResourceResponse(urn=urn, id=request.id, properties=self._answer(urn))

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a function call from the table, or by tokens."""
        _ensure_event_loop()
        request = self._transforms.of_invoke(request)
        asked, region = _plain(request.args), self._region_of(request.provider)
        told = answer(request.tok, asked, region) or self._inventor(region).answer(request.tok, asked)
        return resource_pb2.ResourceInvokeResponse(**{"return": _struct(told)})

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Record what a component, or the stack itself, exports."""
        outputs = self._read(_plain(request.outputs), request.urn)
        with self._lock:
            self._recorded[request.urn] = replace(self._recorded[request.urn], outputs=outputs)
        return empty_pb2.Empty()

    def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform that the program wants run on every resource."""
        self._transforms.of_stack.append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform that the program wants run on every function call."""
        self._transforms.of_invokes.append(request)
        return empty_pb2.Empty()

    def _record(self, request: Any, inputs: Mapping[str, Any], looked_up: str = "") -> str:
        urn = self.make_urn(request.parent, request.type, request.name)
        source = self._source(request.sourcePosition)
        where = f"{request.type} {request.name!r}" + (f" ({source})" if source else "")
        values = self._read(inputs, where)
        given = getattr(request, "propertyDependencies", {})
        depends = {key: {*given[key].urns} if key in given else set() for key in {*values, *given}}
        for key, value in values.items():  # a transform may have brought in references of its own
            depends[key] |= {reference.urn for reference in references(value)} if key not in given else set()
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent or None,
            custom=getattr(request, "custom", True),
            external=bool(looked_up),
            inputs=values,
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={key: tuple(sorted(urns)) for key, urns in sorted(depends.items()) if urns},
            options=_options(request, looked_up),
            source=source,
        )
        with self._lock:
            if urn in self._recorded:
                raise ProgramError(f"{where}: the program declares two resources of this name and type")
            self._recorded[urn] = resource
        return urn

    def _answer(self, urn: str) -> Any:
        return _struct(
            {} if self._lazy else {key: value for key, value in self.handed_out(urn).items() if value is not None}
        )

    def _read(self, raw: Mapping[str, Any], where: str) -> dict[str, Any]:
        values = {}
        for key, value in sorted(raw.items()):
            try:
                values[key] = read_value(value, self._tokens.resolve)
            except MangledToken as mangled:
                raise ProgramError(
                    f"{where}: property {key} holds a piece of a value that AWS chooses only at deployment: "
                    f"{mangled}; pass such values on whole"
                ) from None
        return {key: value for key, value in values.items() if value is not None}

    def _region_of(self, reference: str) -> str:
        """Return the region of an explicit provider, given as the engine refers to it: its URN and its id."""
        provider = self._recorded.get(reference) or self._recorded.get(reference.rpartition("::")[0])
        region = provider.inputs.get("region") if provider else None
        return region if isinstance(region, str) else self._region

    def _source(self, position: Any) -> Source | None:
        if not position.uri:
            return None
        path = Path(unquote(urlparse(position.uri).path))
        own = path.is_relative_to(self._root) and "site-packages" not in path.parts
        return Source(str(path.relative_to(self._root)), position.line) if own else None


def _options(request: Any, import_id: str) -> Options:
    timeouts = getattr(request, "customTimeouts", None)
    return Options(
        protect=bool(getattr(request, "protect", False)),
        retain_on_delete=bool(getattr(request, "retainOnDelete", False)),
        ignore_changes=tuple(sorted(getattr(request, "ignoreChanges", ()))),
        provider=request.provider.rpartition("::")[0] or None,
        import_id=import_id or getattr(request, "importId", "") or None,
        timeouts={kind.name: value for kind, value in timeouts.ListFields()} if timeouts else {},
    )


def _plain(struct: Any) -> dict[str, Any]:
    return json_format.MessageToDict(struct)


def _struct(values: Mapping[str, Any]) -> Any:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct
