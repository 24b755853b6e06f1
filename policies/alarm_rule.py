"""Whether a composite alarm is raised when one of the alarms in its rule is.

The language is that of the Amazon CloudWatch API Reference, "PutCompositeAlarm", parameter `AlarmRule`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from policies.values import UnknownValue

ALARM, OK = "ALARM", "OK"
STATE = "ALARM|OK|INSUFFICIENT_DATA"
NAME = r"""\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<plain>[^()\"',]+)"""
PART = re.compile(
    rf"\s*(?:(?P<state>{STATE})\s*\(\s*(?:{NAME})\s*\)"
    rf"|AT_LEAST\s*\(\s*(?P<least>\d+)\s*(?P<percent>%?)\s*,\s*(?P<negated>NOT\s+)?(?P<each>{STATE})\s*,"
    r"""\s*\((?P<several>(?:[^()\"']|\"[^\"]*\"|'[^']*')+)\)\s*\)"""
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE)\b|(?P<mark>[()]))"
)


@dataclass(frozen=True)
class _Node:
    """Part of a rule: a state and the name of an alarm, a constant, or a word and what it joins."""

    word: str
    name: str = ""
    of: tuple[_Node, ...] = ()
    least: int = 0
    """Of how many of those that it joins it takes to be true."""


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
    return found[0] if len(found) == 1 else _Node(word, of=tuple(found), least=1 if word == "OR" else len(found))


def _single(parts: list[re.Match[str]]) -> _Node:
    part = parts.pop() if parts else None
    if part and part["state"]:
        return _state(part["state"], part)
    if part and part["each"]:
        return _several(part)
    if part and part["word"] in ("TRUE", "FALSE"):
        return _Node(part["word"])
    if part and part["word"] == "NOT":
        return _Node("NOT", of=(_single(parts),))
    if part and part["mark"] == "(":
        inside = _joined(parts, "OR")
        if parts and parts.pop()["mark"] == ")":
            return inside
    raise UnknownValue("alarmRule", "cannot be read as the rule of a composite alarm")


def _state(state: str, part: re.Match[str]) -> _Node:
    name = part["double"] or part["single"] or part["plain"].strip()
    return _Node(state, name.rpartition(":alarm:")[2])


def _several(part: re.Match[str]) -> _Node:
    """Return a count or a percentage of alarms that are, or are not, in a state."""
    states = [_state(part["each"], found) for found in re.finditer(rf"\s*(?:{NAME})\s*", part["several"])]
    least = int(part["least"])
    if part["percent"]:
        least = math.ceil(len(states) * least / 100)
    if least < 1:
        raise UnknownValue("alarmRule", "cannot be read as the rule of a composite alarm")
    of = [_Node("NOT", of=(state,)) for state in states] if part["negated"] else states
    return _Node("AT_LEAST", of=tuple(of), least=least)


def _turns(node: _Node, names: Collection[str], states: Mapping[str, str], to: bool) -> bool:
    """Tell whether a part turns true, or false, by that the alarm is raised, where the others leave it the choice."""
    if node.word == "NOT":
        return _turns(node.of[0], names, states, not to)
    if not node.of:
        return node.name in names and node.word == (ALARM if to else OK)
    return any(
        _turns(each, names, states, to)
        and _may_be_true(tuple(other for other in node.of if other is not each), states, node.least - 1)
        for each in node.of
    )


def _may_be(node: _Node, states: Mapping[str, str], value: bool) -> bool:
    """Tell whether a part may be true, or false, where some alarms are in a state that is known."""
    match node.word:
        case "TRUE" | "FALSE":
            return (node.word == "TRUE") == value
        case "NOT":
            return _may_be(node.of[0], states, not value)
        case "AND" | "OR" | "AT_LEAST":
            counts = range(node.least, len(node.of) + 1) if value else range(node.least)
            return any(_may_be_true(node.of, states, count) for count in counts)
        case state:
            return node.name not in states or (state == states[node.name]) == value


def _may_be_true(of: Collection[_Node], states: Mapping[str, str], count: int) -> bool:
    """Tell whether of some parts just so many may be true at once."""
    never = sum(not _may_be(each, states, True) for each in of)
    always = sum(not _may_be(each, states, False) for each in of)
    return always <= count <= len(of) - never
