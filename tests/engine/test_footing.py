"""The real engine runs the real program and enforces the real pack, and says what the offline judge says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.engine import read_engine_file
from auditor.sources.program import render
from policies.rules import RULES

from .comparison import native, offline
from .conftest import StartEngine
from .engine import ROOT, Engine
from .events import Run

STACKS = ("dev", "prod")
PROD = "stacks/Pulumi.prod.yaml"
IN_FULL = """
    database: {replicas: 1}
    backup: {copy_region: us-west-2, lock: compliance}
    audit: {object_lock: compliance}
"""
"""What prod leaves out by default, so that every component there is meets the engine."""


def in_full() -> str:
    settings = (ROOT / PROD).read_text().replace("# break_glass:", "break_glass:")
    return settings.rstrip() + IN_FULL


def recorded(folder: Path, stack: str) -> ResourceGraph:
    (graph,) = render(load_project(folder), [stack])
    assert isinstance(graph, ResourceGraph), graph
    return graph


@pytest.fixture(scope="module", params=STACKS)
def engine(request: pytest.FixtureRequest, engine_for: StartEngine) -> Engine:
    return engine_for(ROOT, {PROD: in_full()}, stack=request.param)


@pytest.fixture(scope="module")
def preview(engine: Engine) -> Run:
    return engine.preview()


@pytest.fixture(scope="module")
def graph(engine: Engine) -> ResourceGraph:
    return recorded(engine.project, engine.stack)


@pytest.fixture(scope="module")
def update(engine: Engine, preview: Run) -> Run:
    assert preview.exit_code == 0, preview.text
    return engine.up()


def test_a_preview_runs_the_program_and_finds_nothing_against_it(preview: Run) -> None:
    assert (preview.exit_code, preview.violations) == (0, ()), preview.text


def test_every_component_is_met(engine: Engine, graph: ResourceGraph) -> None:
    if engine.stack == "prod":
        kinds = {resource.type.removeprefix("footing:components:") for resource in graph if not resource.custom}
        modules = (path.read_text() for path in (ROOT / "components").glob("*.py"))
        assert kinds >= {name for text in modules for name in re.findall(r"class (\w+)\(pulumi.ComponentRes", text)}


def test_every_rule_can_be_run_at_preview(preview: Run) -> None:
    assert "can't run policy" not in preview.text


def test_at_preview_a_rule_says_offline_what_it_says_natively(preview: Run, graph: ResourceGraph) -> None:
    """Offline the gaps in a document are known to be gaps only; natively all of it is unknown until deployment."""
    natively, expected = native(preview), offline(graph)
    assert {rule: said.failed for rule, said in natively.items()} == {
        rule: said.failed for rule, said in expected.items()
    }
    silent = {rule for rule, said in natively.items() if said.passed != expected[rule].passed}
    assert silent <= {rule.id for rule in RULES if rule.id.endswith("-policy-confined")}
    assert all(natively[rule].passed <= expected[rule].passed for rule in silent)


def test_an_update_deploys_every_resource_of_the_recorded_graph(
    update: Run, engine: Engine, graph: ResourceGraph
) -> None:
    assert (update.exit_code, update.violations) == (0, ()), update.text
    deployed = {state["urn"] for state in engine.export()["resources"]}
    # The engine makes a default provider by itself, where a package needs no configuration.
    assert {urn for urn in deployed if "::default_" not in urn} == {resource.urn for resource in graph}


def test_at_an_update_a_rule_says_offline_what_it_says_natively(update: Run, graph: ResourceGraph) -> None:
    assert native(update) == offline(graph)


def test_a_deployed_state_is_judged_like_the_program(
    update: Run, engine: Engine, graph: ResourceGraph, tmp_path: Path
) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"version": 3, "deployment": engine.export()}))
    state = read_engine_file(path)
    assert offline(state) == offline(graph)
    assert relations(state) == relations(graph)


def test_a_previews_json_is_judged_like_the_program(engine: Engine, graph: ResourceGraph, tmp_path: Path) -> None:
    path = tmp_path / "preview.json"
    path.write_text(engine.preview_json())
    read = read_engine_file(path)
    assert relations(read) == relations(graph)
    expected = offline(graph)
    for rule, said in offline(read).items():
        assert said.failed == expected[rule].failed
        assert said.passed <= expected[rule].passed


def relations(graph: ResourceGraph) -> dict[str, object]:
    """To whom each property of each resource refers, and where in the program it is declared."""
    return {
        resource.urn: (dict(resource.property_dependencies), str(resource.source))
        for resource in graph
        if not resource.type.startswith("pulumi:")
    }
