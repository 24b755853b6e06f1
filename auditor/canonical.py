"""Canonical JSON: the same value gives the same bytes.

It writes what `json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)` writes, which with an indent is done by
generators within generators and took longer than to judge what was written.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import Any


def canonical(value: Any) -> str:
    """Return a value as canonical JSON. Raises `TypeError` for what is not plain data."""
    return _written(value, "\n")


def _written(value: Any, line: str) -> str:
    """Write a value; `line` is what a new line begins with."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        if not value:
            return "{}"
        deeper = line + " "
        parts = [f"{encode_basestring(key)}: {_written(value[key], deeper)}" for key in sorted(value)]
        return f"{{{deeper}{f',{deeper}'.join(parts)}{line}}}"
    if kind is list:
        if not value:
            return "[]"
        deeper = line + " "
        return f"[{deeper}{f',{deeper}'.join([_written(part, deeper) for part in value])}{line}]"
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return int.__repr__(value)
    if kind is float:
        return _number(value)
    raise TypeError(f"{kind.__name__} has no canonical form")


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return float.__repr__(value)
