"""The report as its reader opens it: in Chromium, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.flow_reading import data_flow
from auditor.graph import ResourceGraph
from auditor.inventory import inventory
from auditor.network_reading import networks
from auditor.report.writer import write_report
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from tests.auditor.reports import MIXED
from tests.conftest import ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", "--v=0")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, so no page is opened in one")
PAGES = ("index.html", "controls/hipaa.html", "stacks/dev.html", "network/dev.html", "data-flow/dev.html", "rules.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of violations, with the network and the data flow of this project's own dev."""
    (graph,) = render(load_project(ROOT), ("dev",))
    assert isinstance(graph, ResourceGraph)
    drawn = {"networks": networks(graph), "data_flow": data_flow(graph, inventory(graph))}
    made = MIXED.model_copy(update={"stacks": tuple(each.model_copy(update=drawn) for each in MIXED.stacks)})
    place = tmp_path_factory.mktemp("report") / "report"
    write_report(made, place)
    return place


def chromium(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    return subprocess.run([CHROMIUM, *FLAGS, *arguments], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_a_word_on_the_console(name: str, folder: Path) -> None:
    done = chromium("--dump-dom", f"file://{folder / name}")
    assert re.search(r"<h1>.+</h1>", done.stdout)
    assert "CONSOLE" not in done.stderr
    assert "Refused to" not in done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_printed(name: str, folder: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", f"file://{folder / name}")
    assert printed.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_seen(name: str, folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "page.png"
    chromium("--window-size=1280,1500", f"--screenshot={seen}", f"file://{folder / name}")
    assert seen.stat().st_size > 20_000
