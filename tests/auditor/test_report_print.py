"""The report on paper: printed by Chromium, where there is one, and read again from the PDF by poppler."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.auditor.browser import OPENED, PAGES, ROWS
from tests.auditor.chromium import Chromium

MILLIMETRE = 72 / 25.4
SIDE, FOOT = 15 * MILLIMETRE, 16 * MILLIMETRE
"""What report.css leaves blank at either side, and below, where the number of the page stands."""
BLOCKS = ("h1", "h2", "h3", "h4", "p", "dt", "dd", "li", "th", "td", "caption", "summary", "text")
"""What is told in one piece."""
UNPRINTED = ("nav", "title", "desc", "style")
pytestmark = [
    *OPENED,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed, so no PDF is read"),
]


class Word(NamedTuple):
    """A word of a PDF. Measures are in points, from the left and from the top of its page."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float
    """Of the page."""


class Told(HTMLParser):
    """What a page tells, block by block, without blanks and without what is not for the eye."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "br", "wbr", "rect", "path", "polygon"):
            return
        shown = tag not in UNPRINTED and dict(attrs).get("class") not in ("skip", "unseen")
        self.within.append(tag if shown else "unseen")
        self.blocks += [""] * (tag in BLOCKS)

    def handle_endtag(self, tag: str) -> None:
        if self.within and tag not in ("rect", "path", "polygon"):
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if "unseen" not in self.within and any(each in BLOCKS for each in self.within):
            self.blocks[-1] += blankless(data)


@pytest.fixture(scope="module")
def printed(pages: Path, browser: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that prints a page, once."""
    place = tmp_path_factory.mktemp("printed")

    def run(name: str) -> Path:
        file = place / f"{name.replace('/', '-')}.pdf"
        if not file.exists():
            with browser.page(pages / name) as page:
                file.write_bytes(page.printed())
        return file

    return run


def blankless(text: str) -> str:
    """Return text without blanks, and letters that were joined as they are apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def poppler(tool: str, *arguments: str | Path) -> bytes:
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, check=True).stdout


def words(pdf: Path) -> Iterator[Word]:
    """Return the words of a PDF, but for the number of each page."""
    space = "{http://www.w3.org/1999/xhtml}"
    pages = ET.fromstring(poppler("pdftotext", "-bbox", pdf, "-")).iter(f"{space}page")
    for number, page in enumerate(pages):
        width, height = float(page.attrib["width"]), float(page.attrib["height"])
        for each in page.iter(f"{space}word"):
            left, top, right, bottom = (float(each.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))
            if top < height - FOOT:
                yield Word(each.text or "", number, left, top, right, bottom, width, height)


@pytest.mark.parametrize("name", PAGES)
def test_all_that_a_page_tells_is_on_paper(name: str, pages: Path, printed: Callable[[str], Path]) -> None:
    told = Told()
    told.feed((pages / name).read_text(encoding="utf-8"))
    paper = poppler("pdftotext", "-raw", printed(name), "-").decode()
    paper = blankless(re.sub(r"^\f?\d+ / \d+$", "", paper, flags=re.MULTILINE))
    assert [block for block in told.blocks if block not in paper] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_word_leaves_its_page(name: str, printed: Callable[[str], Path]) -> None:
    outside = [
        word
        for word in words(printed(name))
        if word.left < SIDE - 1 or word.right > word.width - SIDE + 1 or word.bottom > word.height - FOOT + 2
    ]
    assert outside == []


def test_nothing_is_made_smaller_to_fit(printed: Callable[[str], Path]) -> None:
    heights = {
        name: next(round(word.bottom - word.top, 1) for word in words(printed(name)) if word.bottom - word.top > 20)
        for name in PAGES
    }
    assert len(set(heights.values())) == 1, heights


@pytest.mark.parametrize("name", ["stacks/dev.html", "controls/hipaa-2.html"])
def test_no_row_is_cut_in_two(name: str, printed: Callable[[str], Path]) -> None:
    found = list(words(printed(name)))
    assert found[-1].page > 3
    begun, ended = (
        [(word.text[len(side) :], word.page) for word in found if word.text.startswith(side)]
        for side in ("begins", "ends")
    )
    assert begun == ended
    assert len({place for place, _ in begun}) > ROWS // 4


def test_the_head_of_a_table_stands_on_each_of_its_pages(printed: Callable[[str], Path]) -> None:
    found = list(words(printed("controls/hipaa-2.html")))
    with_rows = {word.page for word in found if word.text.startswith("begins")}
    assert with_rows <= {word.page for word in found if word.text == "Declared"}
    assert len(with_rows) > 3
