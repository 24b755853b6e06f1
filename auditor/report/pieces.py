"""The pieces of a page of which there are tens of thousands: made here, for a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from markupsafe import Markup, escape

from auditor.report.population import Judged
from auditor.report.site import Site, anchor
from auditor.results import Finding, Shown

WORDS: dict[Shown, str] = {
    "pass": "pass",
    "fail": "fail",
    "unknown": "unknown",
    "accepted": "accepted",
    "provided elsewhere": "elsewhere",
    "nothing to judge": "no subject",
    "manual": "manual",
}
"""What a verdict is called on the page, where room is short; the page explains each."""
SYMBOLS: dict[Shown, str] = {
    "pass": "✓",
    "fail": "✗",
    "unknown": "?",
    "accepted": "!",
    "provided elsewhere": "→",
    "nothing to judge": "-",
    "manual": "☐",
}
"""Beside the word, for the eye that runs over a table; never alone."""


@cache
def tag(shown: Shown) -> Markup:
    """Return a verdict as a word in a frame."""
    return Markup('<span class="tag {}"><span aria-hidden="true">{}</span> {}</span>').format(
        anchor(shown), SYMBOLS[shown], WORDS[shown]
    )


def tally(counts: Mapping[Shown, int]) -> Markup:
    """Return how often what was said."""
    if not counts:
        return Markup('<span class="quiet">no subject</span>')
    return Markup(", ").join(
        Markup('<span class="count {}"><span aria-hidden="true">{}</span> {} {}</span>').format(
            anchor(shown), SYMBOLS[shown], number, WORDS[shown]
        )
        for shown, number in counts.items()
    )


def links_from(root: str, site: Site) -> dict[str, Callable[..., Markup]]:
    """Return what links from a page to resources and rules; `root` is the way from its folder to the report's."""

    def link(stack: str, urn: str, name: str) -> Markup:
        return Markup(f'<a href="{root}{site.resource(stack, urn)}">{escape(name)}</a>')  # noqa: S704 - escaped

    def links(stack: str, judged: Iterable[Judged]) -> Markup:
        return Markup(", ").join(link(stack, each.urn, each.name) for each in judged)

    @cache
    def rule_link(rule: str) -> Markup:
        code = Markup("<code>{}</code>").format(rule)
        return (
            Markup('<a href="{}rules.html#{}">{}</a>').format(root, anchor(rule), code) if rule in site.rules else code
        )

    @cache
    def as_code(text: str) -> Markup:
        return Markup("<code>{}</code>").format(text)

    def looked_at(finding: Finding) -> Markup:
        names = dict.fromkeys(
            each.property if each.resource == finding.name else f"{each.property} of {each.resource}"
            for each in finding.evidence
        )
        return Markup(", ").join(map(as_code, names)) or Markup(
            '<span class="quiet">what is declared, as a whole</span>'
        )

    return {"link": link, "links": links, "rule_link": rule_link, "looked_at": looked_at}
