"""The data of an output, which the SDK keeps in a future: available at once, computed on demand, or awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pulumi
from pulumi.output import _OutputData
from pulumi.runtime.settings import SETTINGS


class LazyFuture:
    """The data of an output: returned at once if available, awaited if not.

    `compute`, called with the name, computes the data the first time that it is needed.
    """

    __slots__ = ("_compute", "_data", "_name", "_waiting")

    def __init__(self, name: str = "", compute: Callable[[str], Any] | None = None) -> None:
        self._name = name
        self._compute = compute
        self._data: Any = None
        self._waiting: asyncio.Future[Any] | None = None

    def defer(self, compute: Callable[[str], Any]) -> None:
        """Compute the data when it is needed, or now if it is awaited already."""
        self._compute = compute
        if self._waiting is not None:
            self.set_result(compute(self._name))

    def set_result(self, data: Any) -> None:
        """Set the data."""
        self._data = data
        if self._waiting is not None:
            self._waiting.set_result(data)

    def set_exception(self, error: Exception) -> None:
        """Raise an error wherever the data is awaited."""
        self._waiting = self._waiting or asyncio.get_running_loop().create_future()
        self._waiting.set_exception(error)

    def ready(self) -> Any:
        """Return the data if it is available or can be computed, else None."""
        if self._data is None and self._compute is not None:
            self._data = self._compute(self._name)
        return self._data

    def __await__(self) -> Generator[Any, Any, Any]:
        if (data := self.ready()) is not None:
            return data
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        return (yield from self._waiting.__await__())


def output_of(data: Any) -> pulumi.Output[Any]:
    """Return an output of this data, which may be awaited."""
    output: pulumi.Output[Any] = object.__new__(pulumi.Output)
    output._data = data
    return output


def known_output(value: Any, resources: set[pulumi.Resource]) -> pulumi.Output[Any]:
    """Return an output of a value that is available."""
    future = LazyFuture()
    future.set_result(_OutputData(resources=resources, value=value, is_known=True, is_secret=False))
    return output_of(future)


def tracked_output(data: asyncio.Future[Any]) -> pulumi.Output[Any]:
    """Return an output of data that is awaited, also before the program ends."""
    output = output_of(data)
    output._track()
    return output


def untrack(output: pulumi.Output[Any]) -> None:
    """Replace `Output._untrack`."""
    if not isinstance(output._data, LazyFuture):
        SETTINGS.outputs.discard(output._data)


def data_of(output: pulumi.Output[Any]) -> Any:
    """Return the data of an output, or None if it must be awaited."""
    data: Any = output._data
    if isinstance(data, LazyFuture):
        return data.ready()
    return data.result() if data.done() and not data.cancelled() else None


def value_of(output: pulumi.Output[Any]) -> Any:
    """Return the value of an output, or None if it must be awaited."""
    data = data_of(output)
    return None if data is None else data.value
