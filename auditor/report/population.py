"""The population of a control in a stack: each resource that its rules judged, or looked at for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.report.acceptances import weight_of
from auditor.report.arrangement import findings_of
from auditor.report.looked import Beside
from auditor.report.paging import pieces
from auditor.results.claims import ControlVerdict
from auditor.results.finding import Finding, shown_by, worst
from auditor.results.report import StackVerdict
from auditor.results.words import WORST_FIRST, Shown


@dataclass(frozen=True)
class Judged:
    """One resource of a population, and what the control's rules and checks said of it; no findings if checks pass."""

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
        return 130 + len(self.name) + sum(650 + len(each.reason) + weight_of(each.accepted) for each in self.against)


@dataclass(frozen=True)
class Looked:
    """A resource that the verdict on another one rests on."""

    urn: str
    type: str
    name: str


@dataclass(frozen=True)
class Said:
    """What was said in a stack: of each rule or check its findings, what it looked at for them, and what passes."""

    stack: str
    findings: Mapping[str, Sequence[Finding]]
    looked: Mapping[str, Sequence[Looked]]
    passing: Mapping[str, Sequence[Looked]]


@dataclass(frozen=True)
class Population:
    """The population of a control in one stack, or a piece of it where it is large. Counts are of the whole."""

    control: ControlVerdict
    stack: str
    counts: Mapping[Shown, int]
    judged: tuple[Judged, ...]
    looked: tuple[Looked, ...]
    """Those that no rule of the control judges by themselves; with the first piece."""
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
    def looked_by_type(self) -> dict[str, list[Looked]]:
        """Those that were looked at alone, by type."""
        grouped = defaultdict[str, list[Looked]](list)
        for each in self.looked:
            grouped[each.type].append(each)
        return grouped

    @property
    def weight(self) -> int:
        """About how many characters it takes on a page."""
        return 600 + sum(each.weight for each in self.judged) + sum(130 + len(each.name) for each in self.looked)


def said_of(stack: StackVerdict, others: Beside) -> Said:
    """Read a stack once for the populations of all controls; `others` is what `beside` tells of it."""
    about = defaultdict[str, list[Finding]](list)
    for finding in findings_of(stack):
        about[finding.rule].append(finding)
    looked, passing = defaultdict[str, list[Looked]](list), defaultdict[str, list[Looked]](list)
    for by_urn, among in ((others.looked, looked), (others.passing, passing)):
        for urn, rules in by_urn.items():
            for rule in rules:
                among[rule].append(Looked(urn, *others.known[urn]))
    return Said(stack.stack, about, looked, passing)


def populations(control: ControlVerdict, said: Said) -> Iterator[Population]:
    """Yield the population of a control in a stack, in pieces of which each fits onto a page; none if it is empty."""
    cited = (*control.rules, *control.checkov)
    findings = defaultdict[str, list[Finding]](list)
    for rule in cited:
        for finding in said.findings.get(rule, ()):
            findings[finding.urn].append(finding)
    passing = {each.urn: each for rule in cited for each in said.passing.get(rule, ())}
    judged = [
        Judged(urn, each[0].type, each[0].name, _shown(each, passes=urn in passing), tuple(each))
        for urn, each in findings.items()
    ]
    judged += [Judged(urn, each.type, each.name, "pass", ()) for urn, each in passing.items() if urn not in findings]
    judged.sort(key=lambda each: (WORST_FIRST.index(each.shown), each.type, each.name, each.urn))
    beyond = {each.urn: each for rule in cited for each in said.looked.get(rule, ())}
    looked = sorted(
        (each for urn, each in beyond.items() if urn not in findings and urn not in passing),
        key=lambda each: (each.type, each.name, each.urn),
    )
    counts = {shown: sum(each.shown == shown for each in judged) for shown in WORST_FIRST}
    counts = {shown: count for shown, count in counts.items() if count}
    cut = pieces(judged, lambda each: each.weight)
    for place, piece in enumerate(cut, start=1):
        beside_them = tuple(looked) if place == 1 else ()
        yield Population(control, said.stack, counts, tuple(piece), beside_them, place, len(cut))


def _shown(findings: Iterable[Finding], *, passes: bool) -> Shown:
    shown = shown_by(findings)
    return worst((shown, "pass")) if passes else shown
