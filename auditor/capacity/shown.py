"""Replayed days as people read them: a table, a plot for a terminal, and a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import click
import plotille  # type: ignore[import-untyped, unused-ignore]  # has no stubs
from tabulate import tabulate

from auditor.capacity.day import lasting
from auditor.capacity.replay import Replay
from auditor.capacity.simulation import STEPS_PER_MINUTE
from auditor.capacity.steepness import Steeper
from auditor.percent import percent
from auditor.report.template_environment import template_environment

HEADERS = ("stack", "service", "day", "answered in time", "objective", "lost", "tasks", "verdict")
ASSUMED = (
    "Assumed, not measured: that a spike takes as long to rise as its day says (setting "
    "`delivery.capacity.rise_seconds`). The same days with a steeper rise:"
)
PLOT_COLUMNS, PLOT_LINES = 72, 12
WIDTH, HEIGHT = 960, 220
"""Of a plot on the page, in its own units."""


@dataclass(frozen=True)
class Lines:
    """Two series with a value for each minute, in requests a second: the highest load, and what could be answered."""

    load: tuple[float, ...]
    bearable: tuple[float, ...]


def lines(replay: Replay) -> Lines:
    """Return what a plot of a day shows: of each minute the highest load, and the fewest tasks."""
    minutes = range(0, len(replay.load), STEPS_PER_MINUTE)
    return Lines(
        tuple(max(replay.load[each : each + STEPS_PER_MINUTE]) for each in minutes),
        tuple(min(replay.run.running[each : each + STEPS_PER_MINUTE]) * replay.requests_per_task for each in minutes),
    )


def table(replays: Mapping[str, Sequence[Replay]]) -> str:
    """Return a line for each day, with the colours of a terminal."""
    rows = [_row(stack, each) for stack, days in replays.items() for each in days]
    return tabulate(rows, HEADERS, tablefmt="simple", disable_numparse=True)


def steeper_table(days: Mapping[str, Sequence[Steeper]]) -> str:
    """Return a line for each day of a spike, by its rise; a table for each list of rises that there is."""
    rows = sorted(((stack, each) for stack, of_stack in days.items() for each in of_stack), key=_rises)
    return "\n\n".join(
        tabulate(
            [_steeper_row(stack, each) for stack, each in alike],
            ("stack", "service", "day", *map(rise, rises), "holds with a rise of"),
            tablefmt="simple",
            disable_numparse=True,
        )
        for rises, alike in groupby(rows, key=_rises)
    )


def rise(seconds: int) -> str:
    """Say how long a rise is."""
    return lasting(seconds) if seconds else "at once"


def verdict(replay: Replay) -> str:
    """Say whether a day kept its objective."""
    return "holds" if replay.holds else "does not hold"


def plot(stack: str, replay: Replay) -> str:
    """Draw a day in characters, from an hour before its load grows to an hour after it has gone."""
    shown = lines(replay)
    first = max(replay.surge.start // 60 - 60, 0)
    last = min(int(replay.surge.end + replay.surge.rise) // 60 + 60, len(shown.load) - 1)
    minutes = range(first, last + 1)
    load, bearable = shown.load[first : last + 1], shown.bearable[first : last + 1]
    figure = plotille.Figure()
    figure.width, figure.height, figure.with_colors = PLOT_COLUMNS, PLOT_LINES, False
    figure.set_x_limits(min_=first, max_=last)
    figure.set_y_limits(min_=0, max_=1.05 * max(*load, *bearable))
    figure.x_label, figure.y_label = "time", "req/s"
    figure.x_ticks_fkt, figure.y_ticks_fkt = _clock, _number
    figure.origin = False
    figure.plot(minutes, bearable, label="could be answered", marker="=")
    figure.plot(minutes, load, label="came")
    title = click.style(f"{stack}: {replay.service}: {replay.scenario}", bold=True)
    return f"{title}\n{figure.show(legend=True)}"


def page(project: str, replays: Mapping[str, Sequence[Replay]], steeper: Mapping[str, Sequence[Steeper]]) -> str:
    """Return a page with a plot of every day. It needs nothing else: no script, no network, no other file."""
    environment = template_environment()
    environment.globals.update(share=percent, verdict=verdict, paths=_paths, rise=rise, assumed=ASSUMED)
    return environment.get_template("capacity.html").render(
        project=project, replays=replays, steeper=steeper, width=WIDTH, height=HEIGHT
    )


def _row(stack: str, replay: Replay) -> tuple[str, ...]:
    running = replay.run.running
    said = click.style(verdict(replay), fg="green" if replay.holds else "red", bold=True)
    objective = f"{percent(replay.objective)} in {replay.within_seconds:g} s"
    lost = f"{replay.run.lost:,.0f}"
    tasks = f"{min(running)} to {max(running)}"
    return (stack, replay.service, replay.scenario, percent(replay.run.share), objective, lost, tasks, said)


def _rises(row: tuple[str, Steeper]) -> tuple[int, ...]:
    return tuple(row[1].shares)


def _steeper_row(stack: str, day: Steeper) -> tuple[str, ...]:
    told = (click.style(percent(each), fg="green" if each >= day.objective else "red") for each in day.shares.values())
    return stack, day.service, day.day, *told, day.verdict


def _number(low: float, _high: float) -> str:
    return f"{low:.0f}"


def _clock(low: float, _high: float) -> str:
    return f"{int(low) // 60:02}:{int(low) % 60:02}"


def _paths(replay: Replay) -> dict[str, str]:
    """Return each series as the points of an SVG polyline, and the top of the scale."""
    shown = lines(replay)
    top = 1.05 * max(*shown.load, *shown.bearable)

    def points(series: Sequence[float]) -> str:
        step = WIDTH / max(len(series) - 1, 1)
        return " ".join(f"{index * step:.1f},{HEIGHT - HEIGHT * value / top:.1f}" for index, value in enumerate(series))

    return {"load": points(shown.load), "bearable": points(shown.bearable), "top": f"{top:.0f}"}
