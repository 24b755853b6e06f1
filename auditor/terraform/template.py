"""Text as Terraform's templates, in which `${` and `%{` begin something, in HCL and in JSON alike."""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor.terraform.blocks import Expression

_BEGINNING = re.compile(r"([$%]+\{)")


def literal(text: str, quoted: Callable[[str], str] = str) -> str:
    """Return a text as the template that means it. `quoted` escapes what the place of the template asks for."""
    if "{" not in text:
        return quoted(text)
    return "".join(_doubled(piece) if at % 2 else quoted(piece) for at, piece in enumerate(_BEGINNING.split(text)))


def template(parts: tuple[str | Expression, ...], quoted: Callable[[str], str] = str) -> str:
    """Return text with expressions in it as a template."""
    found = []
    for at, part in enumerate(parts):
        if isinstance(part, Expression):
            found.append(f"${{{part.text}}}")
        elif at + 1 == len(parts):
            found.append(literal(part, quoted))
        else:  # signs before an expression would be read together with its own
            plain = part.rstrip("$")
            found += [literal(plain, quoted), '${"$"}' * (len(part) - len(plain))]
    return "".join(found)


def _doubled(beginning: str) -> str:
    """Double the last sign before a brace; a sign before that would be read together with it, and is an expression."""
    before, sign = beginning[:-2], beginning[-2]
    return "".join(f'${{"{each}"}}' for each in before) + sign * 2 + "{"
