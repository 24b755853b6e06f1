"""The account that the recorder makes up: a program that asked AWS for its number is given one that is nobody's."""

from __future__ import annotations

import re
from typing import Any

from auditor.sources.answers import ACCOUNT
from auditor.sources.program import ORIGIN
from auditor.terraform.blocks import Expression, Template
from auditor.terraform.scope import Scope

_ACCOUNT = re.compile(rf"(?<!\d){ACCOUNT}(?!\d)")
_DESCRIPTION = "The number of the AWS account; the program asks AWS for it."


def asked_for(scope: Scope, text: Any) -> Any:
    """Return a text with a variable in place of the made-up account, where there is nobody to ask."""
    if scope.graph.origin != ORIGIN or scope.providers is not None:
        return text
    parts = text.parts if isinstance(text, Template) else (text,)
    if not any(isinstance(part, str) and ACCOUNT in part for part in parts):
        return text
    account = scope.variable("", "account_id", "text", _DESCRIPTION, named="account_id").expression
    found: list[str | Expression] = []
    for part in parts:
        if not isinstance(part, str):
            found.append(part)
            continue
        for at, between in enumerate(_ACCOUNT.split(part)):
            found += [account] * bool(at) + [between] * bool(between)
    return found[0] if len(found) == 1 else Template(tuple(found))
