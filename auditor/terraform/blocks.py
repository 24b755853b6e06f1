"""Terraform configuration as data, before it is text: blocks, and the values in them.

A value is plain JSON in which these may stand: an `Expression`, a `Template` with expressions inside, a `Document`, a
`Name`, and, as the value of a name in a body, `Nested` blocks of that name. Plain text is what it says: writing it out
escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the language, such as `aws_vpc.main.id`; `textual`, unless it is a number or a truth value."""

    text: str
    textual: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """The name of something, where no value could stand, as in `depends_on`."""

    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """Text with expressions in it."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text that is the JSON of a value: `jsonencode(…)`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Nested:
    """Blocks of one name inside another. `single` where there can be no second.

    `whole` names all that such a block may hold if it is an attribute in truth, a list of objects for which the
    language allows blocks to be written: in JSON it has to be written as what it is, with nothing left out.
    """

    bodies: tuple[Body, ...]
    single: bool = False
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top of a file. `comment` is for people, a line each."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    comment: tuple[str, ...] = ()


def expressions(value: Any) -> Iterator[Expression]:
    """Yield every expression inside a value."""
    match value:
        case Expression():
            yield value
        case Template(parts):
            yield from (part for part in parts if isinstance(part, Expression))
        case Document(inner):
            yield from expressions(inner)
        case Nested(bodies):
            yield from expressions(bodies)
        case Mapping():
            for part in value.values():
                yield from expressions(part)
        case list() | tuple():
            for part in value:
                yield from expressions(part)
