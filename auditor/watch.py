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
from auditor.sources.kept import forget_all
from auditor.sources.program import render
from policies.rules import RULES

_WATCHED = (".json", ".py", ".txt", ".yaml", ".yml")
_OURS = ("auditor", "controls", "policies")
"""Folders whose files are this process's own: a change in them takes a new process."""
_SELF = [sys.executable, "-m", "auditor"]
_PULSE = 100
"""Milliseconds after which watching hands over, once begun, though nothing was saved yet."""


class _Filter(DefaultFilter):
    ignore_dirs = (*DefaultFilter.ignore_dirs, "build")

    def __call__(self, change: object, path: str) -> bool:
        return path.endswith(_WATCHED) and super().__call__(change, path)  # type: ignore[arg-type]


def watch_project(root: Path, judge: Callable[[], None], warm_up: Callable[[], None]) -> None:
    """Call `judge` now and whenever a file of the project is saved, until interrupted; `warm_up` in between, once.

    What is saved while it judges is judged next. What a person gets wrong in between is told like everywhere, and the
    next save is waited for.
    """
    with contextlib.suppress(KeyboardInterrupt):
        saves = watch(root, watch_filter=_Filter(), rust_timeout=_PULSE, yield_on_timeout=True)
        next(saves)  # before this it does not watch
        _timed(judge)
        warm_up()
        for changes in filter(None, saves):
            names = sorted({str(Path(path).relative_to(root.resolve())) for _, path in changes})
            click.secho(f"\n{', '.join(names)}", bold=True)
            if any(Path(name).parts[0] in _OURS for name in names):
                _renew()
                continue
            if not all(name.endswith(".py") for name in names):
                forget_all()
            _timed(judge)
            gc.unfreeze()
            gc.collect()  # while nobody waits: modules that were imported anew leave the old ones behind


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


def _timed(judge: Callable[[], None]) -> None:
    start = time.perf_counter()
    try:
        judge()
    except UNUSABLE as error:
        tell(error)
    click.echo(f"judged in {time.perf_counter() - start:.2f} s; waiting for changes (Ctrl-C ends)")
