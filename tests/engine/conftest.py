"""The fixtures through which tests meet the real engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from .deployment import Deployment, prod_in_full
from .engine import ROOT, TOOLS, Engine, start_engine

StartEngine = Callable[..., Engine]
Deploy = Callable[[str], Deployment]
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def engine_for(tmp_path_factory: pytest.TempPathFactory) -> StartEngine:
    """Starts an engine for a stack of a project: a folder, texts by file name, or both; skips without a CLI."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"the real engine is not installed here: no {' and no '.join(missing)} on the PATH")

    def start(source: Path | None, files: Mapping[str, str] | None = None, stack: str = "dev") -> Engine:
        return start_engine(tmp_path_factory.mktemp("engine") / stack, source, files or {}, stack)

    return start


@pytest.fixture(scope="session")
def deploy(engine_for: StartEngine) -> Deploy:
    """Gives the deployment of an environment, dev as it is or prod with every option, the same to all who ask."""
    return cache(lambda stack: Deployment(engine_for(ROOT, prod_in_full(), stack)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker, where they share what is deployed, and begin with them: they take longest."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("engine"))
    items.sort(key=lambda item: HERE not in item.path.parents)
