"""JSON inside text, as policies are: shown as what it says, where that cannot change what is deployed."""

from __future__ import annotations

import json
import re
from typing import Any

from auditor.terraform.blocks import Document, Expression, Template

_COMPARED_AS_JSON = re.compile(r"polic(y|ies)|definition|pattern|document|assertion|schema|dashboard|permissions")
"""In the names of attributes that AWS or the provider reads as JSON, to which order and space mean nothing."""
_FIRST = 7_300_000_000_000_000
"""The first of the numbers that stand for expressions while JSON is read: valid inside a text and outside."""
_NUMBER = re.compile(r"73\d{14}")
_EXACT = 2**53


class _NotTheSameError(Exception):
    """The JSON says something that would be lost."""


def document_in(text: str | Template, attribute: str) -> Document | None:
    """Return the JSON object or list that a text is; None if it is none, or would not stay what it is.

    Terraform writes JSON without space and with sorted keys. So a text of which nobody knows that it is read as JSON
    has to be in this form already.
    """
    parts = text.parts if isinstance(text, Template) else (text,)
    whole = "".join(part if isinstance(part, str) else str(_FIRST + at) for at, part in enumerate(parts))
    if whole.lstrip()[:1] not in ("{", "["):
        return None
    if isinstance(text, Template) and any(_NUMBER.search(part) for part in parts if isinstance(part, str)):
        return None
    try:
        value = json.loads(whole, object_pairs_hook=_object, parse_float=_number)
    except (ValueError, RecursionError, _NotTheSameError):
        return None
    if not isinstance(value, dict | list):
        return None
    if not _COMPARED_AS_JSON.search(attribute) and _as_terraform_writes(value) != whole:
        return None
    try:
        return Document(_with_expressions(value, parts))
    except _NotTheSameError:
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise _NotTheSameError
    return dict(pairs)


def _number(_: str) -> float:
    raise _NotTheSameError  # how many digits Terraform would write is its own affair


def _as_terraform_writes(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _with_expressions(value: Any, parts: tuple[str | Expression, ...]) -> Any:
    match value:
        case dict():
            if any(_is_one(match, parts) for key in value for match in _NUMBER.findall(key)):
                raise _NotTheSameError
            return {key: _with_expressions(part, parts) for key, part in value.items()}
        case list():
            return [_with_expressions(part, parts) for part in value]
        case str():
            return _text(value, parts)
        case bool():
            return value
        case int():
            if _is_one(str(value), parts):
                return parts[value - _FIRST]
            if abs(value) > _EXACT:
                raise _NotTheSameError
            return value
        case _:
            return value


def _is_one(digits: str, parts: tuple[str | Expression, ...]) -> bool:
    at = int(digits) - _FIRST
    return 0 <= at < len(parts) and isinstance(parts[at], Expression)


def _text(text: str, parts: tuple[str | Expression, ...]) -> Any:
    found: list[str | Expression] = []
    end = 0
    for match in _NUMBER.finditer(text):
        if _is_one(match[0], parts):
            found += [text[end : match.start()], parts[int(match[0]) - _FIRST]]
            end = match.end()
    if not found:
        return text
    found = [part for part in (*found, text[end:]) if part != ""]
    match found:
        case [Expression(alone, False)]:  # in JSON a number between quotes is another thing than a number
            return Expression(f"tostring({alone})")
        case [alone]:
            return alone
        case _:
            return Template(tuple(found))
