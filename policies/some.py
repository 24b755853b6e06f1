"""Where one of several is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from policies.rule import first_problem

T = TypeVar("T")


def some(check: Callable[[T], bool], items: Iterable[T]) -> bool:
    """Tell whether `check` holds for one of `items`.

    An item with an unknown value does not hide a later one that will do; only if none will do does the unknown
    prevail, by raising `UnknownValue`.
    """
    return bool(first_problem(check, items))
