"""The reverse view: for each resource what every judge said of it, and what they looked at, each value once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from auditor.asset import Asset
from auditor.report.arrangement import findings_of
from auditor.results import WORST_FIRST, Finding, Shown, StackVerdict, shown_by

SILENT = ("nothing to judge", "provided elsewhere")


@dataclass(frozen=True)
class Value:
    """A property that judges looked at. `of` names the resource that has it, where that is another."""

    property: str
    of: str
    value: str


@dataclass(frozen=True)
class Subject:
    """A resource, or the stack as a whole, and what was said of it, the worst first."""

    urn: str
    type: str
    name: str
    source: str | None
    asset: Asset | None
    findings: tuple[Finding, ...]

    @property
    def shown(self) -> Shown:
        """What its findings come to."""
        return shown_by(self.findings)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Everything that was looked at, once."""
        return tuple(
            dict.fromkeys(
                Value(each.property, each.resource if each.resource != self.name else "", each.value)
                for finding in self.findings
                for each in finding.evidence
            )
        )

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        said = sum(520 + len(each.reason) * 2 for each in self.findings)
        return 700 + said + sum(140 + len(each.value) * 2 for each in self.values)


def subjects(stack: StackVerdict) -> tuple[Subject, ...]:
    """Return every resource of a stack, judged or not, by type and name."""
    said = defaultdict[str, list[Finding]](list)
    for finding in findings_of(stack):
        said[finding.urn].append(finding)
    assets = {asset.urn: asset for asset in stack.inventory}
    found = [_subject(urn, assets.get(urn), said.get(urn, ())) for urn in {**assets, **said}]
    return tuple(sorted(found, key=lambda subject: (subject.type, subject.name, subject.urn)))


def anchor_of(urn: str) -> str:
    """Return the name of a resource's place: the same in every report, and short, for there are many links to it."""
    return "r" + hashlib.sha256(urn.encode()).hexdigest()[:11]


def _subject(urn: str, asset: Asset | None, findings: Iterable[Finding]) -> Subject:
    ordered = tuple(sorted(findings, key=lambda finding: WORST_FIRST.index(finding.shown)))
    known = asset or ordered[0]
    return Subject(urn, known.type, known.name, known.source, asset, ordered)
