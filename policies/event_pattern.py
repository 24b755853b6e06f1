"""Whether an event matches an event pattern of EventBridge.

The language is that of the Amazon EventBridge User Guide, "Amazon EventBridge event patterns" and "Comparison
operators for use in event patterns". All fields of a pattern have to match, each by one of its values; of a list in an
event one element has to match, and of a list of objects the same one in all fields.

An event may hold `UNKNOWN` where a value differs from account to account: to compare it raises `UnknownValue`.
"""

from __future__ import annotations

import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from policies.documents import listed
from policies.view import UNKNOWN, UnknownValue

NUMERIC: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}
MISSING = object()


def matches(pattern: Mapping[str, Any], event: Any, path: str = "") -> bool:
    """Tell whether an event matches a pattern; raise `UnknownValue` if that cannot be told."""
    if isinstance(event, list):
        return any(matches(pattern, each, path) for each in event)
    has = event if isinstance(event, dict) else {}
    return all(
        _either(wanted, event, path) if name == "$or" else _field(wanted, has.get(name, MISSING), f"{path}.{name}")
        for name, wanted in pattern.items()
    )


def _either(patterns: Any, event: Any, path: str) -> bool:
    if not isinstance(patterns, list) or not all(isinstance(each, dict) for each in patterns):
        raise UnknownValue(f"eventPattern{path}.$or", "is no list of patterns, which EventBridge refuses")
    return any(matches(each, event, path) for each in patterns)


def _field(wanted: Any, value: Any, path: str) -> bool:
    if isinstance(wanted, dict):
        return matches(wanted, {} if value is MISSING else value, path)
    if not isinstance(wanted, list):
        raise UnknownValue(f"eventPattern{path}", "is neither a list nor an object, which EventBridge refuses")
    values = value if isinstance(value, list) else [value]
    return any(_value(one, each, path) for one in wanted for each in values or [MISSING])


def _value(wanted: Any, value: Any, path: str) -> bool:
    if isinstance(wanted, dict):
        if len(wanted) != 1:
            raise UnknownValue(f"eventPattern{path}", "has an operator that cannot be read")
        ((said, argument),) = wanted.items()
        if said == "exists":
            return bool((value is not MISSING and not isinstance(value, dict)) == argument)
        if said not in OPERATORS:
            raise UnknownValue(f"eventPattern{path}", f"has the operator {said}, which cannot be read")
        return value is not MISSING and OPERATORS[said](argument, _known(value, path), path)
    return value is not MISSING and _equal(wanted, _known(value, path))


def _known(value: Any, path: str) -> Any:
    if value is UNKNOWN:
        raise UnknownValue(f"eventPattern{path}", "names an account or a region, and no provider says which is ours")
    return value


def _equal(wanted: Any, value: Any) -> bool:
    return bool(wanted == value) and isinstance(wanted, bool) == isinstance(value, bool)


def _text(test: Callable[[str, str], bool]) -> Callable[[Any, Any, str], bool]:
    """Make an operator on text, whose argument may say that case does not matter."""

    def compare(argument: Any, value: Any, _path: str) -> bool:
        if not isinstance(value, str):
            return False
        if isinstance(argument, dict):
            return test(str(argument.get("equals-ignore-case")).lower(), value.lower())
        return test(str(argument), value)

    return compare


def _numeric(argument: Any, value: Any, path: str) -> bool:
    pairs = list(zip(argument[::2], argument[1::2], strict=False)) if isinstance(argument, list) else []
    if not pairs or any(said not in NUMERIC or not isinstance(bound, int | float) for said, bound in pairs):
        raise UnknownValue(f"eventPattern{path}", "compares numbers in a way that cannot be read")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and all(NUMERIC[said](value, bound) for said, bound in pairs)


def _anything_but(argument: Any, value: Any, path: str) -> bool:
    if isinstance(argument, dict):  # of one operator, which may be given several arguments
        options = [{**argument, said: each} for said, arguments in argument.items() for each in listed(arguments)]
        return not any(_value(option, value, path) for option in options)
    return not any(_equal(each, value) for each in listed(argument))


def _wildcard(pattern: str, text: str) -> bool:
    parts = re.split(r"(\\.|\*)", pattern)
    like = "".join(".*" if part == "*" else re.escape(re.sub(r"\\(.)", r"\1", part)) for part in parts)
    return re.fullmatch(like, text, re.DOTALL) is not None


def _within(block: str, text: str) -> bool:
    try:
        return ipaddress.ip_address(text) in ipaddress.ip_network(block, strict=False)
    except ValueError:
        return False


OPERATORS: dict[str, Callable[[Any, Any, str], bool]] = {
    "prefix": _text(lambda argument, value: value.startswith(argument)),
    "suffix": _text(lambda argument, value: value.endswith(argument)),
    "equals-ignore-case": _text(lambda argument, value: value.lower() == argument.lower()),
    "wildcard": _text(_wildcard),
    "cidr": _text(_within),
    "numeric": _numeric,
    "anything-but": _anything_but,
}
