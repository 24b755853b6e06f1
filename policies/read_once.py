"""Makes pulumi-policy read each resource once, and not once for every rule.

It unpacks all properties of a stack anew for each stack policy, and those of a resource for each resource policy. With
hundreds of rules that is nearly all of the time that a pack takes, and it grows with rules times resources. Rules only
look at what they are shown, so they can all be shown the same.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from pulumi_policy import policy


class _Once:
    """A function that remembers what it made of each object, and so keeps it; told more than that, it starts anew."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._made: dict[int, tuple[Any, Any]] = {}

    def __call__(self, given: Any, *more: Any) -> Any:
        if more:
            return self._function(given, *more)
        if id(given) not in self._made:
            self._made[id(given)] = given, self._function(given)
        return self._made[id(given)][1]


def read_once() -> None:
    """Replace the functions by which pulumi-policy reads properties, in its own module alone."""
    module: Any = policy
    module.json_format = SimpleNamespace(
        **{**vars(module.json_format), "MessageToDict": _Once(module.json_format.MessageToDict)}
    )
    module.deserialize_properties = _Once(module.deserialize_properties)
    module.unknown_checking_proxy = _Once(module.unknown_checking_proxy)
