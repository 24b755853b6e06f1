"""The command-line tool `footing`.

Statuses: 0, nothing stands against any stack; 1, something does; 2, something that was given is unusable. What only one
command needs is imported there: `check` and `watch` are to be fast.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from auditor.accepted import accepted
from auditor.assessment import UNUSABLE, Standard, assess, commit_of, judge_alone
from auditor.checkov.environment import find_checkov
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.report.commands import hand_over, report_options, verify
from auditor.report.table import print_table
from auditor.results import Report
from auditor.sources.configuration import Project, load_project
from auditor.sources.engine import read_engine_file
from auditor.sources.program import Failure, each_rendered, render
from controls.catalog import load_catalogs
from policies.rules import RULES

PROGRAM = "program"


class _Command(click.Group):
    """Turns what a person got wrong into one message and status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except UNUSABLE as error:
            for line in str(error).splitlines():
                click.echo(f"footing: {line}", err=True)
            sys.exit(2)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="footing")
def main() -> None:
    """Render, judge and report a Pulumi stack, without an AWS account."""


PROJECT = "The folder that holds Pulumi.yaml, of this or any program in Python.  [default: the current folder]"
project_option = click.option("--project", "--program", "root", type=Path, default=Path(), help=PROJECT)
stacks_option = click.option("--stack", "-s", "stacks", multiple=True, help="A stack; may be repeated. Default: all.")
FROM = "What to read: the program, or a file written by `pulumi preview --json` or `pulumi stack export`."
source_option = click.option("--from", "source", default=PROGRAM, show_default=True, help=FROM)
checkov_option = click.option("--checkov", is_flag=True, help="Ask Checkov too, the second judge (`make checkov`).")


@main.command()
@project_option
@stacks_option
@source_option
@checkov_option
@report_options
@click.option("--enforce-proposed", is_flag=True, help="Let no exception stand where proposed law asks too.")
def report(
    root: Path, stacks: tuple[str, ...], source: str, checkov: bool, enforce_proposed: bool, **handing_over: Any
) -> None:
    """Judge stacks by every rule and write the report."""
    passed = hand_over(
        lambda: _assess(root, stacks, source, commit_of(root), enforce_proposed, checkov), **handing_over
    )
    sys.exit(0 if passed else 1)


main.add_command(verify)


@main.command()
@project_option
@stacks_option
@checkov_option
def check(root: Path, stacks: tuple[str, ...], checkov: bool) -> None:
    """Judge stacks by every rule and print what stands against them, without a report."""
    found = _assess(root, stacks, PROGRAM, checkov=checkov)
    print_table(found)
    sys.exit(0 if found.passed else 1)


@main.command()
@project_option
@stacks_option
def watch(root: Path, stacks: tuple[str, ...]) -> None:
    """Check again at each saved file."""
    from auditor.watch import warm_up, watch_project

    watch_project(root, lambda: print_table(_assess(root, stacks, PROGRAM)), lambda: warm_up(root))


@main.command()
@project_option
@stacks_option
def graph(root: Path, stacks: tuple[str, ...]) -> None:
    """Print the resource graph of a stack as canonical JSON."""
    for rendered in _rendered(root, stacks):
        click.echo(rendered.to_json(), nl=False)


@main.command()
@project_option
@click.option("--stack", "-s", default="prod", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/layers.svg"), show_default=True)
def picture(root: Path, stack: str, out: Path) -> None:
    """Draw the layers and components of a stack as SVG."""
    from auditor.picture import picture as draw

    (rendered,) = _rendered(root, (stack,))
    _write(out, draw(rendered))
    click.echo(f"Picture: {out}")


@main.command()
@project_option
@stacks_option
@click.option("--out", type=click.Path(path_type=Path), help="Write the plots to this file too, as a page.")
def capacity(root: Path, stacks: tuple[str, ...], out: Path | None) -> None:
    """Replay days with spikes against the scaling that stacks declare."""
    from auditor.capacity.command import show_capacity

    sys.exit(0 if show_capacity(_rendered(root, stacks), out) else 1)


@main.command()
@project_option
@stacks_option
def parity(root: Path, stacks: tuple[str, ...]) -> None:
    """Compare stacks with each other: whatever differs must be declared in stacks/parity.yaml."""
    from auditor.declared import load_declared
    from auditor.parity import show_parity

    project = load_project(root)
    compared = _rendered(root, stacks)
    if len(compared) < 2:
        raise InputError("there is nothing to compare with one stack; name at least two, or none for all")
    declared = load_declared(project.stacks_folder)
    sys.exit(0 if show_parity(compared, declared, all_stacks=len(compared) == len(project.stacks)) else 1)


@main.command()
@project_option
@stacks_option
@source_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/terraform"), show_default=True)
@click.option("--format", "form", type=click.Choice(["hcl", "json"]), default="hcl", show_default=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; ask the real AWS provider, if it is at hand.")
def terraform(root: Path, stacks: tuple[str, ...], source: str, out: Path, form: str, only_check: bool) -> None:
    """Translate stacks to Terraform configuration."""
    from auditor.terraform.command import show_terraform

    graphs = _rendered(root, stacks) if source == PROGRAM else [_read(source, stacks)]
    sys.exit(0 if show_terraform(graphs, root, form, None if only_check else out) else 1)


@main.command()
@project_option
@stacks_option
def availability(root: Path, stacks: tuple[str, ...]) -> None:
    """Multiply what AWS promises of each part, and compare it with the objective."""
    from auditor.availability.command import show_availability

    sys.exit(0 if show_availability(_rendered(root, stacks)) else 1)


@main.command()
def rules() -> None:
    """List the rules of the pack."""
    for rule in RULES:
        click.echo(f"{rule.id}  ({rule.severity.value})\n    {rule.must}\n    {rule.fix}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs"), show_default=True)
def docs(out: Path) -> None:
    """Write the references of rules, controls and the report's JSON form."""
    from auditor.reference import references

    for name, text in references().items():
        _write(out / name, text)
        click.echo(out / name)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; name another place by --out") from None


def _rendered(root: Path, stacks: tuple[str, ...]) -> list[ResourceGraph]:
    project = load_project(root)
    rendered = render(project, _chosen(project, stacks))
    failed = [
        f"stack {each.stack} could not be rendered: {each.reason}" for each in rendered if isinstance(each, Failure)
    ]
    if failed:
        raise InputError("\n".join(failed))
    return [each for each in rendered if isinstance(each, ResourceGraph)]


def _chosen(project: Project, stacks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stacks that were asked for, each once, or all that the project has."""
    chosen = tuple(dict.fromkeys(stacks)) or project.stacks
    if not chosen:
        raise InputError(f"{project.stacks_folder}: there is no stack; write Pulumi.<stack>.yaml, or give --stack")
    return chosen


def _read(source: str, stacks: tuple[str, ...]) -> ResourceGraph:
    if stacks:
        raise InputError("--stack chooses a stack of the program; a file of the engine holds one: leave it out")
    return read_engine_file(Path(source))


def _assess(
    root: Path,
    stacks: tuple[str, ...],
    source: str,
    commit: str = "unknown",
    proposed: bool = False,
    checkov: bool = False,
) -> Report:
    """Judge stacks. Only what is written down needs a commit, which takes two calls of git to learn."""
    read = None if source == PROGRAM else _read(source, stacks)
    project = load_project(root)
    known = [rule.id for rule in RULES]
    standard = Standard(
        rules=RULES,
        exceptions=accepted(project, known),
        catalogs=load_catalogs(known),
        proposed=proposed,
        checkov=find_checkov() if checkov else None,
    )
    now = datetime.now(UTC)
    judged = (
        each_rendered(project, _chosen(project, stacks), lambda stack: judge_alone(stack, standard, now.date()))
        if read is None
        else [judge_alone(read, standard, now.date())]
    )
    return assess(judged, standard, project=project.name, commit=commit, now=now)
