"""Pulumi's newer `transforms`, which the engine calls back into the program for; the SDK's mock monitor does not.

The order is the engine's: a resource's own, then those of each parent outwards, then the stack's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from google.protobuf import message
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.sync_await import _sync_await

_FROM_OPTIONS = {
    "protect": "protect",
    "retain_on_delete": "retainOnDelete",
    "ignore_changes": "ignoreChanges",
    "depends_on": "dependencies",
    "provider": "provider",
    "additional_secret_outputs": "additionalSecretOutputs",
    "import": "importId",
    "custom_timeouts": "customTimeouts",
}
"""Fields of `TransformResourceOptions`, and where a registration has them."""


class Transforms:
    """The transforms that a program has registered, and their running."""

    def __init__(self) -> None:
        self.of_stack: list[Any] = []
        self.of_invokes: list[Any] = []
        self._of_parents: dict[str, list[Any]] = {}

    @property
    def are_any(self) -> bool:
        """Whether a resource to come may be subject to one that it does not bring itself."""
        return bool(self.of_stack or self._of_parents)

    def of_resource(self, request: Any, make_urn: Callable[[str, str, str], str]) -> Any:
        """Return a registration as its transforms leave it."""
        inherited = [*request.transforms, *self._of_parents.get(request.parent, ())]
        if inherited:
            self._of_parents[make_urn(request.parent, request.type, request.name)] = inherited
        for callback in [*inherited, *self.of_stack]:
            asked = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=_options_of(request),
            )
            answer = _call(callback, asked, resource_pb2.TransformResponse)
            request = _changed(request, answer)
        return request

    def of_invoke(self, request: Any) -> Any:
        """Return a function call as the transforms leave it."""
        for callback in self.of_invokes:
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args)
            answer = _call(callback, asked, resource_pb2.TransformInvokeResponse)
            request = _copy(request)
            request.args.CopyFrom(answer.args)
        return request


def _call(callback: Any, request: Any, response: type[Any]) -> Any:
    """Run the program's function on the program's own event loop, where its outputs live."""
    servicer = next(each for each in _CallbackServicer._servicers if callback.token in each._callbacks)
    running: Any = servicer._callbacks[callback.token](request.SerializeToString())
    if _is_here(servicer._loop):
        answer = _sync_await(running)
    else:  # in one of the SDK's threads
        answer = asyncio.run_coroutine_threadsafe(running, servicer._loop).result()
    return response.FromString(answer.SerializeToString())


def _is_here(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _options_of(request: Any) -> Any:
    options = resource_pb2.TransformResourceOptions()
    for theirs, ours in _FROM_OPTIONS.items():
        _assign(options, theirs, getattr(request, ours))
    return options


def _changed(request: Any, answer: Any) -> Any:
    changed = _copy(request)
    changed.object.CopyFrom(answer.properties)
    if answer.HasField("options"):
        for theirs, ours in _FROM_OPTIONS.items():
            _assign(changed, ours, getattr(answer.options, theirs))
    for key in [*changed.propertyDependencies]:  # what a changed property depended on is no longer in it
        if key not in answer.properties or answer.properties[key] != request.object[key]:
            del changed.propertyDependencies[key]
    return changed


def _assign(target: Any, name: str, value: Any) -> None:
    target.ClearField(name)
    if isinstance(value, message.Message):
        getattr(target, name).CopyFrom(value)
    elif hasattr(value, "extend"):
        getattr(target, name).extend(value)
    elif value:
        setattr(target, name, value)


def _copy(request: Any) -> Any:
    copy = type(request)()
    copy.CopyFrom(request)
    return copy
