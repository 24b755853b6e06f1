"""Why a setting is refused, in words for whoever wrote it and has never heard of what checks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

_WORDS = {
    "json_invalid": "is nested too deep; docs/settings.md lists the settings that there are",
    "missing": "is missing; add it",
    "extra_forbidden": "there is no such setting; docs/settings.md lists those that there are",
    "unexpected_keyword_argument": "there is no such setting; docs/settings.md lists those that there are",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "string_type": "must be text; put it between quotes",
    "tuple_type": "must be a list",
    "dict_type": "must be a map of keys and values",
    "model_type": "must be a map of keys and values",
    "dataclass_type": "must be a map of keys and values",
    "finite_number": "must be a finite number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
}
"""By the type of problem (Pydantic's documentation, "Validation Errors"), with what it tells of it."""
_KINDS = ("int", "tuple[str, ...]", "[key]")
"""What stands in the place of a problem where a setting may be of several kinds, or is a key of a map."""


def refusals(error: ValidationError) -> dict[str, str]:
    """Return the reason for each setting that is refused, by its path; all of several kinds that it could have had.

    Of one that is of the right kind, only what is wrong below it is told.
    """
    found: dict[str, str] = {}
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"] if part not in _KINDS)
        reason = _reason(problem)
        found[where] = f"{found[where]}, or {reason}" if where in found else reason
    return {where: reason for where, reason in found.items() if not any(each.startswith(f"{where}.") for each in found)}


def repetitions(values: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each list in which a value stands twice, by its path, with the reason to refuse it.

    No setting means anything by that: of what a list names, each is made once, by a name of its own.
    """
    if isinstance(values, list) and (repeated := [each for place, each in enumerate(values) if each in values[:place]]):
        yield path, f"names {'the same' if isinstance(repeated[0], dict) else repeated[0]} twice; remove one"
    below = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for step, value in below:
        yield from repetitions(value, f"{path}.{step}".removeprefix("."))


def _reason(problem: Mapping[str, Any]) -> str:
    words = _WORDS.get(problem["type"])
    if words:
        return words.format_map({key: _plain(value) for key, value in problem.get("ctx", {}).items()})
    message: str = problem["msg"]
    return message.removeprefix("Value error, ").replace("Input should be", "must be")


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
