"""Whether a composite alarm is raised when one of the alarms in its rule is.

The language is that of the Amazon CloudWatch API Reference, "PutCompositeAlarm", parameter `AlarmRule`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from policies.values import UnknownValue

ALARM, OK = "ALARM", "OK"
PART = re.compile(
    r"\s*(?:(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?P<quote>[\"']?)(?P<name>[^()\"']+?)(?P=quote)\s*\)"
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE)\b|(?P<mark>[()]))"
)


@dataclass(frozen=True)
class _Node:
    """Part of a rule: a state and the name of an alarm, a constant, or a word and what it joins."""

    word: str
    name: str = ""
    of: tuple[_Node, ...] = ()


def raised_by(rule: str, names: Collection[str], silent: Collection[str] = ()) -> bool:
    """Tell whether a rule becomes true when the alarm of one of these names goes from OK to ALARM, all else permitting.

    All but alarms that are `silent`, which stay OK. Raises `UnknownValue` if the rule cannot be read.
    """
    if set(names) & set(silent):
        return False
    states = {**dict.fromkeys(silent, OK), **dict.fromkeys(names, ALARM)}
    return _turns(_parsed(rule), names, states, True)


def _parsed(rule: str) -> _Node:
    parts, at = [], 0
    rule = rule.strip()
    while at < len(rule):
        found = PART.match(rule, at)
        if not found:
            raise UnknownValue("alarmRule", "cannot be read as the rule of a composite alarm")
        parts.append(found)
        at = found.end()
    parts.reverse()
    node = _joined(parts, "OR")
    if parts:
        raise UnknownValue("alarmRule", "cannot be read as the rule of a composite alarm")
    return node


def _joined(parts: list[re.Match[str]], word: str) -> _Node:
    """Take what one word joins: OR joins what AND has joined, which joins single states."""

    def taken() -> _Node:
        return _joined(parts, "AND") if word == "OR" else _single(parts)

    found = [taken()]
    while parts and parts[-1]["word"] == word:
        parts.pop()
        found.append(taken())
    return found[0] if len(found) == 1 else _Node(word, of=tuple(found))


def _single(parts: list[re.Match[str]]) -> _Node:
    part = parts.pop() if parts else None
    if part and part["state"]:
        return _Node(part["state"], part["name"].rpartition(":alarm:")[2])
    if part and part["word"] in ("TRUE", "FALSE"):
        return _Node(part["word"])
    if part and part["word"] == "NOT":
        return _Node("NOT", of=(_single(parts),))
    if part and part["mark"] == "(":
        inside = _joined(parts, "OR")
        if parts and parts.pop()["mark"] == ")":
            return inside
    raise UnknownValue("alarmRule", "cannot be read as the rule of a composite alarm")


def _turns(node: _Node, names: Collection[str], states: Mapping[str, str], to: bool) -> bool:
    """Tell whether a part turns true, or false, by that the alarm is raised, where the others leave it the choice."""
    if node.word == "NOT":
        return _turns(node.of[0], names, states, not to)
    if not node.of:
        return node.name in names and node.word == (ALARM if to else OK)
    neutral = node.word == "AND"
    return any(
        _turns(each, names, states, to)
        and all(_may_be(other, states, neutral) for other in node.of if other is not each)
        for each in node.of
    )


def _may_be(node: _Node, states: Mapping[str, str], value: bool) -> bool:
    """Tell whether a part may be true, or false, where some alarms are in a state that is known."""
    match node.word:
        case "TRUE" | "FALSE":
            return (node.word == "TRUE") == value
        case "NOT":
            return _may_be(node.of[0], states, not value)
        case "AND" | "OR":
            each = (_may_be(part, states, value) for part in node.of)
            return all(each) if (node.word == "AND") == value else any(each)
        case state:
            return node.name not in states or (state == states[node.name]) == value
