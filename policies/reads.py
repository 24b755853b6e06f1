"""What a rule looked at, kept while it looks: the evidence for its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from policies.view import Resource

DECLARED = "(declared)"
"""Stands for a property where the question was whether there is such a resource at all."""


class Weight(IntEnum):
    """What a look says beside others: that a resource is there is no news where one of its properties was read."""

    FULL = 0
    ALONE_OF_RESOURCE = 1
    """Says something only where nothing else of the resource was looked at."""
    ALONE = 2
    """Says something only where nothing else was looked at: it is of what is not there."""


class Read(NamedTuple):
    """One look of a rule at a property.

    Of a property whose references were asked for, `value` holds the names of the resources.
    """

    resource: Resource
    path: str
    value: Any
    refers: bool = False
    weight: Weight = Weight.FULL


READS: ContextVar[list[Read] | None] = ContextVar("reads", default=None)
"""To what looks are added while a rule judges; None at any other time."""


class RecordedReads:
    """Collects everything that is looked at inside a `with` block, in order; nothing if it is not to be kept."""

    def __init__(self, *, kept: bool = True) -> None:
        self._kept = kept

    def __enter__(self) -> list[Read]:
        reads: list[Read] = []
        self._token = READS.set(reads if self._kept else None)
        return reads

    def __exit__(self, *_: object) -> None:
        READS.reset(self._token)


def weighty(reads: Sequence[Read]) -> tuple[Read, ...]:
    """Return the looks that say something beside the others."""
    full = of_properties(reads)
    if len(full) == len(reads):
        return full
    known = {read.resource.urn for read in full}
    said = [
        read
        for read in reads
        if not read.weight or (read.weight is Weight.ALONE_OF_RESOURCE and read.resource.urn not in known)
    ]
    return tuple(said or reads)


def of_properties(reads: Sequence[Read]) -> tuple[Read, ...]:
    """Return the looks at what a property says, and none at whether there is a resource at all."""
    return tuple([read for read in reads if not read.weight])


class Found(list["Resource"]):
    """Resources that a rule asked for. Whether there are any at all is a look at each; going through them is none."""

    def __bool__(self) -> bool:
        reads = READS.get()
        if reads is not None:
            reads += [Read(each, DECLARED, True, weight=Weight.ALONE_OF_RESOURCE) for each in self]
        return len(self) > 0


class Outputs(dict[str, Any]):
    """What several resources say of a stack, the last one that says something; each answer is a look at it."""

    def __init__(self, saying: list[Resource]) -> None:
        super().__init__()
        self._whose: dict[str, Resource] = {}
        for each in saying:
            self.update(each.properties)
            self._whose |= dict.fromkeys(each.properties, each)

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return what is said, or `default`."""
        reads = READS.get()
        if reads is not None and key in self._whose:
            reads.append(Read(self._whose[key], key, self[key]))
        return super().get(key, default)
