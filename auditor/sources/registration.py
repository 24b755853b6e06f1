"""Registers a resource with the recorder at once: no coroutine, no message of the protocol.

Only what the graph shows is passed on. A resource with anything unusual about it, such as a property that has to be
waited for, a transform or an alias, is left to the SDK.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pulumi
from pulumi.runtime import resource, rpc
from pulumi.runtime.settings import get_monitor, get_root_resource

from auditor.graph import Options
from auditor.sources.cells import Cell, data_of, known, value_of
from auditor.sources.declaration import Declaration
from auditor.sources.serialization import Unusual, serialized

_UNUSUAL_OPTIONS = (
    "deleted_with",
    "replace_with",
    "replacement_trigger",
    "state_migrations",
    "transforms",
)
"""They may have to be waited for, or call the program back."""
_AT_ONCE = "_footing_at_once"
"""Marks a resource that was registered at once. All that it depends on was too, so no cycle leads back to it."""
_CONSTRUCTORS = 3
"""`Resource`, `CustomResource` or `ComponentResource`, and the class itself: above them is the program."""

_NEW: Any = object.__new__
Outputs = Callable[[pulumi.Resource], Callable[[str], Any]]


def registering(stock: Callable[..., None], outputs_of: Outputs) -> Callable[..., None]:
    """Return what takes the place of `register_resource`; `outputs_of` returns what makes a resource's outputs."""

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
            urn, id_ = recorder.register(_declaration(res, ty, name, custom, props, opts, typ, recorder))
        except Exception:
            # Nothing has been done. What is wrong with the resource, if anything, is for the SDK to say.
            stock(res, ty, name, custom, remote, new_dependency, props, opts, typ, package_ref)
            return
        held = res.__dict__
        held["urn"] = known(urn, {res})
        if custom:
            held["id"] = known(id_, {res})
        make = outputs_of(res)
        own = ("urn", "id") if custom else ("urn",)
        for key in props:
            if key not in own:
                held[key] = output = _NEW(pulumi.Output)
                output._data = Cell(key, make)
        held[_AT_ONCE] = True

    return register_resource


def _declaration(
    res: pulumi.Resource, ty: str, name: str, custom: bool, props: Any, opts: Any, typ: type | None, recorder: Any
) -> Declaration:
    if any(getattr(opts, option) for option in _UNUSUAL_OPTIONS) or (opts.hooks and any(vars(opts.hooks).values())):
        raise Unusual
    if not all(_is_plain(alias) for alias in opts.aliases or ()):
        raise Unusual
    if typ is None and type(res).translate_input_property is not pulumi.Resource.translate_input_property:
        raise Unusual
    file, line = caller()
    depends = _urns(opts.depends_on if opts.depends_on is not None else ())
    inputs, found = serialized(props, typ, _ready)
    by_property = {key: _urns(resources) for key, resources in found.items()}
    provider = _provider_reference(opts.provider) if custom and opts.provider is not None else ""
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
    """Tell whether an alias, which the graph does not show, is all there."""
    parts = vars(alias).values() if isinstance(alias, pulumi.Alias) else [alias]
    return all(part is None or part is ... or isinstance(part, str) for part in parts)


def _ready(output: pulumi.Output[Any]) -> Any:
    data = data_of(output)
    if data is None:
        raise Unusual
    return data


def _urns(resources: Any) -> set[str]:
    """Return the URNs of resources; of a local component, as in the SDK, those of all that is in it."""
    found = set()
    todo: list[Any] = list(resources) if isinstance(resources, Iterable) else [resources]
    while todo:
        each = todo.pop()
        if not isinstance(each, pulumi.Resource) or _AT_ONCE not in each.__dict__:
            raise Unusual
        if isinstance(each, pulumi.ComponentResource):
            todo += each._childResources
        else:
            found.add(_urn(each))
    return found


def _urn(res: pulumi.Resource) -> str:
    urn = value_of(res.urn)
    if not isinstance(urn, str):
        raise Unusual
    return urn


def _parent_urn(ty: str, opts: Any) -> str:
    parent = opts.parent
    if parent is None and ty != "pulumi:pulumi:Stack":
        parent = get_root_resource()
    return "" if parent is None else _urn(parent)


def _provider_reference(provider: Any) -> str:
    return f"{_urn(provider)}::{value_of(provider.id) or rpc.UNKNOWN}"


def _options(res: pulumi.Resource, typ: type | None, opts: Any, provider: str) -> Options:
    """Return what the graph shows of the options."""
    timeouts = opts.custom_timeouts and resource._create_custom_timeouts(opts.custom_timeouts)
    return Options(
        protect=bool(opts.protect),
        retain_on_delete=bool(opts.retain_on_delete),
        ignore_changes=tuple(sorted(resource._translate_ignore_changes(res, typ, opts.ignore_changes) or ())),
        provider=provider.rpartition("::")[0] or None,
        import_id=opts.import_ or None,
        timeouts={kind.name: value for kind, value in timeouts.ListFields()} if timeouts else {},
    )


def caller() -> tuple[str, int]:
    """Return the file and line in which the program constructs a resource; raise `Unusual` if it is in no file."""
    frame, constructors = sys._getframe(1), 0
    while frame.f_back is not None:
        constructors += frame.f_code.co_name == "__init__"
        frame, is_last = frame.f_back, constructors == _CONSTRUCTORS
        if is_last and os.path.isabs(frame.f_code.co_filename):  # noqa: PTH117 - it is a path as Python has it
            return frame.f_code.co_filename, frame.f_lineno
    raise Unusual
