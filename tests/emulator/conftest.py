"""What is rehearsed, once for all who ask what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.asked import rendered_stacks
from auditor.graph import ResourceGraph
from tests.auditor.terraform.terraform import tool_or_skip
from tests.conftest import ROOT

from .emulator import Emulator, emulator, python_or_skip
from .gaps import GAPS, MISREAD
from .rehearsal import Rehearsal, rehearse
from .taking_down import TakenDown, take_down

ASKED_FOR = "FOOTING_REHEARSE" in os.environ
"""The provider waits for minutes, on AWS's account: for a database alone, it asks after a minute for the first time."""
STACKS = ("dev", "prod")
LEFT_OUT = {**GAPS, **MISREAD}
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rehearsed:
    """A stack, what came of applying it, and where it then is."""

    graph: ResourceGraph
    rehearsal: Rehearsal
    emulator: Emulator


_EACH = [pytest.param(each, marks=pytest.mark.xdist_group(f"emulator {each}")) for each in STACKS]
in_dev = pytest.mark.parametrize("rehearsed", _EACH[:1], indirect=True)
"""Of tests after which dev is no more: they come last, by the name of their file."""


@pytest.fixture(scope="session", params=_EACH)
def rehearsed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    if not ASKED_FOR:
        pytest.skip("a rehearsal takes minutes, which `make rehearse` takes")
    python, tool = python_or_skip(), tool_or_skip()
    (graph,) = rendered_stacks(ROOT, (request.param,))
    folder = tmp_path_factory.mktemp("rehearsal")
    with emulator(python, tmp_path_factory.mktemp("emulator")) as running:
        yield Rehearsed(graph, rehearse(graph, tool, running, folder, without=LEFT_OUT), running)


@pytest.fixture(scope="session")
def taken_down(rehearsed: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> TakenDown:
    project = tmp_path_factory.mktemp("taken-down") / "project"
    return take_down(rehearsed.rehearsal, rehearsed.emulator, rehearsed.graph.stack, project)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin early with these tests, which wait more than they work."""
    items.sort(key=lambda item: HERE not in item.path.parents)
