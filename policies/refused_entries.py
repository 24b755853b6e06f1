"""Why an entry of a file that people write is refused, in words for whoever has never heard of what checks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

_WORDS = {
    "missing": "is missing; add it",
    "extra_forbidden": "there is no such key; remove it or mend its spelling",
    "invalid_key": "there is no such key; remove it or mend its spelling",
    "recursion_loop": "holds itself, by an alias; write it out",
    "model_type": "must be a map of keys and values",
    "tuple_type": "must be a list",
    "too_short": "names nothing; name one at least",
    "string_type": "must be text; write it out, between quotes",
    "string_too_short": "says nothing; write it out",
    "string_pattern_mismatch": "says nothing; write it out",
    "bool_type": "must be true or false, without quotes",
    "date_type": "must be a date, as 2026-12-31",
    "date_parsing": "must be a date, as 2026-12-31",
    "date_from_datetime_parsing": "must be a date, as 2026-12-31",
    "date_from_datetime_inexact": "must be a date, as 2026-12-31, without a time of the day",
    "literal_error": "must be {expected}",
}
"""By the type of problem (Pydantic's documentation, "Validation Errors"), with what it tells of it."""


def refusals(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield where something is refused, step by step from the top of its file, and why."""
    for problem in error.errors():
        if problem["type"] != "too_short" or not problem["input"]:  # else what it names was refused, and is told
            yield problem["loc"], _in_words(problem)


def _in_words(problem: Mapping[str, Any]) -> str:
    words = _WORDS.get(problem["type"])
    if words:
        return words.format_map(problem.get("ctx", {}))
    message: str = problem["msg"]
    return message.removeprefix("Value error, ")


def _none_twice(names: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := [name for place, name in enumerate(names) if name in names[:place]]:
        raise ValueError(f"names {repeated[0]} twice; remove one")
    return names


def _no_number(told: Any) -> Any:
    if isinstance(told, int | float):  # which would be taken for seconds since 1970
        raise ValueError(_WORDS["date_type"])
    return told


Words = Annotated[str, Field(min_length=1, pattern=r"\S")]
Stacks = Annotated[tuple[Words, ...], Field(min_length=1), AfterValidator(_none_twice)]
"""One stack or more, each once."""
Day = Annotated[date, BeforeValidator(_no_number)]
