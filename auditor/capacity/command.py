"""`footing capacity`: days replayed against the scaling of stacks, shown, and written if that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.capacity.configured import configured
from auditor.capacity.replay import replay
from auditor.capacity.shown import ASSUMED, page, plot, steeper_table, table
from auditor.capacity.steepness import steeper
from auditor.errors import InputError, unwritable
from auditor.graph import ResourceGraph


def show_capacity(graphs: Sequence[ResourceGraph], out: Path | None) -> bool:
    """Replay days of every service that scales, print plots and tables, and tell whether every objective held.

    It is judged by the rise that settings assume; what steeper ones would do is told beside it.

    Raises `InputError` where nothing scales, where scaling cannot be replayed, or where `out` cannot be written.
    """
    if out:
        _check_writable(out)
    services = {graph.stack: configured(graph) for graph in graphs}
    replays = {stack: [day for service in each for day in replay(service)] for stack, each in services.items()}
    steep = {stack: [day for service in each for day in steeper(service)] for stack, each in services.items()}
    days = [day for each in replays.values() for day in each]
    if not days:
        raise InputError(
            f"stack {', '.join(replays)}: nothing scales by load (components/scaling.py), so no day can be replayed"
        )
    for stack, each in replays.items():
        for day in each:
            click.echo(f"{plot(stack, day)}\n")
        if not each:
            click.echo(f"{stack}: nothing scales by load\n")
    click.echo(f"{table(replays)}\n\n{ASSUMED}\n\n{steeper_table(steep)}")
    if out:
        try:
            out.write_text(page(graphs[0].project, replays, steep), encoding="utf-8")
        except OSError as error:
            raise unwritable(out, error) from None
        click.echo(f"\nPage: {out}")
    return all(day.holds for day in days)


def _check_writable(out: Path) -> None:
    """Raise the `InputError` of a page that cannot be written before the days are replayed rather than after."""
    there = out.exists()
    try:
        out.open("ab").close()
    except OSError as error:
        raise unwritable(out, error) from None
    if not there:
        out.unlink()
