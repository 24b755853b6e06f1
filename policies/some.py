"""Where one of several is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from policies.rule import Verdict, first_problem
from policies.values import UnknownValue

T = TypeVar("T")


def some(check: Callable[[T], bool], items: Iterable[T]) -> bool:
    """Tell whether `check` holds for one of `items`.

    An item with an unknown value does not hide a later one that will do; only if none will do does the unknown
    prevail, by raising `UnknownValue`.
    """
    return bool(first_problem(check, items))


def unless_one_will_do(check: Callable[[T], Verdict], items: Iterable[T]) -> Verdict:
    """Return the first problem unless one of several items, each of which is enough, has none."""
    problem: Verdict = None
    unknown: UnknownValue | None = None
    for item in items:
        try:
            found = check(item)
        except UnknownValue as met:
            unknown = met
            continue
        if found is None:
            return None
        problem = problem or found
    if unknown:
        raise unknown
    return problem
