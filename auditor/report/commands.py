"""What the command line offers around a report: how to hand it over, and how to verify it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from auditor.results import Report

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)


def report_options(command: Command) -> Command:
    """Add the options of `hand_over` to a command."""
    for option in (
        click.option("--sign", type=_FILE, help="Sign the manifest with this SSH key."),
        click.option("--baseline", type=_FILE, help="Tell what changed since the report in this folder."),
        click.option("--period", help="The period that an auditor asks for, such as 2026-07-01..2026-09-30."),
        click.option("--out", type=_FILE, default=Path("build/report"), show_default=True),
    ):
        command = option(command)
    return command


def hand_over(
    assess: Callable[[], Report], out: Path, period: str | None, baseline: Path | None, sign: Path | None
) -> bool:
    """Judge, write the report to `out`, print it, and tell whether nothing stands against any stack.

    What a person named is looked at before anything is judged, so that they need not wait to hear of a mistake.
    """
    from auditor.period import read_period
    from auditor.report.comparison import compare
    from auditor.report.signature import check_key
    from auditor.report.table import print_table
    from auditor.report.verification import unaltered_report
    from auditor.report.writer import check_writable, write_report

    asked = read_period(period, datetime.now(UTC).date()) if period is not None else None
    if sign:
        check_key(sign)
    earlier = unaltered_report(baseline) if baseline else None
    check_writable(out)
    found = assess()
    found = found.model_copy(
        update={"period": asked, "changes": compare(earlier[0], found, earlier[1]) if earlier else None}
    )
    write_report(found, out, sign)
    print_table(found)
    click.echo(f"\nReport: {out / 'index.html'}")
    return found.passed


@click.command()
@click.argument("folder", type=_FILE)
@click.option("--key", type=_FILE, help="The public SSH key, or a file of several, of whom must have signed it.")
def verify(folder: Path, key: Path | None) -> None:
    """Tell whether a report is as it was written: nothing altered, added or removed."""
    from auditor.report.verification import show_verification

    sys.exit(0 if show_verification(folder, key) else 1)
