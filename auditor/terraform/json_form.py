"""Writes configuration in Terraform's JSON syntax."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.terraform.blocks import Block, Body, Document, Expression, Name, Nested, Template
from auditor.terraform.hcl import one_line
from auditor.terraform.template import literal, template

_RETURN = "\r"
"""Terraform reads no template in a text of JSON that holds this; in an expression it does."""
_REPEATED = ("provider", "import")
"""Kinds of blocks of which there may be several with the same labels."""


def to_text(blocks: tuple[Block, ...]) -> str:
    """Return the text of a file."""
    document: dict[str, Any] = {}
    for block in blocks:
        body = {**({"//": " | ".join(block.comment)} if block.comment else {}), **_body(block.body)}
        *path, last = (block.kind, *block.labels)
        place = document
        for label in path:
            place = place.setdefault(label, {})
        if block.kind in _REPEATED:
            place.setdefault(last, []).append(body)
        else:
            place[last] = body
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _body(body: Body) -> dict[str, Any]:
    return {name: _nested(value) if isinstance(value, Nested) else _value(value) for name, value in body.items()}


def _nested(nested: Nested) -> Any:
    bodies = [{**dict.fromkeys(nested.whole), **_body(each)} for each in nested.bodies]
    return bodies[0] if nested.single else bodies


def _value(value: Any) -> Any:
    match value:
        case Name(text):
            return text
        case Expression(text):
            return f"${{{text}}}"
        case Template(parts) if not any(_RETURN in part for part in parts if isinstance(part, str)):
            return template(parts)
        case Document() | Template():
            return f"${{{one_line(value)}}}"
        case Mapping():
            return {_text(key): _value(part) for key, part in value.items()}
        case list() | tuple():
            return [_value(part) for part in value]
        case str():
            return _text(value)
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
        case _:
            return value


def _text(text: str) -> str:
    return f"${{{one_line(text)}}}" if _RETURN in text and "{" in text else literal(text)
