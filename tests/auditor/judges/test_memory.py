"""Judging again only what has changed says the same as judging everything."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Unknown
from auditor.judges.memory import Memory
from auditor.judges.rules import judge
from auditor.results.report import StackVerdict
from policies.rule import Outcome, Rule, Severity, stack_rule
from policies.rules import RULES
from policies.view import BASELINE_TYPE, Stack
from policies.view import Resource as Asked
from tests.auditor.browser import own_dev

TODAY = date(2026, 6, 1)
KMS_KEY = "aws:kms/key:Key"
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 7, "", "*", "0.0.0.0/0", [], {}, Unknown(), Secret("s")]
)
"""What somebody may set a property to, or rightly or wrongly leave in it."""


@pytest.fixture(scope="module")
def dev() -> ResourceGraph:
    return own_dev()


def judged(graph: ResourceGraph, memory: Memory | None = None) -> StackVerdict:
    return judge(graph, RULES, (), TODAY, evidence=False, memory=memory)


def with_resource(graph: ResourceGraph, number: int, resource: Resource | None) -> ResourceGraph:
    before, after = graph.resources[:number], graph.resources[number + 1 :]
    return replace(graph, resources=(*before, *([resource] if resource else []), *after))


@st.composite
def edits(draw: st.DrawFn, graph: ResourceGraph) -> ResourceGraph:
    """A stack of which a resource is gone, has moved, is protected, or has a property that is another."""
    number = draw(st.integers(0, len(graph.resources) - 1))
    resource = graph.resources[number]
    kind = draw(st.sampled_from(["gone", "moved", "protected", *["set"] * 5]))
    other = draw(st.sampled_from(graph.resources))
    if kind == "gone":
        return with_resource(graph, number, None)
    if kind == "moved":
        return with_resource(graph, number, replace(resource, parent=None))
    if kind == "protected" or not resource.inputs:
        protected = replace(resource.options, protect=not resource.options.protect)
        return with_resource(graph, number, replace(resource, options=protected))
    name = draw(st.sampled_from(sorted(resource.inputs)))
    value: Any = draw(VALUES | st.just(Reference(other.urn, "arn")))
    dependencies = {**resource.property_dependencies, name: (other.urn,) if isinstance(value, Reference) else ()}
    inputs = {**resource.inputs, name: value}
    return with_resource(graph, number, replace(resource, inputs=inputs, property_dependencies=dependencies))


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_is_edited_the_verdict_is_that_of_a_judge_without_memory(
    dev: ResourceGraph, data: st.DataObject
) -> None:
    memory, graph = Memory(), dev
    judged(graph, memory)
    for _ in range(data.draw(st.integers(1, 3))):
        graph = data.draw(edits(graph))
        memory = pickle.loads(pickle.dumps(memory))
        assert judged(graph, memory) == judged(graph)


def test_what_has_not_changed_is_not_judged_again(dev: ResourceGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, asked = Memory(), set[str]()
    judged(dev, memory)
    judge_one = Rule._outcome

    def noted(rule: Rule, resource: Any, stack: Any) -> Outcome:
        asked.add(rule.id)
        return judge_one(rule, resource, stack)

    monkeypatch.setattr(Rule, "_outcome", noted)
    judged(dev, memory)
    assert asked <= {rule.id for rule in RULES if rule.by_name}
    number = next(n for n, each in enumerate(dev.resources) if each.type == KMS_KEY)
    key = dev.resources[number]
    edited = replace(key, inputs={**key.inputs, "enableKeyRotation": False})
    judged(with_resource(dev, number, edited), memory)
    assert "key-rotates" in asked
    assert len(asked) < len(RULES) / 2


def resource(type_: str, name: str, parent: Resource | None = None, **inputs: Any) -> Resource:
    urn = f"urn:pulumi:dev::p::{type_}::{name}"
    to = {key: (value.urn,) for key, value in inputs.items() if isinstance(value, Reference)}
    above = parent.urn if parent else None
    return Resource(urn=urn, type=type_, name=name, parent=above, inputs=inputs, property_dependencies=to)


def bucket_rule(ask: Callable[[Asked, Stack], object]) -> Rule:
    """A rule that says of a bucket whatever is answered."""

    def answer(bucket: Asked, stack: Stack) -> str:
        """Answer."""
        return str(ask(bucket, stack))

    return stack_rule(BUCKET, severity=Severity.LOW, fix="Nothing.")(answer)


BUCKET = "aws:s3/bucket:Bucket"
INNER = bucket_rule(lambda _, stack: [each.get("description") for each in stack.of(KMS_KEY)])
QUESTIONS: dict[str, Callable[[Asked, Stack], object]] = {
    "all of a type": lambda _, stack: [each.get("description") for each in stack.of(KMS_KEY)],
    "what it refers to": lambda bucket, _: [each.get("description") for each in bucket.refers_to("key")],
    "what refers to it": lambda it, stack: [each.get("description") for each in stack.referring(it, KMS_KEY, "whose")],
    "what is found": lambda _, stack: stack.find(f"urn:pulumi:dev::p::{KMS_KEY}::key").get("description"),
    "whether it is there": lambda _, stack: "urn:pulumi:dev::p::c:c:Late::late" in stack,
    "everything": lambda _, stack: [each.get("description", "") for each in stack],
    "what the stack says": lambda _, stack: stack.outputs.get("description"),
    "where it belongs": lambda bucket, stack: [stack.within(bucket, each) for each in stack.of("c:c:Top")],
    "what another rule says of it": lambda bucket, stack: INNER.judge_one(bucket, stack).reason,
}


def small_stack(description: str) -> ResourceGraph:
    """A bucket and a key that refer to each other, and what else rules may ask for. The bucket is always the same."""
    top = resource("c:c:Top", "top")
    group = resource("c:c:Group", "group", top if description == "one" else None)
    key = resource(KMS_KEY, "key", description=description, whose=Reference(f"urn:pulumi:dev::p::{BUCKET}::b", "id"))
    bucket = resource(BUCKET, "b", group, key=Reference(key.urn, "arn"))
    baseline = resource(BASELINE_TYPE, "baseline", description=description)
    late = [resource("c:c:Late", "late")] if description == "other" else []
    declared = (top, group, key, bucket, baseline, *late)
    return ResourceGraph(project="p", stack="dev", origin="program", resources=declared)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_rule_is_asked_again_when_an_answer_that_it_got_is_another(question: str) -> None:
    rules, memory = [bucket_rule(QUESTIONS[question])], Memory()
    first, second = (
        judge(small_stack(each), rules, (), TODAY, evidence=False, memory=memory) for each in ("one", "other")
    )
    assert first.findings != second.findings
    assert second == judge(small_stack("other"), rules, (), TODAY, evidence=False)
