"""What in docs/ comes from the code says what the code says: `make docs` writes it anew."""

from __future__ import annotations

import re

import pytest

from auditor.asked import rendered_stacks
from auditor.availability.chain import environment
from auditor.capacity.configured import configured
from auditor.capacity.steepness import steeper
from auditor.graph import ResourceGraph
from auditor.picture import picture
from auditor.reference import references
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from tests.conftest import ROOT


@pytest.mark.parametrize("name", references())
def test_a_reference_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == references()[name]


def test_every_setting_is_described_in_a_sentence() -> None:
    lines = [line for line in references()["settings.md"].splitlines() if line.startswith("- ")]
    assert len(lines) > 70
    assert [line for line in lines if not re.search(r"(required|by default)\. \S", line)] == []


def test_the_picture_is_current() -> None:
    (graph,) = render(load_project(ROOT), ["prod"])
    assert isinstance(graph, ResourceGraph)
    assert (ROOT / "docs" / "layers.svg").read_text() == picture(graph)


def test_the_figures_of_the_readme_are_those_of_the_replay_and_of_the_agreements() -> None:
    graphs = dict(zip(("stage", "prod"), rendered_stacks(ROOT, ("stage", "prod")), strict=True))
    (service,) = configured(graphs["prod"])
    (busiest,) = [each.shares for each in steeper(service) if "busiest" in each.day]
    chains = [environment(graph) for graph in graphs.values()]
    assert service.load.rise_seconds == 600
    assert busiest[450] >= service.load.objective > busiest[300]
    told = " ".join((ROOT / "README.md").read_text().split())
    for figure in (
        f"Then prod keeps its {service.load.objective:.1%} at the busiest hour; at seven and a half minutes it still "
        f"does, at five it comes to {busiest[300]:.2%}, and at once to {busiest[0]:.2%}",
        *(f"comes to {chain.uptime:.2%} for stage and prod" for chain in chains if chain),
    ):
        assert figure.replace("%", " %") in told
    assert all(chains)


MARKDOWN = sorted(
    str(path.relative_to(ROOT)) for folder in ("", "docs", "docs/decisions") for path in (ROOT / folder).glob("*.md")
)


@pytest.mark.parametrize("name", MARKDOWN)
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    path = ROOT / name
    links = re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"(?:^|`)make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert named
    assert set(named) <= set(targets)


def test_make_lists_every_target_that_a_person_calls() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE) == phony.split()
