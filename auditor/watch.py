"""Judges again at each saved file, from a process that keeps the imports warm."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from watchfiles import DefaultFilter, watch

from auditor.assessment import UNUSABLE
from auditor.errors import tell
from auditor.graph import ResourceGraph
from auditor.judges.rules import judge as judge_by_rules
from auditor.sources.configuration import load_project
from auditor.sources.fast_imports.unchanged_modules import forget_all
from auditor.sources.forks import Until
from auditor.sources.program import render
from policies.rules import RULES

_WATCHED = (".json", ".py", ".txt", ".yaml", ".yml")
_OURS = ("auditor", "controls", "policies")
"""Folders whose files are this process's own: a change in them takes a new process."""
_SELF = [sys.executable, "-m", "auditor"]
_PULSE = 100
"""Milliseconds after which watching hands over, once begun, though nothing was saved yet."""


class OutdatedError(Exception):
    """Something was saved for which what was made ready is of no use."""


class _OwnOutdatedError(Exception):
    """A file of this very process was saved."""


class _Filter(DefaultFilter):
    ignore_dirs = (*DefaultFilter.ignore_dirs, "build")

    def __call__(self, change: object, path: str) -> bool:
        return path.endswith(_WATCHED) and super().__call__(change, path)  # type: ignore[arg-type]


class _Saves:
    """The saved files of a project. `last` is when it was last told that there were any."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._saves = watch(root, watch_filter=_Filter(), rust_timeout=_PULSE, yield_on_timeout=True)
        next(self._saves)  # before this it does not watch
        self.last = time.perf_counter()

    def wait(self) -> None:
        """Wait for the next save and tell of it; raise `OutdatedError` if it is not of the program's modules alone."""
        changes = next(filter(None, self._saves))
        self.last = time.perf_counter()
        names = sorted({str(Path(path).relative_to(self._root)) for _, path in changes})
        click.secho(f"\n{', '.join(names)}", bold=True)
        of_program = all(name.endswith(".py") for name in names)
        if not of_program:
            forget_all()
        if any(Path(name).parts[0] in _OURS for name in names):
            raise _OwnOutdatedError
        if not of_program:
            raise OutdatedError


def watch_project(root: Path, judge: Callable[[Until], None], warm_up: Callable[[], None]) -> None:
    """Call `judge` now and whenever a file of the project is saved, until interrupted; `warm_up` in between, once.

    What `judge` is given, if anything, it is to call as soon as all is ready: that returns at the next save, or raises
    `OutdatedError`. What is saved while it judges is judged next. What a person gets wrong in between is told like
    everywhere, and the next save is waited for.
    """
    with contextlib.suppress(KeyboardInterrupt):
        saves = _Saves(root)
        _told(saves, lambda: judge(None))
        warm_up()
        while True:
            gc.unfreeze()
            gc.collect()  # while nobody waits: modules that were imported anew leave the old ones behind
            try:
                _told(saves, lambda: _judged_at_a_save(saves, judge))
            except OutdatedError:
                _told(saves, lambda: judge(None))
            except _OwnOutdatedError:
                _renew()


def _judged_at_a_save(saves: _Saves, judge: Callable[[Until], None]) -> None:
    ready = False

    def until() -> None:
        nonlocal ready
        ready = True
        saves.wait()

    try:
        judge(until)
    except UNUSABLE:
        if ready:
            raise
        saves.wait()  # nothing can be made ready of a project that is unusable, as was told already
        judge(None)


def warm_up(root: Path) -> None:
    """Render and judge a stack in this very process, so that the forks to come have all that it learned from it.

    That is mostly what the types of properties are, and takes a third of a render. What comes of it is not looked at.
    """
    with contextlib.suppress(*UNUSABLE):
        project = load_project(root)
        for stack in render(project, project.stacks[:1]):
            if isinstance(stack, ResourceGraph):
                judge_by_rules(stack, RULES, (), date.today(), evidence=False)


def _renew() -> None:
    """Go on as a new process, unless that would not even start: a rule may be half written."""
    tried = subprocess.run([*_SELF, "--version"], capture_output=True, text=True)  # noqa: S603
    if tried.returncode == 0:
        os.execv(sys.executable, [*_SELF, *sys.argv[1:]])  # noqa: S606
    tell(f"does not start with what was saved:\n{tried.stderr.rstrip()}")


def _told(saves: _Saves, judge: Callable[[], None]) -> None:
    try:
        judge()
    except UNUSABLE as error:
        tell(error)
    click.echo(f"judged in {time.perf_counter() - saves.last:.2f} s; waiting for changes (Ctrl-C ends)")
