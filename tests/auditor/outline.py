"""What a screen reader goes by in a page, for the tests of pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser


def outlined(page: str) -> Outline:
    """Read a page."""
    outline = Outline()
    outline.feed(page)
    return outline


class Outline(HTMLParser):
    """Headings, tables, places and links, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = self.unscoped = 0
        self.ids: set[str] = set()
        self.repeated_ids: set[str] = set()
        self.links: set[str] = set()
        self.landmarks: list[str] = []
        self.unnamed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.unscoped += tag == "th" and "scope" not in given
        place, link = given.get("id"), given.get("href") or ""
        if place:
            self.repeated_ids |= {place} & self.ids
            self.ids.add(place)
        if link:
            self.links.add(link)
        if tag in ("header", "main", "footer", "nav"):
            self.landmarks.append(tag)
        if (tag == "nav" or given.get("role") == "region") and not given.get("aria-label"):
            self.unnamed.append(tag)
