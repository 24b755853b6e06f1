"""The reverse view: for each resource what every judge said of it, what they looked at, and who else looked at it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditor.report.acceptances import weight_of
from auditor.report.arrangement import findings_of
from auditor.report.looked import Beside, whose
from auditor.results.asset import Asset
from auditor.results.finding import Finding, shown_by
from auditor.results.report import StackVerdict
from auditor.results.words import WORST_FIRST, Shown


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
    looked: Mapping[str, tuple[Finding, ...]]
    """By rule: the findings on others for which it was looked at."""
    passing: tuple[str, ...]
    """The checks of Checkov that it passes."""

    @property
    def shown(self) -> Shown:
        """What its findings come to."""
        return shown_by(self.findings)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Everything that was looked at, once."""
        return tuple(
            dict.fromkeys(
                Value(each.property, whose(each, finding), each.value)
                for finding in self.findings
                for each in finding.evidence
            )
        )

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        said = sum(520 + len(each.reason) * 2 + weight_of(each.accepted) for each in self.findings)
        beyond = sum(120 + 130 * len(each) for each in self.looked.values()) + sum(map(len, self.passing))
        return 700 + said + beyond + sum(140 + len(each.value) * 2 for each in self.values)


def subjects(stack: StackVerdict, others: Beside) -> tuple[Subject, ...]:
    """Return every resource of a stack, judged or not, by type and name; `others` is what `beside` tells of it."""
    said = defaultdict[str, list[Finding]](list)
    for finding in findings_of(stack):
        said[finding.urn].append(finding)
    assets = {asset.urn: asset for asset in stack.inventory}
    found = [_subject(urn, assets.get(urn), said.get(urn, ()), others) for urn in {**assets, **said}]
    return tuple(sorted(found, key=lambda subject: (subject.type, subject.name, subject.urn)))


def anchor_of(urn: str) -> str:
    """Return the name of a resource's place: the same in every report, and short, for there are many links to it."""
    return "r" + hashlib.sha256(urn.encode()).hexdigest()[:11]


def _subject(urn: str, asset: Asset | None, findings: Iterable[Finding], others: Beside) -> Subject:
    ordered = tuple(sorted(findings, key=lambda finding: WORST_FIRST.index(finding.shown)))
    known = asset or ordered[0]
    looked, passing = others.looked.get(urn, {}), others.passing.get(urn, ())
    return Subject(urn, known.type, known.name, known.source, asset, ordered, looked, passing)
