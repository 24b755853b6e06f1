"""The population of a control in a stack: every resource that its rules looked at, and what they said of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.report.paging import pieces
from auditor.results import WORST_FIRST, ControlVerdict, Finding, Shown, shown_by


@dataclass(frozen=True)
class Judged:
    """One resource of a population, and what the control's rules said of it."""

    urn: str
    type: str
    name: str
    shown: Shown
    findings: tuple[Finding, ...]

    @cached_property
    def against(self) -> tuple[Finding, ...]:
        """What must be told in full: violations, accepted or not, and what is unknown."""
        return tuple(each for each in self.findings if each.shown in ("fail", "unknown", "accepted"))

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        return 130 + len(self.name) + sum(650 + len(each.reason) for each in self.against)


@dataclass(frozen=True)
class Population:
    """The population of a control in one stack, or a piece of it where it is large. Counts are of the whole."""

    control: ControlVerdict
    stack: str
    counts: Mapping[Shown, int]
    judged: tuple[Judged, ...]
    piece: int
    pieces: int

    @property
    def whole(self) -> int:
        """How many resources the whole of it has."""
        return sum(self.counts.values())

    @property
    def against(self) -> list[Finding]:
        """What stands against it or was accepted."""
        return [finding for each in self.judged for finding in each.against]

    @property
    def by_type(self) -> list[tuple[Shown, str, list[Judged]]]:
        """Those against which nothing stands, by what is shown and by type."""
        grouped = defaultdict[tuple[Shown, str], list[Judged]](list)
        for each in self.judged:
            if not each.against:
                grouped[each.shown, each.type].append(each)
        return [(shown, type_, found) for (shown, type_), found in grouped.items()]

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        return 600 + sum(each.weight for each in self.judged)


def populations(control: ControlVerdict, stack: str, by_rule: Mapping[str, Sequence[Finding]]) -> Iterator[Population]:
    """Yield the population of a control in a stack, in pieces of which each fits onto a page; none if it is empty."""
    said = defaultdict[str, list[Finding]](list)
    for rule in (*control.rules, *control.checkov):
        for finding in by_rule.get(rule, ()):
            said[finding.urn].append(finding)
    judged = [
        Judged(urn, findings[0].type, findings[0].name, shown_by(findings), tuple(findings))
        for urn, findings in said.items()
    ]
    judged.sort(key=lambda each: (WORST_FIRST.index(each.shown), each.type, each.name, each.urn))
    counts = {shown: sum(each.shown == shown for each in judged) for shown in WORST_FIRST}
    cut = pieces(judged, lambda each: each.weight)
    for place, piece in enumerate(cut, start=1):
        yield Population(
            control, stack, {shown: count for shown, count in counts.items() if count}, tuple(piece), place, len(cut)
        )
