"""Pages of a size that a browser bears, however many resources there are: entries are laid onto them by weight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
HEAVIEST = 1_000_000
"""How many characters of entries a page holds, as far as can be told before they are written."""


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """One page of several that belong together, such as `stacks/prod-2.html`."""

    name: str
    entries: tuple[Entry, ...]
    number: int
    siblings: tuple[str, ...]
    """The names of all of them, in order, this one too."""


def paged(stem: str, entries: Iterable[Entry], weigh: Callable[[Entry], int]) -> tuple[Page[Entry], ...]:
    """Lay entries onto pages, in their order. There is always one page; an entry is never cut."""
    pages: list[list[Entry]] = [[]]
    weight = 0
    for entry in entries:
        each = weigh(entry)
        if pages[-1] and weight + each > HEAVIEST:
            pages.append([])
            weight = 0
        pages[-1].append(entry)
        weight += each
    names = tuple(f"{stem}.html" if place == 0 else f"{stem}-{place + 1}.html" for place in range(len(pages)))
    return tuple(
        Page(name, tuple(found), place + 1, names) for place, (name, found) in enumerate(zip(names, pages, strict=True))
    )


def pieces(entries: Sequence[Entry], weigh: Callable[[Entry], int], heaviest: int = HEAVIEST // 2) -> list[list[Entry]]:
    """Cut a list into parts that each fit onto a page beside something else; none for an empty list."""
    cut: list[list[Entry]] = []
    weight = heaviest + 1
    for entry in entries:
        weight += weigh(entry)
        if weight > heaviest:
            cut.append([])
            weight = weigh(entry)
        cut[-1].append(entry)
    return cut
