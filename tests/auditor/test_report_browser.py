"""The report as its reader opens it: in Chromium, where there is one, by eye and with what helps the eye."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.auditor.browser import OPENED, PAGES
from tests.auditor.chromium import Chromium, Page

pytestmark = OPENED
ALL_PAGES = (*PAGES, "capacity.html")
"""Those of a report, and what `footing capacity` writes by itself."""
COLOURFUL = ("index.html", "controls/hipaa.html", "stacks/dev.html", "network/dev.html", "data-flow/dev.html")
"""Pages that have, together, every colour that there is: one scheme of colours has the same elements as the other."""
ASKED = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The tags of axe-core's rules that a page is held against."""


def examined(page: Page) -> Any:
    """Return what axe-core says of a page."""
    axe = files("axe_playwright_python") / "axe.min.js"
    own = Path(__file__).with_name("examine.js").read_text(encoding="utf-8")
    asked = f"const asked = {json.dumps(ASKED)};\n{own}"
    return json.loads(page.run(axe.read_text(encoding="utf-8"), asked, "document.documentElement.dataset.examined"))


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_is_seen_without_a_word_on_the_console(name: str, pages: Path, browser: Chromium) -> None:
    assert re.search(r"<h1>.+</h1>", (pages / name).read_text(encoding="utf-8"))
    with browser.page(pages / name) as page:
        assert len(page.picture()) > 20_000
        assert page.words() == []


def test_what_a_page_says_on_the_console_or_may_not_do_is_noticed(tmp_path: Path, browser: Chromium) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'sha256-none'\">"
    for head, wanted in (("", "Runtime.consoleAPICalled"), (policy, "Log.entryAdded")):
        place = tmp_path / "page.html"
        place.write_text(f"<html><head>{head}</head><body><script>console.log('a word')</script></body></html>")
        with browser.page(place) as page:
            assert {each["method"] for each in page.words()} == {wanted}


@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "light") for name in ALL_PAGES), *((name, "dark") for name in COLOURFUL)]
)
def test_a_page_keeps_to_the_guidelines_for_accessible_content(
    name: str, scheme: str, pages: Path, browser: Chromium
) -> None:
    with browser.page(pages / name, prefers_color_scheme=scheme) as page:
        said = examined(page)
    assert said["scheme"] == scheme
    assert {"color-contrast", "heading-order", "landmark-one-main"} <= set(said["kept"])
    assert said["against"] == []
    assert said["unclear"] == []
