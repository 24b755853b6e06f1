"""The command-line tool `footing`.

Statuses: 0, nothing stands against any stack; 1, something does; 2, something that was given is unusable. What only one
command needs is imported there: `check` and `watch` are to be fast.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.assessment import UNUSABLE, Standard, assess, commit_of, judge_alone
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.report.table import print_table
from auditor.results import Report
from auditor.sources.configuration import Project, load_project
from auditor.sources.engine import read_engine_file
from auditor.sources.program import Failure, each_rendered, render
from controls.catalog import load_catalogs
from policies.exceptions import RuleException, load_exceptions
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


project_option = click.option(
    "--project",
    "root",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="The folder that holds Pulumi.yaml.",
)
stacks_option = click.option("--stack", "-s", "stacks", multiple=True, help="A stack; may be repeated. Default: all.")


@main.command()
@project_option
@stacks_option
@click.option(
    "--from",
    "source",
    default=PROGRAM,
    show_default=True,
    help="What to judge: the program, or a file written by `pulumi preview --json` or `pulumi stack export`.",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/report"), show_default=True)
def report(root: Path, stacks: tuple[str, ...], source: str, out: Path) -> None:
    """Judge stacks by every rule and write the report."""
    from auditor.report.writer import check_writable, write_report

    check_writable(out)
    found = _assess(root, stacks, source, commit_of(root))
    write_report(found, out)
    print_table(found)
    click.echo(f"\nReport: {out / 'index.html'}")
    sys.exit(0 if found.passed else 1)


@main.command()
@project_option
@stacks_option
def check(root: Path, stacks: tuple[str, ...]) -> None:
    """Judge stacks by every rule and print what stands against them, without a report."""
    found = _assess(root, stacks, PROGRAM)
    print_table(found)
    sys.exit(0 if found.passed else 1)


@main.command()
@project_option
@stacks_option
def watch(root: Path, stacks: tuple[str, ...]) -> None:
    """Check again at each saved file."""
    from auditor.watch import watch_project

    watch_project(root, lambda: print_table(_assess(root, stacks, PROGRAM)))


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
def rules() -> None:
    """List the rules of the pack."""
    for rule in RULES:
        click.echo(f"{rule.id}  ({rule.severity.value})\n    {rule.must}\n    {rule.fix}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs"), show_default=True)
def docs(out: Path) -> None:
    """Write the references of rules, controls and the report's JSON form."""
    for name, text in references().items():
        _write(out / name, text)
        click.echo(out / name)


def references() -> dict[str, str]:
    """Return the text of each generated reference, by file name."""
    from auditor.reference import controls_reference, rules_reference
    from auditor.report.json_form import schema as report_schema

    return {
        "rules.md": rules_reference(RULES),
        "controls.md": controls_reference(load_catalogs([rule.id for rule in RULES])),
        "report.schema.json": report_schema(),
    }


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
        raise InputError(f"{project.stacks_folder}: there is no stack; write one's settings to Pulumi.<stack>.yaml")
    return chosen


def _exceptions(project: Project, known_rules: list[str]) -> tuple[RuleException, ...]:
    """Read the project's exceptions; one for a stack that does not exist would never be missed, and is refused."""
    path = project.stacks_folder / "exceptions.yaml"
    exceptions = load_exceptions(path, known_rules)
    for exception in exceptions:
        for stack in set(exception.stacks) - set(project.stacks):
            raise InputError(f"{path}: {exception}: there is no stack {stack!r}; mend its spelling or remove it")
    return exceptions


def _assess(root: Path, stacks: tuple[str, ...], source: str, commit: str = "unknown") -> Report:
    """Judge stacks. Only what is written down needs a commit, which takes two calls of git to learn."""
    if stacks and source != PROGRAM:
        raise InputError(
            "--stack chooses among the stacks of the program; a file of the engine holds one: leave it out"
        )
    project = load_project(root)
    known = [rule.id for rule in RULES]
    standard = Standard(
        rules=RULES,
        exceptions=_exceptions(project, known),
        catalogs=load_catalogs(known),
    )
    now = datetime.now(UTC)
    judged = (
        each_rendered(project, _chosen(project, stacks), lambda stack: judge_alone(stack, standard, now.date()))
        if source == PROGRAM
        else [judge_alone(read_engine_file(Path(source)), standard, now.date())]
    )
    return assess(judged, standard, project=project.name, commit=commit, now=now)
