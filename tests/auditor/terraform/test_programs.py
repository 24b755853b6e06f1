"""Programs of other people, in the shapes that public examples of Pulumi have.

Each is a project of its own, and knows nothing of this one. It is rendered, translated, shown to the real provider where
Terraform finds it, and judged by Checkov where that is installed.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from auditor.graph import ResourceGraph
from auditor.judges.checkov import judge_by_checkov
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from auditor.terraform.conformance import conform
from auditor.terraform.translation import translate
from tests.auditor.checkov.installed import checkov_or_skip

from .terraform import tool_or_skip

FOLDER = Path(__file__).parent / "programs"
FOUND = {
    "database": {"CKV_AWS_16": "__main__.py:30", "CKV_AWS_96": "__main__.py:45"},
    "edge": {"CKV2_AWS_32": "__main__.py:74"},
    "eks": {"CKV_AWS_39": "__main__.py:21"},
    "fargate": {"CKV_AWS_2": "__main__.py:20", "CKV_AWS_333": "__main__.py:75"},
    "lambda_and_api": {"CKV_AWS_59": "__main__.py:49", "CKV_AWS_50": "__main__.py:35"},
    "queue_worker": {"CKV_AWS_27": "__main__.py:12"},
    "state_machine": {"CKV_AWS_355": "__main__.py:42"},
    "static_site": {"CKV_AWS_54": "__main__.py:17", "CKV_AWS_70": "__main__.py:49"},
    "stream": {"CKV_AWS_43": "__main__.py:7"},
    "vpc_and_instance": {"CKV_AWS_24": "__main__.py:12", "CKV_AWS_130": "network.py:31"},
}
"""Of each program some of what Checkov has to find, and the line that it is to be traced to."""
NOT_MADE = {"state_machine": ["aws:iam/role:Role"]}
"""What a program only looks up: the provider and Checkov are shown nothing of it."""
NOT_AT_HAND = {"database": 2}
"""Resources of providers that are not AWS's."""


@cache
def graph(name: str) -> ResourceGraph:
    project = load_project(FOLDER / name)
    (rendered,) = render(project, project.stacks or ("dev",))
    assert isinstance(rendered, ResourceGraph), rendered.reason
    return rendered


def test_every_program_is_judged() -> None:
    assert {path.name for path in FOLDER.iterdir() if (path / "Pulumi.yaml").exists()} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_a_strangers_program_is_translated_whole(name: str) -> None:
    translation = translate(graph(name), region="us-east-1")
    left_out = [each for each in translation.left_out if not each.path]
    assert [each.urn.split("::")[2] for each in left_out] == NOT_MADE.get(name, [])
    assert translation.resources == translation.of_resources - len(left_out) > 5
    assert [each for each in translation.left_out if each.path and "variable" not in each.reason] == []


@pytest.mark.parametrize("name", FOUND)
def test_the_real_provider_accepts_and_plans_it(name: str) -> None:
    said = conform(graph(name), tool_or_skip())
    assert (said.errors, said.planned) == ((), said.resources)
    left_out = NOT_AT_HAND.get(name, 0) if said.resources < said.of_resources else 0
    assert said.resources == said.of_resources - len(NOT_MADE.get(name, [])) - left_out


@pytest.mark.parametrize("name", FOUND)
def test_checkov_sees_all_of_it_and_finds_what_is_there(name: str) -> None:
    verdict, faulty = judge_by_checkov(graph(name), checkov_or_skip(), (), date(2026, 6, 1))
    assert (verdict.problems, faulty) == ((), ())
    assert verdict.resources == verdict.of_resources - len(NOT_MADE.get(name, []))
    found = {(each.rule, each.source) for each in verdict.findings}
    assert set(FOUND[name].items()) - found == set()
