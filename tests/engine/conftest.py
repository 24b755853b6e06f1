"""The fixture through which tests meet the real engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .engine import TOOLS, Engine, start_engine

StartEngine = Callable[..., Engine]


@pytest.fixture(scope="session")
def engine_for(tmp_path_factory: pytest.TempPathFactory) -> StartEngine:
    """Starts an engine for a project (a folder, or texts by file name) and a stack; skips without a CLI."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"the real engine is not installed here: no {' and no '.join(missing)} on the PATH")

    def start(project: Path | Mapping[str, str], stack: str = "dev") -> Engine:
        return start_engine(tmp_path_factory.mktemp("engine") / stack, project, stack)

    return start
