"""Writes configuration as HCL, in the layout of `terraform fmt`.

The libraries for Python that write HCL leave quoting to their caller, and take minutes for ten thousand resources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.terraform.blocks import Block, Body, Document, Expression, Name, Nested, Template
from auditor.terraform.template import literal, template

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_HEREDOC = "<<EOT"
_RESERVED = {"true", "false", "null", "for"}
_PLAIN_LINES = re.compile(r"[\t\n\x20-\x7e\xa0-\u2027\u202a-\U0010ffff]*\n")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')


def to_text(blocks: tuple[Block, ...]) -> str:
    """Return the text of a file."""
    return "\n".join("\n".join(_block(block)) + "\n" for block in blocks)


def _block(block: Block) -> Iterator[str]:
    yield from (f"# {line}" for line in block.comment)
    labels = "".join(f" {json.dumps(label)}" for label in block.labels)
    yield from _braced(f"{block.kind}{labels}", list(_body(block.body)))


def _braced(head: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        yield f"{head} {{}}"
        return
    yield f"{head} {{"
    yield from _indented(lines)
    yield "}"


def one_line(value: Any) -> str:
    """Return a value as an expression on a single line."""
    match value:
        case Document(inner):
            return f"jsonencode({one_line(inner)})"
        case Mapping():
            return "{" + ", ".join(f"{_key(key)} = {one_line(part)}" for key, part in value.items()) + "}"
        case list() | tuple():
            return f"[{', '.join(map(one_line, value))}]"
        case _:
            return "".join(_value(value))


def _body(body: Body) -> Iterator[str]:
    plain = [(name, value) for name, value in body.items() if not isinstance(value, Nested)]
    yield from _assignments([(name, list(_value(value, whole=True))) for name, value in plain])
    empty = not plain
    for name, value in body.items():
        if isinstance(value, Nested):
            for each in value.bodies:
                if not empty:
                    yield ""
                empty = False
                yield from _braced(name, list(_body(each)))


def _assignments(pairs: list[tuple[str, list[str]]]) -> Iterator[str]:
    """Yield lines such as `name = value`; the signs of neighbours of one line each stand below one another."""
    run: list[tuple[str, list[str]]] = []
    for name, lines in [*pairs, ("", ["", ""])]:
        if len(lines) == 1 or lines[0] == _HEREDOC:
            run.append((name, lines))
            continue
        width = max((len(each) for each, _ in run), default=0)
        for each, (first, *rest) in run:
            yield f"{each.ljust(width)} = {first}"
            yield from rest
        run = []
        if name:
            yield f"{name} = {lines[0]}"
            yield from lines[1:]


def _value(value: Any, *, whole: bool = False) -> Iterator[str]:
    """Yield the lines of a value. `whole` tells that nothing follows on its last line, as a heredoc needs."""
    match value:
        case Expression(text) | Name(text):
            yield text
        case Template(parts) if whole and _is_long("".join(p if isinstance(p, str) else "…" for p in parts)):
            yield from _heredoc(parts)
        case Template(parts):
            yield f'"{template(parts, _quoted)}"'
        case Document(inner):
            first, *rest = _value(inner)
            lines = [f"jsonencode({first}", *rest]
            lines[-1] += ")"
            yield from lines
        case Mapping():
            yield from _object(value)
        case list() | tuple():
            yield from _list(value)
        case str() if whole and _is_long(value):
            yield from _heredoc((value,))
        case str():
            yield f'"{literal(value, _quoted)}"'
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            yield str(int(value))
        case _:
            yield repr(value)


def _object(value: Mapping[str, Any]) -> Iterator[str]:
    if not value:
        yield "{}"
        return
    yield "{"
    yield from _indented(
        list(_assignments([(_key(key), list(_value(part, whole=True))) for key, part in value.items()]))
    )
    yield "}"


def _list(value: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    parts = [list(_value(part)) for part in value]
    if all(len(lines) == 1 for lines in parts) and sum(len(lines[0]) + 2 for lines in parts) < 80:
        yield f"[{', '.join(lines[0] for lines in parts)}]"
        return
    if len(parts) == 1 and len(parts[0]) > 1:  # of a list of one object the brackets stand beside the braces
        first, *rest, last = parts[0]
        yield f"[{first}"
        yield from rest
        yield f"{last}]"
        return
    yield "["
    for lines in parts:
        yield from _indented([*lines[:-1], f"{lines[-1]},"])
    yield "]"


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) and key not in _RESERVED else f'"{literal(key, _quoted)}"'


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def _is_long(text: str) -> bool:
    return text.count("\n") > 1 and _PLAIN_LINES.fullmatch(text) is not None and "EOT" not in text


def _heredoc(parts: tuple[str | Expression, ...]) -> Iterator[str]:
    yield _HEREDOC
    yield from (_Verbatim(line) for line in template(parts).removesuffix("\n").split("\n"))
    yield _Verbatim("EOT")


class _Verbatim(str):
    """A line that is never indented."""

    __slots__ = ()


def _indented(lines: list[str]) -> Iterator[str]:
    return (line if isinstance(line, _Verbatim) or not line else f"  {line}" for line in lines)
