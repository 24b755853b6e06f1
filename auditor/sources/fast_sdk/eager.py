"""Pulumi's SDK without waiting: the recorder answers at once, so nothing needs to be scheduled.

A coroutine runs as soon as it is created, and a value that is available is passed on without a task. A coroutine that
has to wait continues as an ordinary task.

So a function passed to `apply` runs earlier than with the stock SDK. If it needs something that the program defines
later, it fails, and the program is rendered again with the stock SDK.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import json_format, struct_pb2
from pulumi import _types, log, output
from pulumi.output import _OutputData
from pulumi.runtime import resource, rpc
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.settings import get_monitor

from auditor.sources.fast_sdk.eager_loop import EagerLoop, resumed, taken
from auditor.sources.fast_sdk.lazy_future import LazyFuture, known_output, output_of, tracked_output, untrack
from auditor.sources.fast_sdk.lifting import all_of, from_input
from auditor.sources.fast_sdk.property_types import resource_type
from auditor.sources.fast_sdk.registration import caller, registering, registering_outputs, urn_of
from auditor.sources.fast_sdk.resource_options import copied, merged
from auditor.sources.fast_sdk.serialization import Unusual


@contextlib.contextmanager
def event_loop(*, eager: bool) -> Iterator[asyncio.AbstractEventLoop]:
    """Provide the event loop to run a program in, with the eager or the stock SDK."""
    loop = EagerLoop() if eager else asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        with _eager_sdk() if eager else contextlib.nullcontext():
            yield loop
    finally:
        loop.close()
        asyncio.set_event_loop(None)


@contextlib.contextmanager
def _eager_sdk() -> Iterator[None]:
    """Replace functions that schedule work by functions that do it at once."""
    replacements: list[tuple[Any, str, Any]] = [
        (pulumi.resource, "register_resource", registering(resource.register_resource, _output_of)),
        (pulumi.resource, "register_resource_outputs", registering_outputs(resource.register_resource_outputs)),
        (pulumi.ResourceOptions, "_copy", copied),
        (pulumi.ResourceOptions, "merge", merged),
        (resource, "resource_output", _resource_output),
        (resource, "_get_stack_trace", _caller),
        (resource, "create_urn", _no_urn),
        (rpc, "transfer_properties", _transfer_properties),
        (rpc, "resolve_outputs", _resolve_outputs),
        (rpc, "resolve_outputs_due_to_exception", _fail_outputs),
        (pulumi.Output, "_from_data", classmethod(_from_data)),
        (pulumi.Output, "from_input", staticmethod(from_input)),
        (pulumi.Output, "all", staticmethod(all_of)),
        (pulumi.Output, "_untrack", untrack),
        # Every property of every resource has one of the same few types.
        (_types, "unwrap_type", functools.cache(_types.unwrap_type)),
        # The recorder never answers with an unknown value.
        (output, "contains_unknowns", _never),
        (rpc, "contains_unknowns", _never),
        (log, "debug", _never),
    ]
    stock = [(owner, name, vars(owner).get(name)) for owner, name, _ in replacements]
    try:
        for owner, name, replacement in replacements:
            setattr(owner, name, replacement)
        yield
    finally:
        for owner, name, original in stock:
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)


def _no_urn(*_: Any) -> pulumi.Output[str]:
    """Replace the SDK's computed URN, which it needs only without a monitor."""
    return known_output("", set())


def _never(*_: Any, **__: Any) -> bool:
    return False


def _resource_output(res: pulumi.Resource) -> tuple[Callable[..., None], pulumi.Output[Any]]:
    future = LazyFuture()
    return functools.partial(_resolve, future, res), output_of(future)


def _resolve(
    future: LazyFuture, res: pulumi.Resource, value: Any, known: bool, secret: bool, failed: Exception | None
) -> None:
    if failed is not None:
        future.set_exception(failed)
    else:
        future.set_result(_OutputData(resources={res}, value=value, is_known=known, is_secret=secret))


def _transfer_properties(res: pulumi.Resource, props: Any, custom: bool) -> dict[str, LazyFuture]:
    futures = {name: LazyFuture(name) for name in props if name != "urn" and not (name == "id" and custom)}
    for name, future in futures.items():
        res.__dict__[name] = output_of(future)
    return futures


def _resolve_outputs(
    res: pulumi.Resource, _inputs: Any, _outputs: Any, _deps: Any, futures: Any, *_: Any, **__: Any
) -> None:
    """Replace `rpc.resolve_outputs`: defer each output, as most are never used."""
    compute = functools.partial(_output_of, get_monitor(), res)
    for future in futures.values():
        future.defer(compute)


def _output_of(recorder: Any, res: pulumi.Resource, name: str) -> Any:
    """Return the data of an output, by its name."""
    urn = urn_of(res)
    if name == "urn" or (name == "id" and isinstance(res, pulumi.CustomResource)):
        own = urn if name == "urn" else recorder.id_of(urn)
        return _OutputData(resources={res}, value=own, is_known=True, is_secret=False)
    kind: Any = type(res)
    pulumi_name = _output_names(kind).get(name, name)
    value, typ = _received(recorder.handed_out(urn).get(pulumi_name)), resource_type(kind, pulumi_name)
    if typ is not str or not isinstance(value, str):
        value = rpc.translate_output_properties(value, lambda key: key, typ, True, path=rpc._Path(name))
    secret = rpc.is_rpc_secret(value)
    return _OutputData(resources={res}, value=rpc.unwrap_rpc_secret(value), is_known=True, is_secret=secret)


@functools.cache
def _output_names(kind: type) -> dict[str, str]:
    return _types.resource_py_to_pulumi_names(kind)


def _received(value: Any) -> Any:
    """Return a value as a program reads it from a protocol message, which changes the order of keys."""
    if value is None or isinstance(value, str | bool):  # unchanged by a message
        return None if value == rpc.UNKNOWN else value
    if isinstance(value, dict | list):  # the recorder has received it in a message, too
        value = json_format.MessageToDict(_message(value))["value"]
    return rpc.deserialize_property(_message(value)["value"])


def _message(value: Any) -> Any:
    return json_format.ParseDict({"value": value}, struct_pb2.Struct())


def _fail_outputs(futures: dict[str, LazyFuture], error: Exception) -> None:
    for future in futures.values():
        future.set_exception(error)


def _from_data(_class: type[pulumi.Output[Any]], data: Awaitable[Any]) -> pulumi.Output[Any]:
    """Replace `Output._from_data`: run the coroutine, and keep its result unless it has to wait."""
    if not isinstance(data, Coroutine):
        return output_of(data)
    try:
        awaited = taken(data.send(None))
    except StopIteration as finished:
        future = LazyFuture()
        future.set_result(finished.value)
        return output_of(future)
    except Exception as error:
        failed = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return tracked_output(failed)
    return tracked_output(asyncio.ensure_future(resumed(data, awaited)))


def _caller() -> source_pb2.StackTrace:
    """Return where the program constructs the resource, without the frames above, which are slow to read."""
    try:
        file, line = caller()
    except Unusual:
        return source_pb2.StackTrace()
    position = source_pb2.SourcePosition(uri=Path(file).as_uri(), line=line)
    return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])
