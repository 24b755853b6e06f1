"""An event loop that runs each coroutine at once, up to its first wait, and creates a task only for the rest.

An ordinary loop creates a task for every coroutine and runs it later.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Generator
from typing import Any


class EagerLoop(asyncio.SelectorEventLoop):
    """An event loop that runs a coroutine up to its first wait before it creates a task for it."""

    def create_task(self, coro: Any, *, name: object = None, context: Any = None) -> Any:
        """Run a coroutine up to its first wait; return a task for the rest, or a future with its result."""
        if not self.is_running():
            return super().create_task(coro, name=name, context=context)
        context = context or contextvars.copy_context()
        try:
            awaited = taken(context.run(coro.send, None))
        except StopIteration as finished:
            done = self.create_future()
            done.set_result(finished.value)
            return done
        except Exception as error:
            failed = self.create_future()
            failed.set_exception(error)
            return failed
        return super().create_task(resumed(coro, awaited), name=name, context=context)

    def run_in_executor(  # type: ignore[override]
        self, _executor: Any, func: Callable[..., Any], *args: Any
    ) -> Any:
        """Call the recorder in this thread: it does not block."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


async def resumed(coro: Coroutine[Any, Any, Any], awaited: Any) -> Any:
    """Continue a coroutine that was run up to its first wait, which is for `awaited`."""
    return await _Rest(coro, awaited)


def taken(awaited: Any) -> Any:
    """Clear the flag that a future carries from being awaited until its task handles it.

    Another task may await the same future before ours first runs, and would find the flag set.
    """
    if asyncio.isfuture(awaited):
        awaited._asyncio_future_blocking = False
    return awaited


class _Rest:
    def __init__(self, coro: Coroutine[Any, Any, Any], awaited: Any) -> None:
        self._coro, self._awaited = coro, awaited

    def __await__(self) -> Generator[Any, Any, Any]:
        awaited = self._awaited
        if asyncio.isfuture(awaited):
            awaited._asyncio_future_blocking = True
        while True:
            try:
                try:
                    sent = yield awaited
                except BaseException as error:
                    awaited = self._coro.throw(error)
                else:
                    awaited = self._coro.send(sent)
            except StopIteration as finished:
                return finished.value
