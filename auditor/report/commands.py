"""What the command line offers around a report: how to hand it over, and how to verify it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from auditor.errors import InputError
from auditor.results.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)


def report_options(command: Command) -> Command:
    """Add the options of `hand_over` to a command."""
    for option in (
        click.option("--sign", type=_FILE, help="Sign the manifest with this SSH key."),
        click.option("--no-baseline", "alone", is_flag=True, help="Do not tell what changed since an earlier report."),
        click.option(
            "--baseline",
            type=_FILE,
            help="Tell what changed since the report in this folder.  [default: the one that is replaced]",
        ),
        click.option("--period", help="The period that an auditor asks for, such as 2026-07-01..2026-09-30."),
        click.option("--out", type=_FILE, default=Path("build/report"), show_default=True),
    ):
        command = option(command)
    return command


def hand_over(
    assess: Callable[[], Report],
    out: Path,
    period: str | None,
    baseline: Path | None,
    sign: Path | None,
    *,
    alone: bool,
) -> bool:
    """Judge, write the report to `out`, print it, and tell whether nothing stands against any stack.

    What a person named is looked at before anything is judged, so that they need not wait to hear of a mistake. That
    the report which is replaced cannot be compared with is none, and is told.
    """
    from auditor.report.comparison import compare
    from auditor.report.previous import compared_with_previous
    from auditor.report.signature import check_key
    from auditor.report.table import print_table
    from auditor.report.verification import unaltered_report
    from auditor.report.writer import check_writable, write_report
    from auditor.results.period import read_period

    asked = read_period(period, datetime.now(UTC).date()) if period is not None else None
    if sign:
        check_key(sign)
    if baseline and alone:
        raise InputError("--baseline and --no-baseline contradict each other: give one of them")
    earlier = unaltered_report(baseline) if baseline else None
    check_writable(out)
    found = assess()
    named = compare(earlier[0], found, earlier[1]) if earlier else None
    changes, passed_over = (named, "") if earlier or alone else compared_with_previous(out, found)
    found = found.model_copy(update={"period": asked, "changes": changes})
    write_report(found, out, sign)
    print_table(found)
    if passed_over:
        click.echo(f"\nNot compared with the report that stood in {out}: {passed_over}")
    click.echo(f"\nReport: {out / 'index.html'}")
    return found.passed


@click.command()
@click.argument("folder", type=_FILE)
@click.option("--key", type=_FILE, help="The public SSH key, or a file of several, of whom must have signed it.")
def verify(folder: Path, key: Path | None) -> None:
    """Tell whether a report is as it was written: nothing altered, added or removed."""
    from auditor.report.verification import show_verification

    sys.exit(0 if show_verification(folder, key) else 1)
