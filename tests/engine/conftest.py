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
    """Starts an engine for a stack of a project: a folder, texts by file name, or both; skips without a CLI."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"the real engine is not installed here: no {' and no '.join(missing)} on the PATH")

    def start(source: Path | None, files: Mapping[str, str] | None = None, stack: str = "dev") -> Engine:
        return start_engine(tmp_path_factory.mktemp("engine") / stack, source, files or {}, stack)

    return start
