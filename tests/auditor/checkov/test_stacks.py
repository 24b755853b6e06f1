"""Checkov has nothing against this project's own stacks that nobody accepted. It is asked wherever it is installed."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from auditor.accepted import accepted
from auditor.graph import ResourceGraph
from auditor.judges.checkov import judge_by_checkov
from auditor.results.report import CheckovVerdict, ExceptionProblem
from auditor.sources.configuration import Project, load_project
from auditor.sources.program import render
from policies.rules import RULES
from tests.auditor.projects import change_settings, copy_of_the_project
from tests.conftest import ROOT

from .installed import checkov_or_skip

PROJECT = load_project(ROOT)
FEWEST_CHECKS = 130
"""Of Checkov's checks for AWS as many run on each stack; the others judge what none of them has."""


@cache
def judged() -> dict[str, tuple[CheckovVerdict, tuple[ExceptionProblem, ...]]]:
    return said_of(PROJECT, *PROJECT.stacks)


def said_of(project: Project, *stacks: str) -> dict[str, tuple[CheckovVerdict, tuple[ExceptionProblem, ...]]]:
    exceptions = accepted(project, [rule.id for rule in RULES])
    today = max(each.approved_on for each in exceptions) if exceptions else date.today()
    return {
        graph.stack: judge_by_checkov(graph, checkov_or_skip(), exceptions, today)
        for graph in render(project, stacks)
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


def test_who_turns_an_edge_on_finds_every_deviation_of_it_explained(tmp_path: Path) -> None:
    checkov_or_skip()
    folder = copy_of_the_project(tmp_path / "project")
    change_settings(folder, "prod", "delivery", edge={"static_paths": ["/static/*"]})
    verdict, faulty = said_of(load_project(folder), "prod")["prod"]
    assert [(each.rule, each.name) for each in verdict.findings if each.blocks] == []
    assert faulty == ()
    assert {each.name for each in verdict.findings if each.accepted} >= {"edge-distribution", "edge-certificate"}
