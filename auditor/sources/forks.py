"""Does the same for several things at once, each in a fork of this process, which has all that was imported."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import IO, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_FOR_EACH_CORE = 2
"""How many forks share a core. More than one: two by two, three stacks would take as long as four on two cores."""


def in_forks(work: Callable[[T], R], things: Sequence[T], lost: Callable[[T], R]) -> list[R]:
    """Return what `work` returns for each thing; for one whose process was killed, what `lost` returns.

    What `work` returns or raises must be such as can be pickled. The first error that it raises is raised here too.
    """
    at_once = _FOR_EACH_CORE * (os.cpu_count() or 1)
    started: list[tuple[int, IO[bytes]]] = []
    outcomes: list[tuple[R, Exception | None]] = []
    for index, thing in enumerate(things):
        while len(started) < min(index + at_once, len(things)):
            started.append(_fork(work, things[len(started)]))
        process, answer = started[index]
        with answer:
            content = answer.read()
        _, status = os.waitpid(process, 0)
        complete = status == 0 and bool(content)  # a program may end its process itself, and say nothing
        outcomes.append(pickle.loads(content) if complete else (lost(thing), None))  # noqa: S301 - from this program
    for _, error in outcomes:
        if error is not None:
            raise error
    return [result for result, _ in outcomes]


def _fork(work: Callable[[T], R], thing: T) -> tuple[int, IO[bytes]]:
    """Start a process that writes what comes of its work to a pipe; return its id and where to read from."""
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):  # what is in their buffers is not to be written twice
        stream.flush()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb")
    try:
        os.close(reading)
        try:
            outcome: tuple[R | None, Exception | None] = (work(thing), None)
        except Exception as error:
            outcome = (None, error)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(0)
    finally:  # whatever happened, a fork must not go on as its parent would
        os._exit(1)
