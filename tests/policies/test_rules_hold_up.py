"""Whatever a program gives a resource, a rule has an answer: it never raises.

Two kinds of resources are made: lines of the rules' own tables with a piece of each replaced, which reach deep into
a rule, and some made up of the names that rules were seen to read, which reach what nobody thought of.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.rule import Outcome, Rule, Status
from policies.rules import RULES
from policies.view import SECRET, UNKNOWN, Resource, Stack, Template
from tests.policies import rules as tables_package
from tests.policies.cases import Case, case, resource, urn

EXAMPLES = 4_000
"""For all rules together, so that the time stays the same however many there are."""

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _tables() -> Iterator[Case]:
    for found in pkgutil.iter_modules(tables_package.__path__):
        yield from importlib.import_module(f"{tables_package.__name__}.{found.name}").CASES


def _document(value: Any) -> Any:
    """Return what a text holds, if it is a document, and any other value itself."""
    try:
        return json.loads(value) if isinstance(value, str) and value.startswith("{") else value
    except ValueError:
        return value


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every part of a value, at any depth, with the name that it has there, if any."""
    match _document(value):
        case Mapping() as parts:
            for key, part in parts.items():
                yield key, part
                yield from _inside(part)
        case list() as parts:
            for part in parts:
                yield "", part
                yield from _inside(part)


TABLES = list(_tables())
PARTS = [found for line in TABLES for each in line.resources for found in _inside(each.properties)]
NAMES: dict[str, set[str]] = defaultdict(lambda: {"name"})
"""The properties that rules were seen to read, by type."""
for line in TABLES:
    for read in line.rule.judge_one(line.resources[0], Stack("test", line.resources)).evidence:
        NAMES[read.resource.type].add(read.path.split(".")[0])

ODD: list[Any] = [
    UNKNOWN,
    SECRET,
    None,
    "",
    [],
    {},
    Template("arn:aws:s3:::${b.id}/*"),
    Template('{"Statement": "${r.arn}"}'),
]
keys = st.sampled_from(sorted({name for name, _ in PARTS}))
seen = st.sampled_from(list({repr(part): part for _, part in PARTS}.values()))
leaves = seen | st.sampled_from(ODD) | st.integers() | st.booleans() | st.floats() | st.text(max_size=3)
values = st.recursive(
    leaves,
    lambda parts: st.lists(parts, max_size=2) | st.dictionaries(keys, parts, max_size=3),
    max_leaves=5,
)
anything = values | values.map(lambda value: json.dumps(value, default=str))
numbers = st.integers(0, 40)
seldom = numbers.map(lambda number: number > 34)
pairs = st.lists(st.tuples(numbers, numbers), max_size=3)


@cache
def properties_of(type_: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(NAMES[type_])), anything, max_size=4)


def _mutated(draw: Draw, value: Any) -> Any:
    """Return a value with one piece of it, at any depth, replaced."""
    inside = _document(value)
    if not inside or not isinstance(inside, Mapping | list) or draw(seldom):
        return draw(anything)
    changed: Any = dict(inside) if isinstance(inside, Mapping) else list(inside)
    keys = sorted(inside) if isinstance(inside, Mapping) else range(len(inside))
    key = keys[draw(numbers) % len(keys)]
    changed[key] = _mutated(draw, inside[key])
    return json.dumps(changed, default=str) if isinstance(value, str) else changed


def _referring(draw: Draw, resource: Resource, urns: list[str]) -> dict[str, list[str]]:
    """Return the references of a resource, some of them turned to any resource, itself among them."""
    names = sorted({*resource.references, *NAMES[resource.type]})
    turned = {names[name % len(names)]: [urns[to % len(urns)]] for name, to in draw(pairs)}
    return {**{name: list(to) for name, to in resource.references.items()}, **turned}


@st.composite
def stacks(draw: Draw, rule: Rule) -> Stack:
    """Make a stack of a line of the rule's table, with its resources changed and others beside them."""
    lines = [line for line in TABLES if line.rule is rule] or [case(rule, "", "", resource(rule.types[0]))]
    line = lines[draw(numbers) % len(lines)]
    resources = []
    for each in line.resources:
        mutated = _mutated(draw, each.properties)
        resources.append(replace(each, properties=mutated if isinstance(mutated, Mapping) else {}))
    types = [*rule.types, *(each.type for each in line.resources)]
    for number in range(draw(numbers) % 3):
        type_, name = types[draw(numbers) % len(types)], f"other-{number}"
        resources.append(Resource(urn=urn(name), type=type_, name=name, properties=draw(properties_of(type_))))
    urns = [*(each.urn for each in resources), urn("of-another-stack")]
    return Stack("test", [replace(each, references=_referring(draw, each, urns)) for each in resources])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_an_answer_whatever_it_is_given(rule: Rule) -> None:
    @settings(
        max_examples=max(EXAMPLES // len(RULES), 20),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(stacks(rule))
    def explore(stack: Stack) -> None:
        for subject in stack.of(*rule.types):
            for surroundings in (stack, Stack("test", [replace(subject)])):
                answer = rule.judge_one(surroundings.find(subject.urn), surroundings)
                assert isinstance(answer, Outcome)
                assert isinstance(answer.reason, str)
                assert bool(answer.reason) is (answer.status is not Status.PASS)

    explore()
