"""The table of a rule's test: each line is a stack of one subject (and what it joins with), and the verdict."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from policies.rule import Rule
from policies.view import STACK_TYPE, Resource, Stack


def resource(
    type_: str, name: str = "subject", /, *, refers: dict[str, list[str]] | None = None, **properties: Any
) -> Resource:
    """Make a resource; `refers` says which of its properties refer to which resources of the table, by name."""
    references = {key: [urn(name) for name in names] for key, names in (refers or {}).items()}
    return Resource(urn=urn(name), type=type_, name=name, properties=properties, references=references)


def exports(**outputs: Any) -> Resource:
    """Make the root of a stack, with what it exports."""
    return resource(STACK_TYPE, "footing-test", **outputs)


def policy(*statements: dict[str, Any]) -> str:
    """Write a policy document as the text that a property holds."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def urn(name: str) -> str:
    return f"urn:pulumi:test::footing::table::{name}"


@dataclass(frozen=True)
class Case:
    """One line: the rule, its verdict on the first resource, the resources, and why the line is there."""

    rule: Rule
    verdict: str
    resources: tuple[Resource, ...]
    because: str

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.verdict}: {self.because}"

    def judged(self) -> str:
        subject = self.resources[0]
        return self.rule.judge_one(subject, Stack("test", self.resources)).status.value


def case(rule: Rule, verdict: str, because: str, *resources: Resource) -> Case:
    return Case(rule, verdict, resources, because)
