"""What several tests stand on: a way to record what a piece of program declares."""

from __future__ import annotations

import contextvars
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from auditor.graph import ResourceGraph
from auditor.sources.configuration import Configuration, Project
from auditor.sources.program import record
from auditor.sources.stock_sdk import uses_stock_sdk
from auditor.sources.tokens import Tokens

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("footing", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("footing")

# Terraform, its provider and the engine of Pulumi live for seconds, a third of which they would collect garbage.
os.environ.setdefault("GOGC", "400")

ROOT = Path(__file__).parent.parent
Record = Callable[..., ResourceGraph]


@pytest.fixture
def recorded() -> Record:
    """Return a function that runs a program given as a function, under the recorder, and returns its graph."""

    def run(declare: Callable[[], Any], *, stack: str = "test", **config: str) -> ResourceGraph:
        project = Project(ROOT, "footing", ROOT / "stacks")
        configuration = Configuration({"aws:region": "us-east-1", **config})
        return contextvars.copy_context().run(
            record, declare, project, stack, configuration, Tokens(), eager=not uses_stock_sdk()
        )

    return run
