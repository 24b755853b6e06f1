"""The data of an output that may be there at once: what the SDK keeps in a future."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pulumi
from pulumi.output import _OutputData
from pulumi.runtime.settings import SETTINGS


class Cell:
    """The data of an output: handed over at once where it is there, waited for where it is not yet.

    It may be filled with a function that makes it, which is called with the cell's name only if somebody asks.
    """

    __slots__ = ("_data", "_make", "_name", "_waiting")

    def __init__(self, name: str = "", make: Callable[[str], Any] | None = None) -> None:
        self._name = name
        self._make = make
        self._data: Any = None
        self._waiting: asyncio.Future[Any] | None = None

    def defer(self, make: Callable[[str], Any]) -> None:
        """Have the data made when somebody asks, or now if somebody waits."""
        self._make = make
        if self._waiting is not None:
            self.fill(make(self._name))

    def fill(self, data: Any) -> None:
        """Hand over the data."""
        self._data = data
        if self._waiting is not None:
            self._waiting.set_result(data)

    def fail(self, error: Exception) -> None:
        """Raise an error in whoever asks."""
        self._waiting = self._waiting or asyncio.get_running_loop().create_future()
        self._waiting.set_exception(error)

    def ready(self) -> Any:
        """Return the data if it is there, or can be made."""
        if self._data is None and self._make is not None:
            self._data = self._make(self._name)
        return self._data

    def __await__(self) -> Generator[Any, Any, Any]:
        if (data := self.ready()) is not None:
            return data
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        return (yield from self._waiting.__await__())


def holding(data: Any) -> pulumi.Output[Any]:
    """Return an output of this data, which may be awaited."""
    held: pulumi.Output[Any] = object.__new__(pulumi.Output)
    held._data = data
    return held


def known(value: Any, resources: set[pulumi.Resource]) -> pulumi.Output[Any]:
    """Return an output of a value that is there."""
    cell = Cell()
    cell.fill(_OutputData(resources=resources, value=value, is_known=True, is_secret=False))
    return holding(cell)


def tracked(data: asyncio.Future[Any]) -> pulumi.Output[Any]:
    """Return an output of data that is waited for, and that the program does not end before."""
    held = holding(data)
    held._track()
    return held


def untrack(held: pulumi.Output[Any]) -> None:
    """Take the place of `Output._untrack`."""
    if not isinstance(held._data, Cell):
        SETTINGS.outputs.discard(held._data)


def data_of(held: pulumi.Output[Any]) -> Any:
    """Return the data of an output if it is there, and None if it has to be waited for."""
    data: Any = held._data
    if isinstance(data, Cell):
        return data.ready()
    return data.result() if data.done() and not data.cancelled() else None


def value_of(held: pulumi.Output[Any]) -> Any:
    """Return the value of an output if it is there, and None if it has to be waited for."""
    data = data_of(held)
    return None if data is None else data.value
