"""The report as one HTML page that needs nothing else: no script, no network, no other file."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.report import arrangement
from auditor.results import Report, Shown

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
LONG_VALUE = 90
MANY_VALUES = 8
"""From how many characters a value, and from how many values a list of them, is folded."""


def to_html(report: Report) -> str:
    """Write a report as a page."""
    failures_first = sorted(report.stacks, key=lambda stack: stack.passed)
    return _environment().get_template("report.html").render(report=report, stacks=failures_first)


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
        blocking=arrangement.blocking,
        controls_with_evidence=arrangement.controls_with_evidence,
        counted=arrangement.counted,
        evidence=arrangement.evidence,
        findings_of=arrangement.findings_of,
        overall=arrangement.overall,
        shown_for=arrangement.shown_for,
        verdict=arrangement.verdict,
        catalogs=arrangement.claimed,
        words=WORDS,
        long_value=LONG_VALUE,
        many_values=MANY_VALUES,
    )
    environment.filters.update(anchor=_anchor, breakable=_breakable, moment=_moment, readable=_readable, code=_code)
    return environment


def _anchor(text: str) -> str:
    """Return text as the name of a place in the page."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()


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
    spread = json.dumps(document, indent=2, ensure_ascii=False)
    return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda found: "[" + re.sub(r"\n\s*", " ", found[1]) + "]", spread)


def _breakable(text: str) -> Markup:
    """Let a path or a type be broken after its separators rather than anywhere."""
    return Markup("<wbr>").join(re.split(r"(?<=[/:])(?=[A-Za-z])", text))


def _code(text: str) -> Markup:
    """Set what stands between backticks as code; the text itself is escaped."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )
