"""Pulumi's SDK without waiting: under the recorder every answer is there at once, so nothing needs to be scheduled.

The SDK makes about a hundred futures, tasks and callbacks for each resource, because an engine may take minutes to
answer. Here a coroutine runs as soon as it is made, and a value that is there is handed over without a task. One that
does have to wait goes on as an ordinary task.

So a function given to `apply` runs earlier than it would: one that needs what the program defines only later fails, and
the program is then rendered again with the SDK as it is. A test compares the graphs of both. `FOOTING_STOCK_SDK=1`
turns this off.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
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

from auditor.sources.cells import Cell, holding, known, tracked, untrack
from auditor.sources.eager_loop import EagerLoop, resumed, taken
from auditor.sources.hints import resource_type
from auditor.sources.lifting import all_of, from_input
from auditor.sources.options import copied, merged
from auditor.sources.registration import caller, registering, registering_outputs, urn_of
from auditor.sources.serialization import Unusual

OFF = "FOOTING_STOCK_SDK"


def is_off() -> bool:
    """Tell whether the SDK is to be left as it is."""
    return os.environ.get(OFF) == "1"


@contextlib.contextmanager
def event_loop(*, eager: bool) -> Iterator[asyncio.AbstractEventLoop]:
    """Provide the event loop to run a program in, with the SDK made eager or as it is."""
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
    """Replace what the SDK schedules by what runs at once."""
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
        # The same few types are looked at for every property of every resource.
        (_types, "unwrap_type", functools.cache(_types.unwrap_type)),
        # The recorder never answers that something is unknown.
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
    """Take the place of the SDK's own guess at a URN, which it needs only where there is no monitor."""
    return known("", set())


def _never(*_: Any, **__: Any) -> bool:
    return False


def _resource_output(res: pulumi.Resource) -> tuple[Callable[..., None], pulumi.Output[Any]]:
    cell = Cell()
    return functools.partial(_resolve, cell, res), holding(cell)


def _resolve(cell: Cell, res: pulumi.Resource, value: Any, known: bool, secret: bool, failed: Exception | None) -> None:
    if failed is not None:
        cell.fail(failed)
    else:
        cell.fill(_OutputData(resources={res}, value=value, is_known=known, is_secret=secret))


def _transfer_properties(res: pulumi.Resource, props: Any, custom: bool) -> dict[str, Cell]:
    cells = {name: Cell(name) for name in props if name != "urn" and not (name == "id" and custom)}
    for name, cell in cells.items():
        res.__dict__[name] = holding(cell)
    return cells


def _resolve_outputs(
    res: pulumi.Resource, _inputs: Any, _outputs: Any, _deps: Any, cells: Any, *_: Any, **__: Any
) -> None:
    """Take the place of `rpc.resolve_outputs`: promise each output, rather than translate what nobody may ask for."""
    make = functools.partial(_output_of, get_monitor(), res)
    for cell in cells.values():
        cell.defer(make)


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
    """Return a value as a program gets it out of a message of the protocol, which changes the order of keys."""
    if value is None or isinstance(value, str | bool):  # as it was, then
        return None if value == rpc.UNKNOWN else value
    if isinstance(value, dict | list):  # of which the recorder has been sent one, too
        value = json_format.MessageToDict(_message(value))["value"]
    return rpc.deserialize_property(_message(value)["value"])


def _message(value: Any) -> Any:
    return json_format.ParseDict({"value": value}, struct_pb2.Struct())


def _fail_outputs(cells: dict[str, Cell], error: Exception) -> None:
    for cell in cells.values():
        cell.fail(error)


def _from_data(_class: type[pulumi.Output[Any]], data: Awaitable[Any]) -> pulumi.Output[Any]:
    """Take the place of `Output._from_data`: run the coroutine, and hold what it returns if it need not wait."""
    if not isinstance(data, Coroutine):
        return holding(data)
    try:
        awaited = taken(data.send(None))
    except StopIteration as finished:
        cell = Cell()
        cell.fill(finished.value)
        return holding(cell)
    except Exception as error:
        failed = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return tracked(failed)
    return tracked(asyncio.ensure_future(resumed(data, awaited)))


def _caller() -> source_pb2.StackTrace:
    """Return where the program constructs the resource, and not the frames above: reading those takes longest."""
    try:
        file, line = caller()
    except Unusual:
        return source_pb2.StackTrace()
    position = source_pb2.SourcePosition(uri=Path(file).as_uri(), line=line)
    return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])
