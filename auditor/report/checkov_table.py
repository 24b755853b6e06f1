"""What Checkov said, on a terminal: a line for every stack, then what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from tabulate import tabulate

from auditor.results.finding import Finding
from auditor.results.report import CheckovVerdict, StackVerdict

HEADERS = ("stack", "resources read", "checks", "results: pass", "fail", "accepted", "silent")


def sections(stacks: Sequence[StackVerdict]) -> Iterator[str]:
    """Yield what is to be told of the stacks that Checkov was asked about, if there is any."""
    asked = [(stack.stack, stack.checkov) for stack in stacks if stack.checkov is not None]
    if not asked:
        return
    rows = [_row(name, said) for name, said in asked]
    overview = tabulate(
        rows,
        HEADERS,
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", *["right"] * (len(HEADERS) - 1)),
    )
    yield f"{click.style(f'Checkov {asked[0][1].version}', bold=True)}\n{overview}"
    for name, said in asked:
        yield from _against(name, said)


def _row(name: str, said: CheckovVerdict) -> tuple[str, ...]:
    counts = said.counts
    numbers = (len(said.checks), counts["pass"], counts["fail"], counts["accepted"], counts["silent"])
    return (name, f"{said.resources} of {said.of_resources}", *(str(number) for number in numbers))


def _against(name: str, said: CheckovVerdict) -> Iterator[str]:
    if said.not_shown:
        yield f"{name}: without a translation, so Checkov saw none of them: {', '.join(said.not_shown)}"
    for problem in said.problems:
        yield f"{_red('not judged')}  {name}: {problem}"
    for finding in said.findings:
        if finding.blocks:
            yield _finding(name, finding)


def _finding(name: str, finding: Finding) -> str:
    lines = [
        f"{_red(finding.shown)}  {finding.rule}  ({name})",
        f"  {finding.type}  {finding.name}",
        f"  of   {within(finding.urn)}",
        f"  at   {finding.source or 'source not known'}",
        f"  why  {finding.reason}",
    ]
    return "\n".join(line for line in lines if line != "  of   ")


def within(urn: str) -> str:
    """Return the components that a resource belongs to, the outermost first, as its URN names them."""
    types = urn.split("::")[2].split("$")[:-1] if urn.count("::") > 2 else []
    return " / ".join(type_.rpartition(":")[2] for type_ in types)


def _red(text: str) -> str:
    return click.style(text, fg="red", bold=True)
