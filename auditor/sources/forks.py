"""Does the same for several things at once, each in a fork of this process, which has all that was imported."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import IO, NamedTuple, TypeVar

from auditor.sources.copy_pages import copy_pages

T = TypeVar("T")
R = TypeVar("R")
Until = Callable[[], None] | None
"""What returns once forks that were made ahead are to set to work; None where that is at once."""
_FOR_EACH_CORE = 2
"""How many forks share a core. More than one: two by two, three stacks would take as long as four on two cores."""


class _Fork(NamedTuple):
    process: int
    answer: IO[bytes]


def in_forks(work: Callable[[T], R], things: Sequence[T], lost: Callable[[T], R], until: Until = None) -> list[R]:
    """Return what `work` returns for each thing; for one whose process was killed, what `lost` returns.

    What `work` returns or raises must be such as can be pickled. The first error that it raises is raised here too.
    With `until`, forks are made ahead: they set to work when it returns, and end if it raises.
    """
    at_once = _FOR_EACH_CORE * (os.cpu_count() or 1)
    started = _made_ahead(work, things[:at_once], until) if until else []
    outcomes: list[tuple[R, Exception | None]] = []
    for index, thing in enumerate(things):
        while len(started) < min(index + at_once, len(things)):
            started.append(_fork(work, things[len(started)]))
        with started[index].answer as answer:
            try:
                outcomes.append(pickle.load(answer))  # noqa: S301 - from this program
            except (EOFError, pickle.UnpicklingError):  # it did not say all: perhaps it ended its process itself
                outcomes.append((lost(thing), None))
    _await(started)
    for _, error in outcomes:
        if error is not None:
            raise error
    return [result for result, _ in outcomes]


def _made_ahead(work: Callable[[T], R], things: Sequence[T], until: Callable[[], None]) -> list[_Fork]:
    """Start processes, and set them to work when `until` returns. They end if it raises, or if this process ends."""
    waiting, go = os.pipe()

    def when_told(thing: T) -> R:
        os.close(go)
        copy_pages()
        return work(thing) if os.read(waiting, 1) else os._exit(0)

    started: list[_Fork] = []
    try:
        with os.fdopen(go, "wb", buffering=0) as gate:
            started.extend(_fork(when_told, thing) for thing in things)  # as far as it comes
            until()
            started = [
                fork if _lives(fork) else _fork(work, thing) for fork, thing in zip(started, things, strict=True)
            ]
            gate.write(bytes(len(started)))
    except BaseException:
        _await(started)
        raise
    finally:
        os.close(waiting)
    return started


def _lives(fork: _Fork) -> bool:
    """Tell whether a fork is still there. While it waits, somebody may have killed it, and nothing is lost with it."""
    return os.waitpid(fork.process, os.WNOHANG)[0] == 0


def _await(forks: Sequence[_Fork]) -> None:
    """Have forks that have ended, or are about to, leave nothing behind."""
    for process, answer in forks:
        answer.close()
        os.waitpid(process, 0)


def _fork(work: Callable[[T], R], thing: T) -> _Fork:
    """Start a process that writes what comes of its work to a pipe."""
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):  # what is in their buffers is not to be written twice
        stream.flush()
    process = os.fork()
    if process:
        os.close(writing)
        return _Fork(process, os.fdopen(reading, "rb"))
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
