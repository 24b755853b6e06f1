"""The command-line tool `footing`.

Statuses: 0, nothing stands against any stack; 1, something does; 2, something that was given is unusable. What only one
command needs is imported there: `check` and `watch` are to be fast.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any

import click

from auditor.asked import PROGRAM, assessed, read_source, rendered_stacks
from auditor.assessment import UNKNOWN_COMMIT, UNUSABLE, commit_of
from auditor.errors import InputError, tell, unwritable
from auditor.judges.memory import Memory
from auditor.report.commands import hand_over, report_options, verify
from auditor.report.table import print_table
from auditor.sources.configuration import load_project
from auditor.sources.forks import Until
from policies.rules import RULES


class _Command(click.Group):
    """Turns what a person got wrong into one message and status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except UNUSABLE as error:
            tell(error)
            sys.exit(2)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads has read enough
                raise
            tell(f"{error.filename or 'the output'} cannot be written: {error.strerror}")
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
        lambda: assessed(
            root,
            stacks,
            source,
            commit=commit_of(root) if source == PROGRAM else UNKNOWN_COMMIT,  # a file of the engine does not tell
            proposed=enforce_proposed,
            checkov=checkov,
        ),
        **handing_over,
    )
    sys.exit(0 if passed else 1)


main.add_command(verify)


@main.command()
@project_option
@stacks_option
@checkov_option
def check(root: Path, stacks: tuple[str, ...], checkov: bool) -> None:
    """Judge stacks by every rule and print what stands against them, without a report."""
    found = assessed(root, stacks, PROGRAM, checkov=checkov)
    print_table(found)
    sys.exit(0 if found.passed else 1)


@main.command()
@project_option
@stacks_option
def watch(root: Path, stacks: tuple[str, ...]) -> None:
    """Check again at each saved file."""
    from auditor.watch import warm_up, watch_project

    memories: dict[str, Memory] = {}

    def judge(until: Until) -> None:
        print_table(assessed(root, stacks, PROGRAM, memories=memories, until=until))

    watch_project(root, judge, lambda: warm_up(root))


@main.command()
@project_option
@stacks_option
def graph(root: Path, stacks: tuple[str, ...]) -> None:
    """Print the resource graph of a stack as canonical JSON."""
    for rendered in rendered_stacks(root, stacks):
        click.echo(rendered.to_json(), nl=False)


@main.command()
@project_option
@click.option("--stack", "-s", default="prod", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/layers.svg"), show_default=True)
def picture(root: Path, stack: str, out: Path) -> None:
    """Draw the layers and components of a stack as SVG."""
    from auditor.picture import picture as draw

    (rendered,) = rendered_stacks(root, (stack,))
    _write(out, draw(rendered))
    click.echo(f"Picture: {out}")


@main.command()
@project_option
@stacks_option
@click.option("--out", type=click.Path(path_type=Path), help="Write the plots to this file too, as a page.")
def capacity(root: Path, stacks: tuple[str, ...], out: Path | None) -> None:
    """Replay days with spikes against the scaling that stacks declare."""
    from auditor.capacity.command import show_capacity

    sys.exit(0 if show_capacity(rendered_stacks(root, stacks), out) else 1)


@main.command()
@project_option
@stacks_option
def parity(root: Path, stacks: tuple[str, ...]) -> None:
    """Compare stacks with each other: whatever differs must be declared in stacks/parity.yaml."""
    from auditor.declared import load_declared
    from auditor.parity import show_parity

    project = load_project(root)
    compared = rendered_stacks(root, stacks)
    if len(compared) < 2:
        raise InputError("there is nothing to compare with one stack; name at least two, or none for all")
    declared = load_declared(project)
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

    graphs = rendered_stacks(root, stacks) if source == PROGRAM else [read_source(source, stacks)]
    sys.exit(0 if show_terraform(graphs, root, form, None if only_check else out) else 1)


@main.command()
@project_option
@stacks_option
def availability(root: Path, stacks: tuple[str, ...]) -> None:
    """Multiply what AWS promises of each part, and compare it with the objective."""
    from auditor.availability.command import show_availability

    sys.exit(0 if show_availability(rendered_stacks(root, stacks)) else 1)


@main.command()
def rules() -> None:
    """List the rules of the pack."""
    for rule in RULES:
        click.echo(f"{rule.id}  ({rule.severity.value})\n    {rule.must}\n    {rule.fix}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs"), show_default=True)
def docs(out: Path) -> None:
    """Write the references of rules, controls, settings and the report's JSON form."""
    from auditor.reference import references

    for name, text in references().items():
        _write(out / name, text)
        click.echo(out / name)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from None
