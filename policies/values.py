"""What a property's value may be besides plain JSON, and how a rule may take it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Hidden(Enum):
    """Stands in the place of a value that a rule cannot or must not see."""

    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105 - the word, not one


UNKNOWN: Final = Hidden.UNKNOWN
"""A value that is not known before deployment."""
SECRET: Final = Hidden.SECRET
"""A value that is known but that no rule, log or report may show."""


class Template(str):
    """Text that is known but for what AWS will choose, written `${name.attribute}` in its place."""

    __slots__ = ()


class Document(dict[str, Any]):
    """A JSON document, and what rules made of it: many read the same, and none changes it."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__(content)
        self._made: dict[Callable[[Document], Any], Any] = {}

    def once(self, make: Callable[[Document], T]) -> T:
        """Return what a function makes of this document, which it does once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made


@cache
def read_document(text: str) -> Document | None:
    """Return the JSON object that a text holds, always the same for the same text; None if it holds none."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return Document(content) if isinstance(content, dict) else None


class UnknownValue(Exception):  # noqa: N818 - it tells of a state, not of a mistake
    """A rule read a value that it cannot judge, mostly because it is not known before deployment."""

    def __init__(self, path: str, why: str = "is not known before deployment") -> None:
        super().__init__(f"{path} {why}")
        self.path = path


_PLAIN = (str, bool, int, float, type(None))


def whole(value: Any, path: str, *, gaps: bool = False) -> Any:
    """Return a value of which no part is hidden; raise `UnknownValue` for any other.

    Text with gaps is whole only to those who can do with `gaps`.
    """
    if type(value) in _PLAIN:
        return value
    match value:
        case dict():
            for part in value.values():
                whole(part, path, gaps=gaps)
        case list():
            for part in value:
                whole(part, path, gaps=gaps)
        case Hidden.SECRET:
            raise UnknownValue(path, "is secret")
        case Hidden.UNKNOWN:
            raise UnknownValue(path)
        case Template() if not gaps:
            raise UnknownValue(path)
    return value


def of_kind(expected: Any, value: Any, path: str) -> Any:
    """Return a value as the kind that `expected` is of; raise `UnknownValue`, without quoting it, if it is of another.

    Texts, numbers and truth values stand for one another where Pulumi's providers let them (pulumi-terraform-bridge,
    `pkg/tfbridge/schema.go`), so that the text "false" is not taken for a safeguard that is on.
    """
    if type(value) is type(expected) and type(value) in (bool, str, list):
        return value
    match expected, value:
        case (bool(), bool()) | (str(), str()) | (list(), list()):
            return value
        case bool(), "true" | "false":
            return value == "true"
        case str(), bool():
            return str(value).lower()
        case str(), int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case int() | float(), int() | float() | str() if not isinstance(expected, bool) and not isinstance(value, bool):
            return _number(value, path)
    raise UnknownValue(path, "is not of the kind that belongs there")


def _number(value: float | str, path: str) -> float | int:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise UnknownValue(path, "is not a number")
    return int(number) if number.is_integer() else number
