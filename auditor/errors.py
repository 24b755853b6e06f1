"""What a person got wrong, told in one message that says where and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import ValidationError


class InputError(Exception):
    """Something that was given to `footing` is unusable. It ends with status 2 and without a traceback."""


def first_fault(error: ValidationError) -> str:
    """Say in what place something that was read is first not as it should be, and how."""
    problem = error.errors()[0]
    return f"{'.'.join(str(step) for step in problem['loc']) or 'it'}: {problem['msg']}"


def unwritable(out: Path, error: OSError) -> InputError:
    """Return what to raise where the place that somebody gave by `--out` cannot be written."""
    return InputError(f"{out}: cannot be written: {error.strerror}; name another place by --out")


def tell(what: object) -> None:
    """Print to whoever called what they got wrong, each line as this tool's."""
    for line in str(what).splitlines():
        click.echo(f"footing: {line}", err=True)
