"""An event loop that does not wait where nothing has to be waited for.

An ordinary loop makes a task of every coroutine and runs it later. This one runs a coroutine at once, up to its first
wait, and makes a task only of what is left.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Generator
from typing import Any


class EagerLoop(asyncio.SelectorEventLoop):
    """An event loop that runs a coroutine up to its first wait before it makes a task of it."""

    def create_task(self, coro: Any, *, name: object = None, context: Any = None) -> Any:
        """Run a coroutine up to its first wait; return a task for the rest, or what it came to."""
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
        """Call the recorder here and now: it does not block, and so needs no thread."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


async def resumed(coro: Coroutine[Any, Any, Any], awaited: Any) -> Any:
    """Go on with a coroutine that has been run up to its first wait, which was for `awaited`."""
    return await _Rest(coro, awaited)


def taken(awaited: Any) -> Any:
    """Take back the mark that a future carries from being awaited until a task has seen to it.

    Others may await the same future before our task first runs, and would find the mark.
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
