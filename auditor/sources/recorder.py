"""The recorder: takes the place of Pulumi's engine and writes down every registration of a program.

The SDK's documented `Mocks` show neither dependencies nor options nor source positions, so this subclasses the mock
*monitor*, which receives the whole request.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlparse

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.sync_await import _ensure_event_loop

from auditor.graph import Resource, Source, references
from auditor.sources.answers import DEFAULT_REGION, Place, account_of, answer
from auditor.sources.declaration import Declaration, from_request
from auditor.sources.mock_outputs import Inventor
from auditor.sources.origin import with_origins
from auditor.sources.program_folder import comes_from
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

    def __init__(self, root: Path, tokens: Tokens, configured: Mapping[str, str], *, lazy: bool = False) -> None:
        super().__init__(cast("mocks.Mocks", None))  # every method that would ask the mocks is overridden
        self._root = root
        self._lazy = lazy
        self._tokens = tokens
        region = configured.get("aws:region") or DEFAULT_REGION
        self._place = Place(region, account_of(configured.get("aws:allowedAccountIds")))
        self._transforms = Transforms()
        self._inventor = cache(lambda place: Inventor(tokens, place))
        self._place_at = cache(self._place_of)
        self._lock = threading.Lock()  # the SDK calls from a pool of threads
        self._recorded: dict[str, Resource] = {}
        self._handed_out: dict[str, Mapping[str, Any]] = {}

    @property
    def recorded(self) -> tuple[Resource, ...]:
        """The resources so far, in the order of their URNs: registrations land in any order."""
        traced = with_origins(self._recorded, lambda urn: self._read(self.handed_out(urn), urn))
        return tuple(traced[urn] for urn in sorted(traced))

    def handed_out(self, urn: str) -> Mapping[str, Any]:
        """Return the outputs of a resource as the program gets them; a component has what it was given."""
        return self._handed_out.get(urn, {})

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN that the engine would give: every parent but the root stack prefixes the type."""
        prefix = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if prefix == STACK_TYPE else f"{prefix}${type_}"
        return f"{self._urn_prefix}::{qualified}::{name}"

    @cached_property
    def _urn_prefix(self) -> str:
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"

    @property
    def has_transforms(self) -> bool:
        """Whether the program has functions called on resources to come, of which only the SDK's requests tell."""
        return self._transforms.are_any

    def register(self, declared: Declaration) -> str:
        """Record a resource; return its URN."""
        urn = self._record(declared)
        if not declared.answered:
            self._handed_out[urn] = declared.inputs
            return urn
        inventor = self._inventor(self._place_at(declared.provider) if declared.provider else self._place_of(urn))
        self._handed_out[urn] = inventor.outputs(urn, declared.type, declared.inputs, declared.secrets)
        return urn

    def register_outputs(self, urn: str, outputs: Mapping[str, Any]) -> None:
        """Record what a component, or the stack itself, exports."""
        values = self._read(outputs, urn)
        with self._lock:
            self._recorded[urn] = replace(self._recorded[urn], outputs=values)

    def id_of(self, urn: str) -> str:
        """Return the id of a resource: the one it is looked up or imported by, or a token."""
        return self._recorded[urn].options.import_id or self._tokens.text(urn, "id")

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's names
        """Record a resource, and answer with tokens for all that AWS would decide."""
        _ensure_event_loop()
        request = self._transforms.of_resource(request, self.make_urn)
        urn = self.register(from_request(request, self._source(request.sourcePosition)))
        if not request.custom and not request.remote:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=self.id_of(urn), object=self._answer(urn))

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Record a resource that the program looks up rather than makes."""
        _ensure_event_loop()
        urn = self.register(from_request(request, self._source(request.sourcePosition)))
        return resource_pb2.ReadResourceResponse(urn=urn, id=request.id, properties=self._answer(urn))

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a function call from the table, or by tokens."""
        _ensure_event_loop()
        request = self._transforms.of_invoke(request)
        asked, place = _plain(request.args), self._place_of(request.provider)
        told = answer(request.tok, asked, place) or self._inventor(place).answer(request.tok, asked)
        return resource_pb2.ResourceInvokeResponse(**{"return": _struct(told)})

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Record what a component, or the stack itself, exports."""
        self.register_outputs(request.urn, _plain(request.outputs))
        return empty_pb2.Empty()

    def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform that the program wants run on every resource."""
        self._transforms.of_stack.append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform that the program wants run on every function call."""
        self._transforms.of_invokes.append(request)
        return empty_pb2.Empty()

    def _record(self, declared: Declaration) -> str:
        urn = self.make_urn(declared.parent, declared.type, declared.name)
        values = self._read(declared.inputs, declared)
        depends: dict[str, Collection[str]] = {
            key: urns for key, urns in declared.property_dependencies.items() if urns
        }
        for key in values.keys() - declared.property_dependencies.keys():  # which a transform has brought in
            if found := {reference.urn for reference in references(values[key])}:
                depends[key] = found
        resource = Resource(
            urn=urn,
            type=declared.type,
            name=declared.name,
            parent=declared.parent or None,
            custom=declared.custom,
            external=bool(declared.looked_up),
            inputs=values,
            dependencies=tuple(sorted(declared.dependencies)),
            property_dependencies={key: tuple(sorted(depends[key])) for key in sorted(depends)},
            options=declared.options,
            source=declared.source,
        )
        with self._lock:
            if urn in self._recorded:
                raise ProgramError(f"{declared}: the program declares two resources of this name and type")
            self._recorded[urn] = resource
        return urn

    def _answer(self, urn: str) -> Any:
        return _struct(
            {} if self._lazy else {key: value for key, value in self.handed_out(urn).items() if value is not None}
        )

    def _read(self, raw: Mapping[str, Any], owner: object) -> dict[str, Any]:
        values = {}
        for key in sorted(raw):
            try:
                value = read_value(raw[key], self._tokens.resolve)
            except MangledToken as mangled:
                raise ProgramError(
                    f"{owner}: property {key} holds a piece of a value that AWS chooses only at deployment: "
                    f"{mangled}; pass such values on whole"
                ) from None
            if value is not None:
                values[key] = value
        return values

    def _place_of(self, reference: str) -> Place:
        """Return where an explicit provider works, given as the engine refers to it: its URN and its id."""
        provider = self._recorded.get(reference) or self._recorded.get(reference.rpartition("::")[0])
        if provider is None:
            return self._place
        region, allowed = provider.inputs.get("region"), provider.inputs.get("allowedAccountIds")
        account = self._place.account if allowed is None else account_of(allowed)
        return Place(region if isinstance(region, str) else self._place.region, account)

    def _source(self, position: Any) -> Source | None:
        return self.source(unquote(urlparse(position.uri).path), position.line) if position.uri else None

    def source(self, file: str, line: int) -> Source | None:
        """Return a place in the program as the graph names it; None if it is not the program's."""
        own = _own_file(self._root, file)
        return None if own is None else Source(own, line)


@cache
def _own_file(root: Path, file: str) -> str | None:
    return str(Path(file).relative_to(root)) if comes_from(root, file) else None


def _plain(struct: Any) -> dict[str, Any]:
    return json_format.MessageToDict(struct)


def _struct(values: Mapping[str, Any]) -> Any:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct
