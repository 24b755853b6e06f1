"""Why a setting is refused: Pydantic's errors in plain words, each with the path of its setting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

_WORDS = {
    "json_invalid": "is nested too deep; docs/settings.md lists all settings",
    "missing": "is required; docs/settings.md describes it",
    "extra_forbidden": "there is no such setting; docs/settings.md lists all settings",
    "unexpected_keyword_argument": "there is no such setting; docs/settings.md lists all settings",
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
"""Reasons by the type of error (Pydantic's documentation, "Validation Errors"), with fields of its context."""
_KINDS = ("int", "tuple[str, ...]", "[key]")
"""Steps of a location that name no setting: the members of a union, and the key of a map."""
_FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)*): ")
"""What a check of several settings begins its message with: the path of the one at fault, below the section."""


def refusals(error: ValidationError) -> dict[str, str]:
    """Return the reason for each refused setting by its path; for a union, the reasons of all its members.

    If something below a setting is refused too, only that is reported.
    """
    found: dict[str, str] = {}
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"] if part not in _KINDS)
        reason = _reason(problem)
        if field := _FIELD.match(reason):
            where, reason = f"{where}.{field[1]}".removeprefix("."), reason[field.end() :]
        found[where] = f"{found[where]}, or {reason.removeprefix('must be ')}" if where in found else reason
    return {where: reason for where, reason in found.items() if not any(each.startswith(f"{where}.") for each in found)}


def repetitions(values: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each list that holds a value twice, with the reason to refuse it.

    Each value of a list names something that is created once, so a repetition is a mistake.
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
