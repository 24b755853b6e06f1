"""That tests which share something costly share a worker, as the groups of pytest-xdist promise."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("group")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="no workers: these tests run in one process")
def test_a_group_is_part_of_what_its_tests_are_given_out_by(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@group")
