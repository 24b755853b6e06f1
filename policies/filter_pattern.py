"""Whether an event is found by a filter pattern of CloudWatch Logs, of the kind that is for events in JSON.

The language is that of the CloudWatch Logs User Guide, "Filter pattern syntax" and "Using filter patterns to match
terms in JSON log events": `{ ($.a.b = "x*") && ($.c NOT EXISTS) }`. Text is compared case by case; `*` stands for any
text at the beginning or the end of a term and for itself within it; `&&` binds before `||`. A comparison with what an
event does not have finds nothing.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

Test = Callable[[Any], bool]

TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>\{|\}|\(|\)|&&|\|\|)
      | (?P<comparison><=|>=|!=|=|<|>)
      | (?P<selector>\$(?:\.[\w-]+|\[\d+\]|\[\*\]|\['[^']+'\])*)
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | %(?P<regex>[^%]*)%
      | (?P<word>[^\s(){}&|=<>!"%]+)
    )""",
    re.VERBOSE,
)
STEP = re.compile(r"\.([\w-]+)|\[(\d+|\*)\]|\['([^']+)'\]")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ABSENT = object()
Token = tuple[str, str]


class UnreadablePatternError(ValueError):
    """A pattern that is not in the language for events in JSON, or that CloudWatch Logs would not take."""


def finds(pattern: str, event: Mapping[str, Any]) -> bool:
    """Tell whether a filter pattern finds an event; raise `UnreadablePatternError` if it cannot be read."""
    return _parsed(pattern)(event)


@cache
def _parsed(pattern: str) -> Test:
    tokens = _Tokens(pattern)
    tokens.take("mark", "{")
    test = _either(tokens)
    tokens.take("mark", "}")
    if tokens.next is not None:
        raise UnreadablePatternError(pattern)
    return test


class _Tokens:
    """The parts of a pattern, one after the other."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._rest = pattern, self._split(pattern)
        self.next: Token | None = next(self._rest, None)

    def _split(self, pattern: str) -> Iterator[Token]:
        at, end = 0, len(pattern.rstrip())
        while at < end:
            found = TOKEN.match(pattern, at)
            if not (found and found.lastgroup):
                raise UnreadablePatternError(pattern)
            yield found.lastgroup, found[found.lastgroup]
            at = found.end()

    def take(self, *wanted: str) -> str:
        """Return the next part, which has to be of a kind and, if told, say so."""
        if self.next is None or self.next[: len(wanted)] != wanted:
            raise UnreadablePatternError(self._pattern)
        text = self.next[1]
        self.next = next(self._rest, None)
        return text

    def took(self, *wanted: str) -> bool:
        """Take the next part if it is this one, and tell whether it was."""
        if self.next != wanted:
            return False
        self.take(*wanted)
        return True


def _either(tokens: _Tokens) -> Test:
    tests = [_both(tokens)]
    while tokens.took("mark", "||"):
        tests.append(_both(tokens))
    return _until(tests, True)


def _both(tokens: _Tokens) -> Test:
    tests = [_one(tokens)]
    while tokens.took("mark", "&&"):
        tests.append(_one(tokens))
    return _until(tests, False)


def _until(tests: list[Test], enough: bool) -> Test:
    """Return the test that comes to `enough` if one of the tests does; a loop, as events meet many patterns."""
    if len(tests) == 1:
        return tests[0]

    def tested(event: Any) -> bool:
        for test in tests:
            if test(event) is enough:
                return enough
        return not enough

    return tested


def _one(tokens: _Tokens) -> Test:
    if tokens.took("mark", "("):
        test = _either(tokens)
        tokens.take("mark", ")")
        return test
    path = [(name or quoted, index) for name, index, quoted in STEP.findall(tokens.take("selector"))]
    holds = _condition(tokens)
    if any(index for _, index in path):
        return lambda event: any(holds(value) for value in _selected(event, path))
    names = [name for name, _ in path]
    return lambda event: holds(_named(event, names))


def _condition(tokens: _Tokens) -> Test:
    if tokens.took("word", "NOT"):
        tokens.take("word", "EXISTS")
        return lambda value: value is ABSENT
    if tokens.took("word", "IS"):
        return _is(tokens)
    compared = tokens.take("comparison")
    kind = tokens.next[0] if tokens.next else ""
    term = tokens.take(kind if kind in ("quoted", "regex", "word") else "word")
    if compared in ORDERED:
        return _ordered(ORDERED[compared], term)
    same = _same(kind, re.sub(r"\\(.)", r"\1", term) if kind == "quoted" else term)
    if compared == "=":
        return same
    return lambda value: _text(value) is not None and not same(value)


def _is(tokens: _Tokens) -> Test:
    said = tokens.take("word")
    meant = {"TRUE": True, "FALSE": False, "NULL": None}
    if said not in meant:
        raise UnreadablePatternError(said)
    return lambda value: value is meant[said]


def _ordered(holds: Callable[[Any, Any], bool], term: str) -> Test:
    if not NUMBER.fullmatch(term):
        raise UnreadablePatternError(term)
    bound = float(term)
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and holds(value, bound)


def _same(kind: str, term: str) -> Test:
    if kind == "regex":
        return _like(term)
    if kind == "word" and NUMBER.fullmatch(term):
        return lambda value: not isinstance(value, bool) and value in (float(term), term)
    any_before, any_after = term.startswith("*"), term.endswith("*")
    known = term[any_before : len(term) - any_after if len(term) > 1 else len(term)]
    if not any_before and not any_after:
        return lambda value: _text(value) == term

    def same(value: Any) -> bool:
        text = _text(value)
        if text is None:
            return False
        if any_before and any_after:
            return known in text
        return text.endswith(known) if any_before else text.startswith(known)

    return same


def _like(expression: str) -> Test:
    try:
        like = re.compile(expression)
    except re.error as error:
        raise UnreadablePatternError(expression) from error
    return lambda value: isinstance(value, str) and like.search(value) is not None


def _text(value: Any) -> str | None:
    """Return a value as the text that a term is compared with, or None of what is no scalar."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def _named(event: Any, names: list[str]) -> Any:
    """Return what a selector selects that names properties alone: one value, perhaps `ABSENT`."""
    for name in names:
        event = event.get(name, ABSENT) if isinstance(event, dict) else ABSENT
    return event


def _selected(event: Any, path: list[tuple[str, str]]) -> Iterator[Any]:
    """Yield what a selector selects: one value (perhaps `ABSENT`), or each of a list's."""
    if not path:
        yield event
        return
    (name, index), rest = path[0], path[1:]
    if name:
        found = [_named(event, [name])]
    elif not isinstance(event, list):
        found = [ABSENT]
    elif index == "*":
        found = event
    else:
        found = event[int(index) : int(index) + 1] or [ABSENT]
    for each in found:
        yield from _selected(each, rest)
