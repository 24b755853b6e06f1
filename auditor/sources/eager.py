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
import sys
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import json_format, struct_pb2
from pulumi import _types, log, output
from pulumi.output import _OutputData
from pulumi.runtime import resource, rpc
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.settings import SETTINGS, get_monitor

from auditor.sources.eager_loop import EagerLoop, resumed, taken

OFF = "FOOTING_STOCK_SDK"
_CONSTRUCTORS = 3
"""`Resource`, `CustomResource` or `ComponentResource`, and the class itself: above them is the program."""


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


class _Cell:
    """The data of an output: handed over at once where it is there, waited for where it is not yet.

    It may be filled with a function that makes it, which is called only if somebody asks.
    """

    __slots__ = ("_data", "_make", "_waiting")

    def __init__(self) -> None:
        self._data: Any = None
        self._make: Callable[[], Any] | None = None
        self._waiting: asyncio.Future[Any] | None = None

    def defer(self, make: Callable[[], Any]) -> None:
        self._make = make
        if self._waiting is not None:
            self.fill(make())

    def fill(self, data: Any) -> None:
        self._data = data
        if self._waiting is not None:
            self._waiting.set_result(data)

    def fail(self, error: Exception) -> None:
        self._waiting = self._waiting or asyncio.get_running_loop().create_future()
        self._waiting.set_exception(error)

    def __await__(self) -> Generator[Any, Any, Any]:
        if self._data is None and self._make is not None:
            self._data = self._make()
        if self._data is not None:
            return self._data
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        return (yield from self._waiting.__await__())


@contextlib.contextmanager
def _eager_sdk() -> Iterator[None]:
    """Replace what the SDK schedules by what runs at once."""
    replacements: list[tuple[Any, str, Any]] = [
        (resource, "resource_output", _resource_output),
        (resource, "_get_stack_trace", _caller),
        (resource, "create_urn", _no_urn),
        (rpc, "transfer_properties", _transfer_properties),
        (rpc, "resolve_outputs", _resolve_outputs),
        (rpc, "resolve_outputs_due_to_exception", _fail_outputs),
        (pulumi.Output, "_from_data", classmethod(_from_data)),
        (pulumi.Output, "all", staticmethod(_all)),
        (pulumi.Output, "_untrack", _untrack),
        # The same few types are looked at for every property of every resource.
        (_types, "unwrap_type", functools.cache(_types.unwrap_type)),
        # The recorder never answers that something is unknown.
        (output, "contains_unknowns", _never),
        (rpc, "contains_unknowns", _never),
        (log, "debug", _never),
    ]
    stock = [(owner, name, vars(owner)[name]) for owner, name, _ in replacements]
    try:
        for owner, name, replacement in replacements:
            setattr(owner, name, replacement)
        yield
    finally:
        for owner, name, original in stock:
            setattr(owner, name, original)


def _no_urn(*_: Any) -> pulumi.Output[str]:
    """Take the place of the SDK's own guess at a URN, which it needs only where there is no monitor."""
    cell = _Cell()
    cell.fill(_OutputData(resources=set(), value="", is_known=True, is_secret=False))
    return _holding(cell)


def _never(*_: Any, **__: Any) -> bool:
    return False


def _resource_output(res: pulumi.Resource) -> tuple[Callable[..., None], pulumi.Output[Any]]:
    cell = _Cell()
    return functools.partial(_resolve, cell, res), _holding(cell)


def _resolve(
    cell: _Cell, res: pulumi.Resource, value: Any, known: bool, secret: bool, failed: Exception | None
) -> None:
    if failed is not None:
        cell.fail(failed)
    else:
        cell.fill(_OutputData(resources={res}, value=value, is_known=known, is_secret=secret))


def _transfer_properties(res: pulumi.Resource, props: Any, custom: bool) -> dict[str, _Cell]:
    cells = {name: _Cell() for name in props if name != "urn" and not (name == "id" and custom)}
    for name, cell in cells.items():
        res.__dict__[name] = _holding(cell)
    return cells


def _resolve_outputs(
    res: pulumi.Resource, _inputs: Any, _outputs: Any, _deps: Any, cells: Any, *_: Any, **__: Any
) -> None:
    """Take the place of `rpc.resolve_outputs`: promise each output, rather than translate what nobody may ask for."""
    recorder: Any = get_monitor()
    outputs = recorder.handed_out(_known(res.urn))
    kind = type(res)
    names, types = _types.resource_py_to_pulumi_names(kind), _types.resource_types(kind)

    def make(name: str) -> Any:
        pulumi_name = names.get(name, name)
        raw = json_format.ParseDict({"value": outputs.get(pulumi_name)}, struct_pb2.Struct())["value"]
        value = rpc.translate_output_properties(
            rpc.deserialize_property(raw), lambda key: key, types.get(pulumi_name), True, path=rpc._Path(name)
        )
        secret = rpc.is_rpc_secret(value)
        return _OutputData(resources={res}, value=rpc.unwrap_rpc_secret(value), is_known=True, is_secret=secret)

    for name, cell in cells.items():
        cell.defer(functools.partial(make, name))


def _fail_outputs(cells: dict[str, _Cell], error: Exception) -> None:
    for cell in cells.values():
        cell.fail(error)


def _known(output_: pulumi.Output[Any]) -> Any:
    """Return the value of an output that is there."""
    cell: Any = output_._data
    return cell._data.value


def _from_data(_class: type[pulumi.Output[Any]], data: Awaitable[Any]) -> pulumi.Output[Any]:
    """Take the place of `Output._from_data`: run the coroutine, and hold what it returns if it need not wait."""
    if not isinstance(data, Coroutine):
        return _holding(data)
    try:
        awaited = taken(data.send(None))
    except StopIteration as finished:
        cell = _Cell()
        cell.fill(finished.value)
        return _holding(cell)
    except Exception as error:
        failed = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return _tracked(failed)
    return _tracked(asyncio.ensure_future(resumed(data, awaited)))


def _all(*args: Any, **kwargs: Any) -> pulumi.Output[Any]:
    """Take the place of `Output.all`, which gathers through the event loop."""
    if args and kwargs:
        raise ValueError("Output.all() was supplied a mix of named and unnamed inputs")
    parts = [pulumi.Output.from_input(each) for each in (kwargs.values() if kwargs else args)]

    async def gathered() -> Any:
        data = [await part._data for part in parts]
        values = [each.value for each in data]
        return _OutputData(
            resources=set().union(*(each.resources for each in data)),
            value=dict(zip(kwargs, values, strict=True)) if kwargs else values,
            is_known=all(each.is_known for each in data),
            is_secret=any(each.is_secret for each in data),
        )

    return _from_data(pulumi.Output, gathered())


def _holding(data: Any) -> pulumi.Output[Any]:
    held: pulumi.Output[Any] = object.__new__(pulumi.Output)
    held._data = data
    return held


def _tracked(data: asyncio.Future[Any]) -> pulumi.Output[Any]:
    held = _holding(data)
    held._track()
    return held


def _untrack(held: pulumi.Output[Any]) -> None:
    if not isinstance(held._data, _Cell):
        SETTINGS.outputs.discard(held._data)


def _caller() -> source_pb2.StackTrace:
    """Return where the program constructs the resource, and not the frames above: reading those takes longest."""
    frame, constructors = sys._getframe(1), 0
    while frame.f_back is not None:
        constructors += frame.f_code.co_name == "__init__"
        frame, is_last = frame.f_back, constructors == _CONSTRUCTORS
        if is_last:
            position = source_pb2.SourcePosition(uri=Path(frame.f_code.co_filename).as_uri(), line=frame.f_lineno)
            return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])
    return source_pb2.StackTrace()
