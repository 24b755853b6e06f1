"""`footing availability`: what the parts of stacks promise together, shown beside what the stacks promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from tabulate import tabulate

from auditor.availability.chain import Environment, environment, minutes_down
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.percent import percent

HEADERS = ("stack", "part", "form", "AWS promises", "down, minutes a month", "agreement read")


def show_availability(graphs: Sequence[ResourceGraph]) -> bool:
    """Print the chain of every stack that promises anything, and tell whether each can keep to it on paper.

    Raises `InputError` where no stack promises anything, or a chain cannot be read.
    """
    found = {graph.stack: environment(graph) for graph in graphs}
    promising = [each for each in found.values() if each]
    if not promising:
        raise InputError(
            f"stack {', '.join(found)}: no objective is declared (components/observability.py), so none can be missed"
        )
    click.echo(tabulate([row for each in promising for row in _rows(each)], HEADERS, disable_numparse=True))
    click.echo()
    for stack, each in found.items():
        click.echo(_verdict(each) if each else f"{stack}: promises nothing")
    click.echo("\nThe agreements:")
    for source in sorted({part.promise.source for each in promising for part in each.parts}):
        click.echo(f"  {source}")
    return all(each.holds for each in promising)


def _rows(each: Environment) -> Iterator[tuple[str, ...]]:
    for part in each.parts:
        promise = part.promise
        down = f"{minutes_down(promise.uptime):.1f}"
        yield each.stack, part.name, part.form, percent(promise.uptime), down, promise.read
    yield each.stack, "all of them", "", percent(each.uptime), f"{minutes_down(each.uptime):.1f}", ""


def _verdict(each: Environment) -> str:
    said = f"{each.stack}: the objective of {percent(each.objective)} allows {minutes_down(each.objective):.1f} minutes"
    promised = f"{percent(each.uptime)}, or {minutes_down(each.uptime):.1f} minutes"
    if each.holds:
        return f"{said}: {click.style('holds on paper', fg='green', bold=True)}, at {promised}"
    heaviest = sorted(each.parts, key=lambda part: part.promise.uptime)[:2]
    return (
        f"{said}: {click.style('does not hold on paper', fg='red', bold=True)}, at {promised}; most of it is "
        f"{' and '.join(f'{part.name} ({part.form})' for part in heaviest)}"
    )
