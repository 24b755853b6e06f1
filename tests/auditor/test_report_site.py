from __future__ import annotations

import posixpath
import time
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.html import to_pages
from auditor.report.paging import HEAVIEST, paged, pieces
from auditor.report.writer import FORMS
from auditor.results.asset import Asset
from auditor.results.report import Report
from tests.auditor.outline import outlined
from tests.auditor.reports import ACCEPTANCE, ASSET, CLEAN, MIXED, finding, report, stack

LARGEST = 1_500_000
RESOURCES = 10_000


def many(number: int, **changes: object) -> Report:
    """Make a report of a stack with many resources, each judged once."""
    names = [f"records-{place}" for place in range(number)]
    found = [finding(name=name, **changes) for name in names]
    assets = tuple(Asset(urn=each.urn, type=each.type, name=each.name, source=ASSET.source) for each in found)
    return report(stack(*found, inventory=assets, resources=number))


@pytest.mark.parametrize("made", [MIXED, CLEAN, report(), many(5_000)], ids=["mixed", "clean", "empty", "many"])
def test_every_link_leads_somewhere(made: Report) -> None:
    pages = {name: outlined(page) for name, page in to_pages(made).items()}
    others = {*FORMS, "manifest.json", "oscal/assessment-results.json"}
    dead = []
    for name, page in pages.items():
        for link in page.links:
            split = urlsplit(link)
            if split.scheme:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), split.path)) if split.path else name
            known = target in others or (
                target in pages and (not split.fragment or split.fragment in pages[target].ids)
            )
            dead += [] if known else [f"{name}: {link}"]
    assert dead == []


@pytest.mark.parametrize("made", [MIXED, CLEAN, report()], ids=["mixed", "clean", "empty"])
def test_a_screen_reader_can_follow_every_page(made: Report) -> None:
    for name, text in to_pages(made).items():
        page = outlined(text)
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), name
        assert page.tables == page.captions, name
        assert page.unscoped == 0, name
        assert page.repeated_ids == set(), name
        assert [each for each in page.landmarks if each != "nav"] == ["header", "main", "footer"], name
        assert page.unnamed == [], name


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"status": "fail", "reason": "the storage is not encrypted"},
        {"status": "fail", "reason": "the storage is not encrypted", "accepted": ACCEPTANCE},
    ],
    ids=["passing", "failing", "accepted"],
)
def test_ten_thousand_resources_are_written_within_seconds_on_pages_that_a_browser_bears(
    changes: dict[str, object],
) -> None:
    made = many(RESOURCES, **changes)
    start = time.process_time()
    pages = to_pages(made)
    assert time.process_time() - start < 30
    assert max(len(page.encode()) for page in pages.values()) < LARGEST
    for folder in ("controls", "stacks", "inventory"):
        shown = "".join(page for name, page in pages.items() if name.startswith(folder))
        assert all(f">records-{place}<" in shown or f"records-{place} <" in shown for place in range(0, RESOURCES, 97))
    assert 'aria-current="page"' in pages["stacks/dev-2.html"]


WEIGHTS = st.lists(st.integers(1, HEAVIEST * 2), max_size=60)


@given(WEIGHTS)
def test_pages_hold_every_entry_once_in_order_and_none_too_much(weights: list[int]) -> None:
    pages = paged("folder/name", list(enumerate(weights)), lambda entry: entry[1])
    assert [entry for page in pages for entry in page.entries] == list(enumerate(weights))
    assert all(len(page.entries) == 1 or sum(w for _, w in page.entries) <= HEAVIEST for page in pages if page.entries)
    assert [page.name for page in pages][:2] == ["folder/name.html", "folder/name-2.html"][: len(pages)]
    assert all(page.siblings == tuple(each.name for each in pages) for page in pages)


@given(WEIGHTS)
def test_pieces_hold_every_entry_once_in_order(weights: list[int]) -> None:
    cut = pieces(weights, lambda weight: weight)
    assert [entry for piece in cut for entry in piece] == weights
    assert all(len(piece) == 1 or sum(piece) <= HEAVIEST // 2 for piece in cut)
