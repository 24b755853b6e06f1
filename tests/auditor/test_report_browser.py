"""The report as its reader opens it: in Chromium, where there is one, by eye and with what helps the eye."""

from __future__ import annotations

import html
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from auditor.capacity.command import show_capacity
from tests.auditor.browser import OPENED, PAGES, chromium, every_kind_of_page, own_dev

pytestmark = OPENED
ALL_PAGES = (*PAGES, "capacity.html")
"""Those of a report, and what `footing capacity` writes by itself."""
COLOURFUL = ("index.html", "controls/hipaa.html", "stacks/dev.html", "network/dev.html", "data-flow/dev.html")
"""Pages that have, together, every colour that there is: one scheme of colours has the same elements as the other."""
SCHEMES = {"dark": 0, "light": 1}
"""What Chromium calls the schemes of colours that a reader can ask for."""
ASKED = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The tags of axe-core's rules that a page is held against."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = every_kind_of_page(tmp_path_factory.mktemp("report") / "report")
    show_capacity((own_dev(),), place / "capacity.html")
    return place


def examined(page: Path, scheme: str) -> Any:
    """Return what axe-core says of a page, by a copy that admits it as the page itself admits no script."""
    axe = files("axe_playwright_python") / "axe.min.js"
    text = re.sub(r"<meta http-equiv=.Content-Security-Policy.[^>]*>", "", page.read_text(encoding="utf-8"))
    script = f"const asked = {json.dumps(ASKED)};\n{Path(__file__).with_name('examine.js').read_text(encoding='utf-8')}"
    copy = page.with_name(f"{page.stem}.{scheme}.html")
    copy.write_text(text.replace("</body>", f"<script src='file://{axe}'></script><script>{script}</script></body>"))
    asked = f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}"
    done = chromium("--window-size=1280,1500", "--virtual-time-budget=60000", asked, "--dump-dom", f"file://{copy}")
    found = re.search(r'data-examined="([^"]*)"', done.stdout)
    assert found, done.stderr
    return json.loads(html.unescape(found[1]))


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_is_seen_without_a_word_on_the_console(name: str, folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "page.png"
    done = chromium("--window-size=1280,1500", f"--screenshot={seen}", f"file://{folder / name}")
    assert re.search(r"<h1>.+</h1>", (folder / name).read_text(encoding="utf-8"))
    assert seen.stat().st_size > 20_000
    assert "CONSOLE" not in done.stderr
    assert "Refused to" not in done.stderr


@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in ALL_PAGES), *((name, "dark") for name in COLOURFUL)]
)
def test_a_page_keeps_to_the_guidelines_for_accessible_content(name: str, scheme: str, folder: Path) -> None:
    said = examined(folder / name, scheme)
    assert said["scheme"] == scheme
    assert {"color-contrast", "heading-order", "landmark-one-main"} <= set(said["kept"])
    assert said["against"] == []
    assert said["unclear"] == []
