"""Judges again at each saved file, from a process that keeps the imports warm."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from watchfiles import DefaultFilter, watch

from auditor.assessment import UNUSABLE
from auditor.graph import ResourceGraph
from auditor.judges.rules import judge as judge_by_rules
from auditor.sources.configuration import load_project
from auditor.sources.kept import forget_all
from auditor.sources.program import render
from policies.rules import RULES

_WATCHED = (".py", ".yaml")
_OURS = ("auditor", "controls", "policies")
"""Folders whose code is this process's own: a change in them takes a new process."""


class _Filter(DefaultFilter):
    ignore_dirs = (*DefaultFilter.ignore_dirs, "build")

    def __call__(self, change: object, path: str) -> bool:
        return path.endswith(_WATCHED) and super().__call__(change, path)  # type: ignore[arg-type]


def watch_project(root: Path, judge: Callable[[], None], warm_up: Callable[[], None]) -> None:
    """Call `judge` now and whenever a file of the project is saved, until interrupted; `warm_up` in between, once.

    What a person gets wrong in between is told like everywhere, and the next save is waited for.
    """
    _timed(judge)
    warm_up()
    for changes in watch(root, watch_filter=_Filter()):
        names = sorted(str(Path(path).relative_to(root.resolve())) for _, path in changes)
        click.secho(f"\n{', '.join(names)}", bold=True)
        if any(Path(name).parts[0] in _OURS and name.endswith(".py") for name in names):
            os.execv(sys.executable, [sys.executable, "-m", "auditor", *sys.argv[1:]])  # noqa: S606
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
                judge_by_rules(stack, RULES, (), date.today())


def _timed(judge: Callable[[], None]) -> None:
    start = time.perf_counter()
    try:
        judge()
    except UNUSABLE as error:
        click.echo(f"footing: {error}", err=True)
    click.echo(f"judged in {time.perf_counter() - start:.2f} s; waiting for changes (Ctrl-C ends)")
