"""Checkov has nothing against this project's own stacks that nobody accepted. It is asked wherever it is installed."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from auditor.accepted import accepted
from auditor.graph import ResourceGraph
from auditor.judges.checkov import judge_by_checkov
from auditor.results import CheckovVerdict, ExceptionProblem
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from policies.rules import RULES
from tests.conftest import ROOT

from .installed import checkov_or_skip

PROJECT = load_project(ROOT)
FEWEST_CHECKS = 130
"""Of Checkov's checks for AWS as many run on each stack; the others judge what none of them has."""


@cache
def judged() -> dict[str, tuple[CheckovVerdict, tuple[ExceptionProblem, ...]]]:
    exceptions = accepted(PROJECT, [rule.id for rule in RULES])
    today = max(each.approved_on for each in exceptions) if exceptions else date.today()
    return {
        graph.stack: judge_by_checkov(graph, checkov_or_skip(), exceptions, today)
        for graph in render(PROJECT, PROJECT.stacks)
        if isinstance(graph, ResourceGraph)
    }


@pytest.mark.parametrize("stack", PROJECT.stacks)
def test_every_resource_is_seen_and_every_policy_read(stack: str) -> None:
    checkov_or_skip()
    verdict, _ = judged()[stack]
    assert (verdict.resources, verdict.not_shown, verdict.problems) == (verdict.of_resources, (), ())
    assert len(verdict.checks) >= FEWEST_CHECKS


@pytest.mark.parametrize("stack", PROJECT.stacks)
def test_nothing_stands_against_a_stack_that_nobody_accepted(stack: str) -> None:
    checkov_or_skip()
    verdict, faulty = judged()[stack]
    assert [(each.rule, each.name, each.source) for each in verdict.findings if each.blocks] == []
    assert faulty == ()
