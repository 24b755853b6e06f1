"""What was accepted, on a terminal: a line for every exception, so that none is overlooked and none hides the rest."""

from __future__ import annotations

from collections.abc import Iterator

import click
from tabulate import tabulate

from auditor.report.acceptances import TEMPLATE, Deviation, deviations
from auditor.report.arrangement import counted, untested
from auditor.report.totals import approvals, in_words
from auditor.results.report import Report

HEADERS = ("accepted", "of", "in", "owner", "in the name of", "until")


def accepted(report: Report) -> Iterator[str]:
    """Yield what is to be told of accepted violations, and of exceptions whose judge was not asked."""
    if report.untested:
        yield untested(report)
    found = deviations(report.stacks)
    if found:
        number = counted(len(found), "exception is", "exceptions are")
        yield "\n".join(
            [
                click.style(f"{number} in force: what follows was accepted, and passes for that alone", bold=True),
                tabulate(map(_row, found), HEADERS, tablefmt="simple", disable_numparse=True),
                *_of_nobody(found),
                "Why, and what compensates: stacks/exceptions.yaml, and the report's page of exceptions.",
            ]
        )


def _of_nobody(found: list[Deviation]) -> Iterator[str]:
    of, nobodys = approvals(found)
    if nobodys:
        yield f"An owner at example.com is nobody. {in_words(nobodys, of, 'exception', 'exceptions')}: {TEMPLATE}."


def _row(deviation: Deviation) -> tuple[str, ...]:
    exception = deviation.accepted
    names = ", ".join(name for _, name in deviation.resources)
    stacks = ", ".join(deviation.stacks)
    return deviation.rule, names, stacks, exception.owner, exception.approved_by, str(exception.expires)
