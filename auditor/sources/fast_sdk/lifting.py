"""Turns a value with outputs inside into one output, at once if all of them are available.

The SDK creates an output for every leaf, a thousand for a dashboard, and gathers them level by level.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.output import _OutputData

from auditor.sources.fast_sdk.lazy_future import LazyFuture, data_of, output_of
from auditor.sources.fast_sdk.serialization import Unusual

_PLAIN = frozenset({bool, float, int, str, type(None)})
_STOCK_FROM_INPUT: Any = pulumi.Output.from_input
_STOCK_ALL: Any = pulumi.Output.all


def from_input(value: Any) -> pulumi.Output[Any]:
    """Replace `Output.from_input`."""
    lifted = _lifted(value)
    return _STOCK_FROM_INPUT(value) if lifted is None else lifted


def all_of(*args: Any, **kwargs: Any) -> pulumi.Output[Any]:
    """Replace `Output.all`."""
    lifted = None if args and kwargs else _lifted(kwargs or [*args])
    return _STOCK_ALL(*args, **kwargs) if lifted is None else lifted


def _lifted(value: Any) -> pulumi.Output[Any] | None:
    """Return an output of a value, or None if the SDK must create it."""
    data = _OutputData(resources=set(), value=None, is_known=True, is_secret=False)
    try:
        data.value = _without_outputs(value, data)
    except Exception:
        # Unusual, or an output that failed: nothing was changed, so the SDK can start over.
        return None
    future = LazyFuture()
    future.set_result(data)
    return output_of(future)


def _without_outputs(value: Any, data: Any) -> Any:
    """Return a value with each output replaced by its value, and add their dependencies to `data`."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict and all(type(key) is str for key in value):
        return {key: part if type(part) in _PLAIN else _without_outputs(part, data) for key, part in value.items()}
    if kind is list:
        return [part if type(part) in _PLAIN else _without_outputs(part, data) for part in value]
    if kind is tuple:
        return tuple(part if type(part) in _PLAIN else _without_outputs(part, data) for part in value)
    if kind is pulumi.Output and (held := data_of(value)) is not None and held.is_known:
        data.resources |= held.resources
        data.is_secret |= held.is_secret
        return _without_outputs(held.value, data)
    raise Unusual
