"""Judges again at each saved file, from a process that keeps the imports warm."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from watchfiles import DefaultFilter, watch

from auditor.assessment import UNUSABLE

_WATCHED = (".py", ".yaml")
_OURS = ("auditor", "controls", "policies")
"""Folders whose code is this process's own: a change in them takes a new process."""


class _Filter(DefaultFilter):
    ignore_dirs = (*DefaultFilter.ignore_dirs, "build")

    def __call__(self, change: object, path: str) -> bool:
        return path.endswith(_WATCHED) and super().__call__(change, path)  # type: ignore[arg-type]


def watch_project(root: Path, judge: Callable[[], None]) -> None:
    """Call `judge` now and whenever a file of the project is saved, until interrupted.

    What a person gets wrong in between is told like everywhere, and the next save is waited for.
    """
    _timed(judge)
    for changes in watch(root, watch_filter=_Filter()):
        names = sorted(str(Path(path).relative_to(root.resolve())) for _, path in changes)
        click.secho(f"\n{', '.join(names)}", bold=True)
        if any(Path(name).parts[0] in _OURS and name.endswith(".py") for name in names):
            os.execv(sys.executable, [sys.executable, "-m", "auditor", *sys.argv[1:]])  # noqa: S606
        _timed(judge)


def _timed(judge: Callable[[], None]) -> None:
    start = time.perf_counter()
    try:
        judge()
    except UNUSABLE as error:
        click.echo(f"footing: {error}", err=True)
    click.echo(f"judged in {time.perf_counter() - start:.2f} s; waiting for changes (Ctrl-C ends)")
