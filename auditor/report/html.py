"""The report as pages that need nothing but each other: no script, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from auditor.report import arrangement, flow_picture, network_picture, totals
from auditor.report.acceptances import approved, weakened
from auditor.report.diagram import shortened
from auditor.report.pieces import links_from, looked_values, tag, tally
from auditor.report.site import Site, anchor
from auditor.report.subjects import anchor_of
from auditor.report.template_environment import template_environment
from auditor.results.report import Report
from controls.checks import JUDGES, OPERATING_CHECKS

INDEX = "index.html"
MOST_CHANGES = 10
"""How many of what is worse the first page shows; the pages of changes show all."""


def to_pages(report: Report) -> dict[str, str]:
    """Write a report as pages, by their names in its folder; the one to open first comes first."""
    return dict(_pages(Site(report)))


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    def written(template: str, name: str, **more: Any) -> tuple[str, str]:
        root = "../" * name.count("/")
        return name, _environment().get_template(template).render(**shared, root=root, name=name, **links[root], **more)

    links = {root: links_from(root, site) for root in ("", "../")}
    names = [stack.stack for stack in site.stacks]
    shared = {"site": site, "report": site.report, "stacks": site.stacks, "stack_names": names}

    yield written("index.html", INDEX)
    for changed in site.change_pages:
        yield written("changes.html", changed.name, page=changed)
    for catalog, sections in site.control_pages:
        for section in sections:
            yield written("controls.html", section.name, page=section, catalog=catalog)
    for stack, pages in site.stack_pages:
        for page in pages:
            yield written("stack.html", page.name, page=page, stack=stack)
    for stack, listed in site.inventory_pages:
        for each in listed:
            yield written("inventory.html", each.name, page=each, stack=stack)
        yield written("network.html", site.first("network", stack.stack), stack=stack)
        yield written("data_flow.html", site.first("data-flow", stack.stack), stack=stack)
    for accepted in site.exception_pages:
        yield written("exceptions.html", accepted.name, page=accepted)
    for compared in site.parity_pages:
        yield written("parity.html", compared.name, page=compared)
    yield written("duties.html", "duties.html")
    yield written("rules.html", "rules.html")


def _approvals(site: Site) -> tuple[int, int]:
    return totals.approvals([*(each for page in site.exception_pages for each in page.entries), *site.report.untested])


@cache
def _environment() -> Environment:
    environment = template_environment(lstrip_blocks=True, keep_trailing_newline=True)
    environment.globals.update(
        counted=arrangement.counted,
        overall=arrangement.overall,
        parity=arrangement.parity,
        untested=arrangement.untested,
        approved=approved,
        approvals=_approvals,
        claims=totals.claims,
        in_words=totals.in_words,
        undecided=totals.undecided,
        weakened=weakened,
        most_changes=MOST_CHANGES,
        tag=tag,
        tally=tally,
        judges=JUDGES,
        operating_checks=OPERATING_CHECKS,
        looked_values=looked_values,
        tiers_of=network_picture.tiers,
        groups_of=network_picture.groups,
        flow_of=flow_picture.flow,
        in_transit=flow_picture.IN_TRANSIT,
        at_rest=flow_picture.AT_REST,
    )
    environment.filters.update(
        anchor=cache(anchor),
        anchor_of=anchor_of,
        breakable=_breakable,
        moment=_moment,
        code=_code,
        dated=_dated,
        sentence=arrangement.sentence,
        spelled=_spelled,
        shortened=shortened,
    )
    return environment


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@cache
def _breakable(text: str) -> Markup:
    """Let a path, a type or an address be broken after its separators rather than anywhere."""
    return Markup("<wbr>").join(re.split(r"(?<=[/:_@])(?=[A-Za-z])", text))


def _dated(text: str) -> Markup:
    """Keep the days in a text on one line each."""
    return _set_apart(re.split(r"(\d{4}-\d\d-\d\d)", text), Markup('<span class="date">{}</span>'))


@cache
def _spelled(text: str) -> Markup:
    """Let a property's name be broken between its words."""
    return Markup("<wbr>").join(re.split(r"(?<=[a-z])(?=[A-Z])", text))


def _code(text: str) -> Markup:
    """Set what stands between backticks as code; the text itself is escaped."""
    return _set_apart(text.split("`"), Markup("<code>{}</code>"))


def _set_apart(parts: list[str], element: Markup) -> Markup:
    """Put every other part of a text into an element."""
    return Markup("").join(element.format(part) if index % 2 else part for index, part in enumerate(parts))
