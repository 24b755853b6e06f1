"""A configuration as Checkov reads it best: the same, in words that it does not stumble over.

Comments are left out, for whose sake it would be asked about the same anew. A document is written as the text that it
is, and not as `jsonencode(…)`: of a call that refers to two resources Checkov makes nothing, and every check of such a
policy would pass unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.terraform.blocks import Document, Expression, Nested, Template
from auditor.terraform.folder import texts
from auditor.terraform.translation import Translation

_MARK = re.compile("\ue000(\\d+)\ue001")
"""Stands for an expression while a document is written: characters that nobody uses, and JSON does not escape."""


def shown(translation: Translation) -> dict[str, str]:
    """Return the text of each file, by its name."""
    files = {
        name: tuple(replace(block, body=_plain(block.body), comment=()) for block in blocks)
        for name, blocks in translation.files.items()
    }
    return texts(replace(translation, files=files), "hcl")


def _plain(value: Any) -> Any:
    match value:
        case Document(inner):
            return _written(inner)
        case Nested(bodies):
            return replace(value, bodies=tuple(_plain(body) for body in bodies))
        case Mapping():
            return {key: _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case _:
            return value


def _written(value: Any) -> str | Template:
    """Return a document as text in which the expressions are where they were."""
    expressions: list[Expression] = []

    def marked(part: Any) -> Any:
        match part:
            case Expression():
                expressions.append(part)
                return f"\ue000{len(expressions) - 1}\ue001"
            case Template(parts):
                return "".join(each if isinstance(each, str) else marked(each) for each in parts)
            case Document(inner):
                return json.dumps(marked(inner), ensure_ascii=False)
            case Mapping():
                return {key: marked(each) for key, each in part.items()}
            case list() | tuple():
                return [marked(each) for each in part]
            case _:
                return part

    text = json.dumps(marked(value), ensure_ascii=False)
    pieces = [expressions[int(piece)] if at % 2 else piece for at, piece in enumerate(_MARK.split(text))]
    return Template(tuple(piece for piece in pieces if piece != "")) if expressions else text
