"""Checkov itself, where its environment is at hand; a test that asks for it is skipped where it is not."""

from __future__ import annotations

import pytest

from auditor.checkov.environment import Checkov, find_python
from tests.conftest import ROOT


def checkov_or_skip() -> Checkov:
    """Return Checkov, which remembers what it said between runs of the tests."""
    python = find_python()
    if python is None:
        pytest.skip("Checkov is not here: `make checkov` installs it")
    return Checkov(python=python, memory=ROOT / "build" / "checkov")
