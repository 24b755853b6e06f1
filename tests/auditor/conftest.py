"""What the tests of pages share, who are all on one worker: a browser, and a report that has every kind of page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.capacity.command import show_capacity

from .browser import every_kind_of_page, own_dev
from .chromium import Chromium, chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a page of each kind is, and beside those of the report what `footing capacity` writes by itself."""
    place = every_kind_of_page(tmp_path_factory.mktemp("report") / "report")
    show_capacity((own_dev(),), place / "capacity.html")
    return place
