"""The report as pages that need nothing but each other: no script, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.report import arrangement, flow_picture, network_picture
from auditor.report.diagram import shortened
from auditor.report.pieces import links_from, tag, tally
from auditor.report.site import Site, anchor
from auditor.report.subjects import anchor_of
from auditor.results import Report
from controls.checks import JUDGES, OPERATING_CHECKS

INDEX = "index.html"
LONG_VALUE = 90
"""From how many characters a value is folded."""


def to_pages(report: Report) -> dict[str, str]:
    """Write a report as pages, by their names in its folder; the one to open first comes first."""
    return dict(_pages(Site(report)))


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    def written(template: str, name: str, **more: Any) -> tuple[str, str]:
        root = "../" * name.count("/")
        return name, _environment().get_template(template).render(
            site=site, report=site.report, stacks=site.stacks, root=root, name=name, **links[root], **more
        )

    links = {root: links_from(root, site) for root in ("", "../")}

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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("auditor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        counted=arrangement.counted,
        overall=arrangement.overall,
        parity=arrangement.parity,
        tag=tag,
        tally=tally,
        judges=JUDGES,
        operating_checks=OPERATING_CHECKS,
        long_value=LONG_VALUE,
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
        readable=_readable,
        code=_code,
        shortened=shortened,
    )
    return environment


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


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


@cache
def _breakable(text: str) -> Markup:
    """Let a path or a type be broken after its separators rather than anywhere."""
    return Markup("<wbr>").join(re.split(r"(?<=[/:])(?=[A-Za-z])", text))


def _code(text: str) -> Markup:
    """Set what stands between backticks as code; the text itself is escaped."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )
