"""Tokens: what a recorded program holds in place of the values that AWS will choose.

A program does what it likes with an id: formats it into text, puts it into a JSON policy, hands it on in a list.
So each is a piece of text that is found again wherever it ends up, and becomes a `Reference` in the graph. Tokens
take the shape of what they stand for (an ARN has six parts, an endpoint a port), because programs take such values
apart. They are derived from what they stand for, not counted, so that the order of registration shows nowhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from auditor.graph import Reference, Secret, Text, Unknown

_MARK = "footingref"
_CORE = re.compile(rf"{_MARK}([0-9a-f]{{16}})")
_REMAINS = re.compile(rf"{_MARK}([0-9a-f]{{0,16}})", re.IGNORECASE)

_FIRST_NUMBER = 8_000_000_000_000
_NUMBER_GAP = 1_000_000
_NUMBERS = 900_000
"""Numbers lie a million apart below 9e12, so that a float holds them exactly and arithmetic on one is noticed."""
_DIGITS = re.compile(r"8(?<!\d8)\d{12}(?!\d)")
"""It begins with what is sought, which `re` finds a hundred times as fast as what is not."""


class MangledToken(Exception):  # noqa: N818 - names what was found
    """A program cut or changed the text of a value that AWS will choose, where a real deployment would not let it."""


class Tokens:
    """Makes tokens, and finds them again."""

    def __init__(self) -> None:
        self._by_digest: dict[str, tuple[Reference | Secret, str]] = {}
        self._by_number: dict[int, Reference] = {}
        self._whole: dict[str, Reference | Secret] = {}

    def text(self, urn: str, attribute: str, form: str = "{}") -> str:
        """Return the token for a textual attribute; `form` is the shape around its core, such as an ARN's."""
        digest = _digest(urn, attribute)[:16]
        whole = form.format(f"{_MARK}{digest}")
        self._by_digest[digest] = (Reference(urn, attribute), whole)
        self._whole[whole] = self._by_digest[digest][0]
        return whole

    def secret(self, name: str) -> str:
        """Return the token for a secret that cannot be decrypted here: unknown, and never to be shown."""
        digest = _digest(name, "secret")[:16]
        self._by_digest[digest] = (Secret(Unknown("an encrypted value of the configuration")), f"{_MARK}{digest}")
        return f"{_MARK}{digest}"

    def number(self, urn: str, attribute: str) -> int:
        """Return the token for a numeric attribute."""
        slot = int(_digest(urn, attribute), 16) % _NUMBERS
        while self._by_number.get(number := _FIRST_NUMBER + slot * _NUMBER_GAP) not in (
            None,
            Reference(urn, attribute),
        ):
            slot = (slot + 1) % _NUMBERS
        self._by_number[number] = Reference(urn, attribute)
        return number

    def resolve(self, leaf: Any) -> Any:
        """Return the graph's form of a plain value: itself, or the references that were found in it.

        Raises `MangledToken` where the remains of a token stand in a text.
        """
        if isinstance(leaf, str):
            if (meaning := self._whole.get(leaf)) is not None:
                return meaning
            if _MARK in leaf.lower() or (self._by_number and _DIGITS.search(leaf)):
                return self._resolve_text(leaf)
        elif isinstance(leaf, int | float) and not isinstance(leaf, bool):
            return self._resolve_number(leaf)
        return leaf

    def _resolve_number(self, number: float) -> Any:
        if number in self._by_number:
            return self._by_number[int(number)]
        slot = round((number - _FIRST_NUMBER) / _NUMBER_GAP)
        origin = self._by_number.get(_FIRST_NUMBER + slot * _NUMBER_GAP)
        return Unknown(f"computed from {origin.attribute} of {origin.urn}") if origin else number

    def _resolve_text(self, text: str) -> Any:
        found = [*self._cores(text), *self._numbers(text)]
        for remains in _REMAINS.finditer(text):
            if not _CORE.match(text, remains.start()):
                raise self._mangled(remains[1])
        return _compose(text, sorted(found, key=lambda piece: piece.start))

    def _cores(self, text: str) -> Iterator[_Piece]:
        for core in _CORE.finditer(text):
            if core[1] not in self._by_digest:
                raise self._mangled(core[1])
            meaning, whole = self._by_digest[core[1]]
            start = core.start() - whole.index(_MARK)
            if start >= 0 and text.startswith(whole, start):
                yield _Piece(start, start + len(whole), meaning)
            elif isinstance(meaning, Reference):  # out of its shape, as a host name is taken out of an endpoint
                yield _Piece(core.start(), core.end(), replace(meaning, part=True))

    def _numbers(self, text: str) -> Iterator[_Piece]:
        for digits in _DIGITS.finditer(text):
            meaning = self._resolve_number(int(digits[0]))
            if isinstance(meaning, Reference | Unknown):
                yield _Piece(digits.start(), digits.end(), meaning)

    def _mangled(self, digest: str) -> MangledToken:
        """Name what was mangled, and not the text around it, in which a secret may stand."""
        for known, (meaning, _) in self._by_digest.items():
            if digest and known.startswith(digest.lower()) and isinstance(meaning, Reference):
                return MangledToken(f"{meaning.attribute} of {meaning.urn}")
        return MangledToken("which one cannot be told from what is left")


class _Piece(NamedTuple):
    """Where in a text a token stands, and what for."""

    start: int
    end: int
    meaning: Reference | Secret | Unknown


def _compose(text: str, found: list[_Piece]) -> Any:
    for kind in (Secret, Unknown):  # one secret in a text makes all of it secret, and one unknown number unknown
        for piece in found:
            if isinstance(piece.meaning, kind):
                return piece.meaning
    parts: list[str | Reference] = []
    end = 0
    for start, stop, reference in found:
        parts += [text[end:start], reference]  # type: ignore[list-item] # the other kinds have been dealt with
        end = stop
    parts = [part for part in [*parts, text[end:]] if part]
    if len(parts) == 1:
        return parts[0]
    return Text(tuple(parts)) if parts else text


def _digest(urn: str, attribute: str) -> str:
    return hashlib.sha256(f"{urn}\0{attribute}".encode()).hexdigest()
