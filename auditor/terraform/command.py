"""What `footing terraform` does and prints: how much was translated, what was not, and what the provider says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_configuration, load_project
from auditor.sources.program import ORIGIN
from auditor.sources.tokens import Tokens
from auditor.terraform.conformance import Conformance, conform
from auditor.terraform.folder import check_writable, texts, write_folder
from auditor.terraform.scope import LeftOut, left_out_counts
from auditor.terraform.tool import ToolError, find_tool
from auditor.terraform.translation import Translation, translate


def show_terraform(graphs: Sequence[ResourceGraph], root: Path, form: str, out: Path | None) -> bool:
    """Write the configuration of each graph and say what it leaves out; or, without `out`, ask the real provider of it.

    Returns whether the provider found nothing wrong. `root` is the folder of the program, whose configuration names the
    region of what it gives no provider.
    """
    regions = {graph.stack: _region(graph, root) for graph in graphs}
    if out is None:
        return _checked(graphs, regions, form)
    folders = [out if len(graphs) == 1 else out / graph.stack for graph in graphs]
    for folder in folders:
        check_writable(folder)
    for graph, folder in zip(graphs, folders, strict=True):
        translation = translate(graph, region=regions[graph.stack])
        write_folder(texts(translation, form), folder)
        click.echo(f"{graph.stack}: {_counts(translation)}")
        _tell(translation.left_out)
        asked = [each.name for each in translation.variables if each.default is None]
        if asked:
            click.echo(f"  asks for {len(asked)} variables: {', '.join(asked[:5])}{', …' if len(asked) > 5 else ''}")
        click.echo(f"Terraform: {folder}")
    return True


def _region(graph: ResourceGraph, root: Path) -> str | None:
    if graph.origin != ORIGIN:
        return None
    return load_configuration(load_project(root), graph.stack, Tokens()).values.get("aws:region")


def _checked(graphs: Sequence[ResourceGraph], regions: Mapping[str, str | None], form: str) -> bool:
    """Say what the provider says; where it is not at hand, say so: nothing was looked at, and nothing found wrong."""
    tool = find_tool()
    if isinstance(tool, str):
        click.echo(f"skipped: {tool}")
        return True
    try:
        found = [conform(graph, tool, region=regions[graph.stack], form=form) for graph in graphs]
    except ToolError as error:
        raise InputError(str(error)) from None
    return all([_told(each) for each in found])  # noqa: C419 - each has something to tell


def _told(said: Conformance) -> bool:
    click.echo(f"{said.stack}: {said.resources:,} of {said.of_resources:,} resources shown to the provider", nl=False)
    click.echo(f", {said.planned:,} planned, {len(said.errors)} errors, {len(said.warnings)} warnings")
    for line in (*(f"error: {each}" for each in said.errors), *(f"warning: {each}" for each in said.warnings)):
        click.echo(f"  {line}")
    _tell(said.left_out)
    return not said.errors


def _counts(translation: Translation) -> str:
    resources = f"{translation.resources:,} of {translation.of_resources:,} resources"
    return f"{resources} and {translation.properties:,} of {translation.of_properties:,} of their properties translated"


def _tell(left_out: Sequence[LeftOut]) -> None:
    for what, why, count in left_out_counts(left_out):
        click.echo(f"  {what}{f' ({count} times)' if count > 1 else ''}: {why}")
