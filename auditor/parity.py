"""`footing parity`: in what the environments differ, and whether each difference is meant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from auditor.declared import FILE, Declared
from auditor.graph import ResourceGraph
from auditor.judges.parity import compare, facts_of
from auditor.results.comparison import Difference


def show_parity(graphs: Sequence[ResourceGraph], declared: Sequence[Declared], *, all_stacks: bool) -> bool:
    """Print what differs between stacks, and tell whether all of it is declared and every declaration needed.

    Whether a declaration is needed, and by which stacks, can only be said of all stacks together.
    """
    compared = compare({graph.stack: facts_of(graph) for graph in graphs}, declared)
    stale = [f"{each}: nothing differs there; remove it" for each in compared.unneeded] if all_stacks else []
    broad = list(map(str, compared.too_broad)) if all_stacks else []
    for kind, meant in groupby(sorted((each for each in compared.differences if each.kind), key=_kind), key=_kind):
        click.echo(f"{click.style('declared', fg='green')}  {kind}: {_counted(list(meant))}")
    for each in compared.undeclared:
        click.echo(f"{click.style('differs', fg='red', bold=True)}  {each}")
    for said, declarations in (("not needed", stale), ("too broad", broad)):
        for declaration in declarations:
            click.echo(f"{click.style(said, fg='red', bold=True)}  {declaration}")
    names = ", ".join(graph.stack for graph in graphs)
    passed = not (compared.undeclared or stale or broad)
    if passed:
        click.echo(f"Passed: {names} differ in nothing that is not declared.")
    else:
        click.echo(f"Not passed: make {names} alike, or declare in stacks/{FILE} what must differ, and why.")
    return passed


def _kind(difference: Difference) -> str:
    return difference.kind or ""


def _counted(differences: list[Difference]) -> str:
    resources = {(each.type, each.name) for each in differences}
    return f"{len(differences)} differences of {len(resources)} resources"
