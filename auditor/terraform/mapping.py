"""The mapping of Pulumi's names to Terraform's, as it is checked in.

A *form* says what a value has to be: `text`, `number`, `truth`, `any`; a list `["list", form]`, a set or map likewise;
an object of named parts `["object", shape]`; blocks `["blocks", shape]`, of which there may be several, a set of them
`["set of blocks", shape]`, or a single block `["block", shape]`. A *shape* holds the entries of a block or an object
by their names in Pulumi; the same shape occurs in many places, and is written once.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from auditor.errors import InputError

PATH = Path(__file__).parent / "aws.json.gz"
TIMEOUTS = "$timeouts"
"""The entry of the block `timeouts`, which in Pulumi is no property but an option."""

Form = Any
REQUIRED, SENSITIVE, COMPUTED, NAMED = "required", "sensitive", "computed", "named"
"""What an entry may be: asked for by Terraform; not to be shown; never to be set; and named by Pulumi, with a few
random characters, where the program gives no name and Terraform wants one."""
NEWER, SET_NEWER = "newer", "set newer"
"""Unknown to the provider that the mapping was made from, though the newer one of the Pulumi package has it; or known
there, but not to be set."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a property goes."""

    name: str
    form: Form
    traits: tuple[str, ...] = ()


Shape = Mapping[str, Entry]


@dataclass(frozen=True)
class Type:
    """A type of resource in Terraform; `newer` than the provider that the mapping was made from, if so marked."""

    name: str
    shape: Shape
    newer: bool


class Translations:
    """The mapping of one provider."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._types = document["types"]
        self._shapes = document["shapes"]
        self._configuration = document["configuration"]
        self._read: dict[int, Shape] = {}

    @property
    def tokens(self) -> list[str]:
        """The tokens of all resource types of the package."""
        return list(self._types)

    def type_of(self, token: str) -> Type | None:
        """Return the type that a token names, or None if the package has no such type."""
        if token not in self._types:
            return None
        name, number, newer = self._types[token]
        return Type(name, self.shape(number), bool(newer))

    @property
    def configuration(self) -> Shape:
        """What a provider's own block takes."""
        return self.shape(self._configuration)

    def shape(self, number: int) -> Shape:
        """Return a shape by its number, as forms name it."""
        if number not in self._read:
            self._read[number] = {
                name: Entry(name_, form, tuple(traits)) for name, (name_, form, *traits) in self._shapes[number].items()
            }
        return self._read[number]


@cache
def aws() -> Translations:
    """Return the mapping of the AWS provider."""
    try:
        return Translations(json.loads(gzip.decompress(PATH.read_bytes())))
    except OSError as error:
        raise InputError(f"{PATH}: cannot be read: {error.strerror}; `make mapping` writes it") from None


def write(document: Mapping[str, Any], path: Path = PATH) -> None:
    """Write a mapping; the same mapping gives the same bytes."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
