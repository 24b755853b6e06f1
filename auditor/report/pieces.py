"""The pieces of a page of which there are tens of thousands: made here, for a template takes ten times as long."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from markupsafe import Markup, escape

from auditor.report.looked import whose
from auditor.report.population import Judged, Looked
from auditor.report.site import Site, anchor
from auditor.report.subjects import Value
from auditor.results.finding import Finding
from auditor.results.words import Shown

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
    "nothing to judge": "○",
    "manual": "☐",
}
"""Beside the word, for the eye that runs over a table; never alone."""
LONG_VALUE = 90
"""From how many characters a value is set over lines of its own."""
MOST_NAMED = 8
"""How many others are named of which a rule looked at a property; the values beneath name all."""


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


def looked_values(values: Iterable[Value]) -> Markup:
    """Return what rules looked at as the lines of a list."""
    lines = (
        f"<li>{_as_code(each.property)}{escape(f' of {each.of}') if each.of else ''} {_as_value(each.value)}</li>"
        for each in values
    )
    return Markup("\n".join(lines))  # noqa: S704 - escaped


@lru_cache(maxsize=10_000)
def _as_code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _of_each(name: str, resources: Mapping[str, int]) -> str:
    """Write whose property was looked at, and how often where it is of a list; many others are counted, not named."""
    others = [each for each in resources if each]
    if len(others) > MOST_NAMED:
        resources = {"": resources[""]} if "" in resources else {}
    said: list[str] = [
        _as_code(f"{name} of {each}" if each else name) + (f" ×{number}" if number > 1 else "")
        for each, number in resources.items()
    ]
    if len(others) > MOST_NAMED:
        said.append(f"{_as_code(name)} of {len(others)} other resources")
    return ", ".join(said)


@lru_cache(maxsize=10_000)
def _alike(name: str) -> str:
    """Return the name that the elements of a list have in common; each is among the values."""
    return re.sub(r"(?<=\.)\d+(?=\.|$)", "*", name)


@lru_cache(maxsize=10_000)
def _as_value(value: str) -> Markup:
    if len(value) > LONG_VALUE:
        return Markup("<pre>{}</pre>").format(_readable(value))
    return Markup("= <code>{}</code>").format(value)


def _readable(value: str) -> str:
    """Spread a document over lines, but a list of plain values over one. A policy is a document written as text."""
    try:
        document = json.loads(value)
        if isinstance(document, str):
            document = json.loads(document)
    except ValueError:
        return value
    spread = json.dumps(document, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda found: "[" + re.sub(r"\n\s*", " ", found[1]) + "]", spread)


def links_from(root: str, site: Site) -> dict[str, Callable[..., Markup]]:
    """Return what links from a page to resources and rules; `root` is the way from its folder to the report's."""

    def link(stack: str, urn: str, name: str) -> Markup:
        return Markup(f'<a href="{root}{site.resource(stack, urn)}">{escape(name)}</a>')  # noqa: S704 - escaped

    def links(stack: str, named: Iterable[Judged | Looked]) -> Markup:
        return Markup(", ").join(link(stack, each.urn, each.name) for each in named)

    @cache
    def rule_link(rule: str) -> Markup:
        code = Markup("<code>{}</code>").format(rule)
        return (
            Markup('<a href="{}rules.html#{}">{}</a>').format(root, anchor(rule), code) if rule in site.rules else code
        )

    def looked_at(finding: Finding) -> Markup:
        named = defaultdict[str, Counter[str]](Counter)
        for name, of in dict.fromkeys((each.property, whose(each, finding)) for each in finding.evidence):
            named[_alike(name)][of] += 1
        said = ", ".join(_of_each(name, of) for name, of in named.items())
        return Markup(said or '<span class="quiet">what is declared, as a whole</span>')  # noqa: S704 - escaped

    def looked_for(stack: str, looked: Mapping[str, Sequence[Finding]]) -> Markup:
        def on(findings: Sequence[Finding]) -> Markup | str:
            linked = (link(stack, each.urn, each.name) for each in findings)
            return f"{len(findings)} resources" if len(findings) > MOST_NAMED else Markup(", ").join(linked)

        said = (Markup("{} of {}").format(rule_link(rule), on(findings)) for rule, findings in looked.items())
        return Markup("; ").join(said)

    return {"link": link, "links": links, "rule_link": rule_link, "looked_at": looked_at, "looked_for": looked_for}
