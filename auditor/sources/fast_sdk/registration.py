"""Registers a resource with the recorder directly: no coroutine, no protocol message.

Only what the graph shows is passed on. The SDK registers a resource with anything unusual, such as a property that has
to be awaited, a transform or an alias.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import cache, partial
from operator import attrgetter
from typing import Any

import pulumi
from pulumi.runtime import resource
from pulumi.runtime.settings import get_monitor, get_root_resource

from auditor.graph import Options
from auditor.sources.declaration import Declaration
from auditor.sources.fast_sdk.lazy_future import LazyFuture, data_of, value_of
from auditor.sources.fast_sdk.serialization import Unusual, serialized, serialized_outputs

_unusual_options = attrgetter("deleted_with", "replace_with", "replacement_trigger", "state_migrations", "transforms")
"""These may have to be awaited, or call back into the program."""
_URN = "_footing_urn"
"""The attribute with the URN of a resource registered here. So were all its dependencies: no cycle is possible."""
_CONSTRUCTORS = 3
"""`Resource`, `CustomResource` or `ComponentResource`, and the class itself: above them is the program."""

_is_file = cache(os.path.isabs)
"""False for code without a file, which names its origin in angle brackets."""
_NEW: Any = object.__new__
OutputOf = Callable[[Any, pulumi.Resource, str], Any]


def registering(stock: Callable[..., None], output_of: OutputOf) -> Callable[..., None]:
    """Return a replacement for `register_resource`.

    `output_of` computes the data of an output from the recorder, the resource and the output's name.
    """

    def register_resource(
        res: pulumi.Resource,
        ty: str,
        name: str,
        custom: bool,
        remote: bool,
        new_dependency: Any,
        props: Any,
        opts: Any,
        typ: type | None = None,
        package_ref: Any = None,
    ) -> None:
        recorder: Any = get_monitor()
        try:
            if remote or package_ref is not None or recorder.has_transforms:
                raise Unusual
            urn = recorder.register(_declaration(res, ty, name, custom, props, opts, typ, recorder))
        except Exception:
            # Nothing was registered. The SDK reports what is wrong with the resource, if anything.
            stock(res, ty, name, custom, remote, new_dependency, props, opts, typ, package_ref)
            return
        held, compute = res.__dict__, partial(output_of, recorder, res)
        for key in ("urn", "id", *props) if custom else ("urn", *props):
            held[key] = output = _NEW(pulumi.Output)
            output._data = LazyFuture(key, compute)
        held[_URN] = urn

    return register_resource


def registering_outputs(stock: Callable[..., None]) -> Callable[..., None]:
    """Return a replacement for `register_resource_outputs`."""

    def register_resource_outputs(res: pulumi.Resource, outputs: Any) -> None:
        recorder: Any = get_monitor()
        try:
            recorder.register_outputs(urn_of(res), serialized_outputs(outputs or {}, _ready))
        except Exception:
            stock(res, outputs)  # as above

    return register_resource_outputs


def _declaration(
    res: pulumi.Resource, ty: str, name: str, custom: bool, props: Any, opts: Any, typ: type | None, recorder: Any
) -> Declaration:
    if any(_unusual_options(opts)) or (opts.hooks and any(vars(opts.hooks).values())):
        raise Unusual
    if opts.aliases and not all(_is_plain(alias) for alias in opts.aliases):
        raise Unusual
    if typ is None and type(res).translate_input_property is not pulumi.Resource.translate_input_property:
        raise Unusual
    file, line = caller()
    depends = _urns(opts.depends_on) if opts.depends_on else set()
    inputs, found = serialized(props, typ, _ready)
    provider = urn_of(opts.provider) if custom and opts.provider is not None else ""
    by_property = {key: _urns(resources) if resources else set() for key, resources in found.items()}
    return Declaration(
        type=ty,
        name=name,
        parent=_parent_urn(ty, opts),
        custom=custom,
        inputs=inputs,
        dependencies=depends.union(*by_property.values()),
        property_dependencies=by_property,
        answered=custom,
        provider=provider,
        secrets=resource._translate_additional_secret_outputs(res, typ, opts.additional_secret_outputs) or (),
        options=_options(res, typ, opts, provider),
        source=recorder.source(file, line),
    )


def _is_plain(alias: Any) -> bool:
    """Return whether no part of an alias, which the graph does not show, has to be awaited."""
    parts = vars(alias).values() if isinstance(alias, pulumi.Alias) else [alias]
    return all(part is None or part is ... or isinstance(part, str) for part in parts)


def _ready(output: pulumi.Output[Any]) -> Any:
    data = data_of(output)
    if data is None:
        raise Unusual
    return data


def _urns(resources: Any) -> set[str]:
    """Return the URNs of resources; of a local component, as in the SDK, those of all its children."""
    found = set()
    todo: list[Any] = list(resources) if isinstance(resources, Iterable) else [resources]
    while todo:
        each = todo.pop()
        if not isinstance(each, pulumi.Resource) or _URN not in each.__dict__:
            raise Unusual
        if isinstance(each, pulumi.ComponentResource):
            todo += each._childResources
        else:
            found.add(each.__dict__[_URN])
    return found


def urn_of(res: pulumi.Resource) -> str:
    """Return the URN of a resource; raise `Unusual` if it has to be awaited."""
    urn = res.__dict__.get(_URN) or value_of(res.urn)
    if not isinstance(urn, str):
        raise Unusual
    return urn


def _parent_urn(ty: str, opts: Any) -> str:
    parent = opts.parent
    if parent is None and ty != "pulumi:pulumi:Stack":
        parent = get_root_resource()
    return "" if parent is None else urn_of(parent)


def _options(res: pulumi.Resource, typ: type | None, opts: Any, provider: str) -> Options:
    """Return the options that the graph shows."""
    timeouts = opts.custom_timeouts and resource._create_custom_timeouts(opts.custom_timeouts)
    return Options(
        protect=bool(opts.protect),
        retain_on_delete=bool(opts.retain_on_delete),
        ignore_changes=tuple(sorted(resource._translate_ignore_changes(res, typ, opts.ignore_changes) or ())),
        provider=provider or None,
        import_id=opts.import_ or None,
        timeouts={kind.name: value for kind, value in timeouts.ListFields()} if timeouts else {},
    )


def caller() -> tuple[str, int]:
    """Return the file and line in which the program constructs a resource; raise `Unusual` if it is not in a file."""
    frame, constructors = sys._getframe(1), 0
    while frame.f_back is not None:
        constructors += frame.f_code.co_name == "__init__"
        frame, is_last = frame.f_back, constructors == _CONSTRUCTORS
        if is_last and _is_file(frame.f_code.co_filename):
            return frame.f_code.co_filename, frame.f_lineno
    raise Unusual
