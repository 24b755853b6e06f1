"""Programs of other people, in the shapes that public examples of Pulumi have.

Each is a project of its own, and knows nothing of this one. It is rendered, translated, validated by the real provider
where Terraform finds it, and judged by Checkov where that is installed.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.checkov.environment import Checkov
from auditor.checkov.remembered import remembered
from auditor.checkov.shown import shown
from auditor.graph import ResourceGraph
from auditor.judges.checkov import judge_by_checkov, translated
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from auditor.terraform.conformance import write_oracle
from auditor.terraform.folder import texts
from auditor.terraform.tool import Tool
from auditor.terraform.translation import translate
from tests.auditor.checkov.installed import checkov_or_skip

from .terraform import tool_or_skip

pytestmark = pytest.mark.xdist_group("programs")
"""On one worker: what the provider says of all of them is asked once."""

FOLDER = Path(__file__).parent / "programs"
EXAMPLES = "oracle.auto.tfvars.json"
"""Where the values of the variables are, which only the outermost module is given by a file."""
FOUND = {
    "database": {("CKV_AWS_16", "orders"), ("CKV_AWS_96", "reports")},
    "edge": {("CKV2_AWS_32", "site")},
    "eks": {("CKV_AWS_39", "eks")},
    "fargate": {("CKV_AWS_2", "web"), ("CKV_AWS_333", "app-svc")},
    "lambda_and_api": {("CKV_AWS_59", "any"), ("CKV_AWS_50", "hello")},
    "queue_worker": {("CKV_AWS_27", "dead-letters"), ("CKV_AWS_27", "jobs")},
    "state_machine": {("CKV_AWS_355", "invoke")},
    "static_site": {("CKV_AWS_54", "site"), ("CKV_AWS_70", "site")},
    "stream": {("CKV_AWS_43", "clicks")},
    "vpc_and_instance": {("CKV_AWS_24", "web"), ("CKV_AWS_130", "main-1")},
}
"""Of each program some of what Checkov has to find, and on what."""
NOT_MADE = {"state_machine": ["aws:iam/role:Role"]}
"""What a program only looks up: the provider and Checkov are shown nothing of it."""


@cache
def graph(name: str) -> ResourceGraph:
    project = load_project(FOLDER / name)
    (rendered,) = render(project, project.stacks or ("dev",))
    assert isinstance(rendered, ResourceGraph), rendered.reason
    return rendered


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what the real provider has against each program, as modules of one configuration.

    Most of what an answer takes is the provider's start. To plan the programs too would take several times as long.
    """
    tool = tool_or_skip()
    together = tmp_path_factory.mktemp("programs")
    modules = {name: _module(tool, together / name, graph(name)) for name in FOUND}
    (together / "main.tf.json").write_text(json.dumps({"module": modules}), encoding="utf-8")
    tool.prepare(together)
    said = tool.run_json(together, "validate", "-json", accepted=(0, 1))["diagnostics"]
    found: dict[str, list[str]] = {name: [] for name in FOUND}
    for each in said:
        if each["severity"] == "error":
            at_fault = [Path(each["range"]["filename"]).parts[0]] if "range" in each else FOUND
            for name in at_fault:
                found[name].append(f"{each['summary']}: {each['detail']}")
    return found


def _module(tool: Tool, folder: Path, graph: ResourceGraph) -> dict[str, Any]:
    """Write a program as a module; return how it is called, with a value for each of its variables."""
    at_hand = tool.providers or {"aws"}
    translation = translate(graph, region="us-east-1", providers=at_hand, newer=False, imports=False)
    folder.mkdir()
    for file, text in texts(translation, "hcl").items():
        (folder / file).write_text(text, encoding="utf-8")
    write_oracle(folder, translation)
    return {"source": f"./{folder.name}", **json.loads((folder / EXAMPLES).read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def checkov() -> Checkov:
    """Return Checkov, asked about all programs at once: most of what an answer takes is its start."""
    found = checkov_or_skip()
    remembered(found, *(shown(translated(graph(name))) for name in FOUND))
    return found


def test_every_program_is_judged() -> None:
    assert {path.name for path in FOLDER.iterdir() if (path / "Pulumi.yaml").exists()} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_a_strangers_program_is_translated_whole(name: str) -> None:
    translation = translate(graph(name), region="us-east-1")
    left_out = [each for each in translation.left_out if not each.path]
    assert [each.urn.rpartition("$")[2].split("::")[-2] for each in left_out] == NOT_MADE.get(name, [])
    assert translation.resources == translation.of_resources - len(left_out) > 5


@pytest.mark.parametrize("name", FOUND)
def test_the_real_provider_has_nothing_against_it(name: str, errors: dict[str, list[str]]) -> None:
    assert errors[name] == []


@pytest.mark.parametrize("name", FOUND)
def test_checkov_sees_all_of_it_and_finds_what_is_there(name: str, checkov: Checkov) -> None:
    verdict, faulty = judge_by_checkov(graph(name), checkov, (), date(2026, 6, 1))
    assert (verdict.problems, faulty) == ((), ())
    assert verdict.resources == verdict.of_resources - len(NOT_MADE.get(name, []))
    assert FOUND[name] - {(each.rule, each.name) for each in verdict.findings} == set()


def test_what_is_found_is_traced_to_the_file_and_line_that_declare_it(checkov: Checkov) -> None:
    verdict, _ = judge_by_checkov(graph("vpc_and_instance"), checkov, (), date(2026, 6, 1))
    (finding,) = [each for each in verdict.findings if (each.rule, each.name) == ("CKV_AWS_130", "main-1")]
    text = (FOLDER / "vpc_and_instance" / "network.py").read_text()
    line = 1 + text[: text.index("aws.ec2.Subnet(")].count("\n")
    assert finding.source == f"network.py:{line}"
    assert "example:net:Network$aws:ec2/subnet:Subnet::main-1" in finding.urn
