"""What in docs/ comes from the code says what the code says: `make docs` writes it anew."""

from __future__ import annotations

import re

import pytest

from auditor.graph import ResourceGraph
from auditor.picture import picture
from auditor.reference import references
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from tests.conftest import ROOT


@pytest.mark.parametrize("name", references())
def test_a_reference_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == references()[name]


def test_the_picture_is_current() -> None:
    (graph,) = render(load_project(ROOT), ["prod"])
    assert isinstance(graph, ResourceGraph)
    assert (ROOT / "docs" / "layers.svg").read_text() == picture(graph)


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
