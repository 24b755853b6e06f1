"""What a person got wrong, told in one message that says where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class InputError(Exception):
    """Something that was given to `footing` is unusable. It ends with status 2 and without a traceback."""


def first_fault(error: ValidationError) -> str:
    """Say in what place something that was read is first not as it should be, and how."""
    problem = error.errors()[0]
    return f"{'.'.join(str(step) for step in problem['loc']) or 'it'}: {problem['msg']}"
