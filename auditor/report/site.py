"""The pages of a report, and where on them a reader finds what: decided before any is written, so that links hold."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from auditor.report import arrangement
from auditor.report.acceptances import Deviation, deviations, parts
from auditor.report.looked import Beside, beside
from auditor.report.paging import Page, paged, pieces
from auditor.report.population import Said, populations, said_of
from auditor.report.subjects import anchor_of, subjects
from auditor.results.changes import Change
from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.comparison import Difference
from auditor.results.report import Report, StackVerdict
from auditor.results.words import WORST_FIRST, Shown

ROW = 700
"""About how many characters a row of a table of findings takes."""


@dataclass(frozen=True)
class Entry:
    """Something that is kept together on a page; `kind` tells the template how to write `what`."""

    kind: str
    what: Any
    weight: int


@dataclass(frozen=True)
class Site:
    """The pages of a report. Hrefs are relative to its folder."""

    report: Report
    stacks: tuple[StackVerdict, ...] = field(init=False)
    """Those against which something stands come first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "stacks", tuple(sorted(self.report.stacks, key=lambda stack: stack.passed)))

    @cached_property
    def verdicts(self) -> Mapping[str, tuple[str, bool]]:
        """How it stands with each stack, in words and as whether it passed."""
        return {stack.stack: (arrangement.verdict(stack), stack.passed) for stack in self.stacks}

    @cached_property
    def catalogs(self) -> tuple[Catalog, ...]:
        """Each catalog once."""
        return tuple(arrangement.claimed(self.report))

    @cached_property
    def rules(self) -> Mapping[str, Any]:
        """The rules of the pack by id."""
        return {rule.id: rule for rule in self.report.rules}

    @cached_property
    def tallies(self) -> Mapping[tuple[str, str], Mapping[Shown, int]]:
        """For each stack and each rule or check that said something, how often it said what."""
        counted = defaultdict[tuple[str, str], Counter[Shown]](Counter)
        for stack in self.stacks:
            for finding in arrangement.findings_of(stack):
                counted[stack.stack, finding.rule][finding.shown] += 1
        return {
            key: {shown: counts[shown] for shown in WORST_FIRST if counts[shown]} for key, counts in counted.items()
        }

    @cached_property
    def cited(self) -> Mapping[str, list[ControlVerdict]]:
        """For each rule or check the controls that it speaks for."""
        found = defaultdict[str, list[ControlVerdict]](list)
        for catalog in self.catalogs:
            for control in catalog.controls:
                for rule in (*control.rules, *control.checkov):
                    found[rule].append(control)
        return found

    @cached_property
    def control_pages(self) -> tuple[tuple[Catalog, tuple[Page[Entry], ...]], ...]:
        """The pages of each catalog."""
        said = [said_of(stack, self._beside[stack.stack]) for stack in self.stacks if stack.failure is None]
        return tuple(
            (catalog, paged(f"controls/{_stem(catalog)}", _of_catalog(catalog, said), lambda each: each.weight))
            for catalog in self.catalogs
        )

    @cached_property
    def stack_pages(self) -> tuple[tuple[StackVerdict, tuple[Page[Entry], ...]], ...]:
        """The pages of each stack: what stands against it, then each resource."""
        return tuple(
            (stack, paged(f"stacks/{anchor(stack.stack)}", self._of_stack(stack), lambda each: each.weight))
            for stack in self.stacks
        )

    @cached_property
    def inventory_pages(self) -> tuple[tuple[StackVerdict, tuple[Page[Any], ...]], ...]:
        """The pages of each stack's inventory."""
        return tuple(
            (
                stack,
                paged(
                    f"inventory/{anchor(stack.stack)}",
                    sorted(stack.inventory, key=lambda asset: (asset.type, asset.name, asset.urn)),
                    lambda asset: 480 + len(asset.urn) + len(str(asset.encrypted_with)),
                ),
            )
            for stack in self.stacks
            if stack.failure is None
        )

    @cached_property
    def exception_pages(self) -> tuple[Page[Deviation], ...]:
        """The pages of what was accepted, exception by exception; one that accepts much is told in parts."""
        return paged("exceptions", parts(deviations(self.stacks)), lambda each: each.weight)

    @cached_property
    def change_pages(self) -> tuple[Page[tuple[str, Change]], ...]:
        """The pages of what changed since an earlier report; none without one."""
        if self.report.changes is None:
            return ()
        changed = [(stack.stack, change) for stack in self.report.changes.stacks for change in stack.changes]
        order = {"worse": 0, "otherwise": 1, "better": 2}
        return paged("changes", sorted(changed, key=lambda each: order[each[1].direction]), lambda _: 500)

    @cached_property
    def parity_pages(self) -> tuple[Page[Difference], ...]:
        """The pages of what differs between stacks, what nobody declared first; none where they were not compared."""
        if self.report.parity is None:
            return ()
        ordered = sorted(self.report.parity.differences, key=lambda each: (each.kind or "", each.type, each.name))
        return paged("parity", ordered, lambda each: 400 + sum(map(len, each.values.values())))

    @cached_property
    def checks(self) -> Mapping[tuple[str | None, str], Any]:
        """What each check of Checkov said of each stack where it was asked; under None, the check's name."""
        said: dict[tuple[str | None, str], Any] = {}
        for stack in self.stacks:
            for check in stack.checkov.checks if stack.checkov else ():
                said[stack.stack, check.id] = check
                said[None, check.id] = check.name
        return said

    @cached_property
    def _beside(self) -> Mapping[str, Beside]:
        return {stack.stack: beside(stack) for stack in self.stacks}

    @property
    def accepted(self) -> int:
        """How many violations are accepted."""
        return sum(len(each.found) for page in self.exception_pages for each in page.entries)

    def changed(self, direction: str) -> int:
        """Return how many changes went in a direction."""
        return sum(change.direction == direction for page in self.change_pages for _, change in page.entries)

    def shown(self, stack: str, control: str) -> Shown | None:
        """Return what is shown for a control in a stack; None if it was not judged there."""
        return self._shown.get((stack, control))

    @cached_property
    def _shown(self) -> Mapping[tuple[str, str], Shown]:
        return {
            (stack.stack, control.id): control.shown
            for stack in self.stacks
            if stack.failure is None
            for catalog in stack.catalogs
            for control in catalog.controls
        }

    def controls_of(self, rule: str) -> str:
        """Return the controls that a rule or a check speaks for, by their ids."""
        return self._ids.get(rule, "")

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {rule: ", ".join(control.id for control in controls) for rule, controls in self.cited.items()}

    def control(self, id_: str) -> str:
        """Return where a control is."""
        return self._controls[id_]

    def resource(self, stack: str, urn: str) -> str:
        """Return where a resource of a stack is."""
        return self._resources[stack, urn]

    def first(self, kind: str, stack: str) -> str:
        """Return the first page of a kind for a stack, such as `stacks` or `inventory`."""
        return f"{kind}/{anchor(stack)}.html"

    @cached_property
    def _controls(self) -> Mapping[str, str]:
        return {
            entry.what.id: f"{page.name}#{anchor(entry.what.id)}"
            for _, pages in self.control_pages
            for page in pages
            for entry in page.entries
            if entry.kind == "control"
        }

    @cached_property
    def _resources(self) -> Mapping[tuple[str, str], str]:
        return {
            (stack.stack, entry.what.urn): f"{page.name}#{anchor_of(entry.what.urn)}"
            for stack, pages in self.stack_pages
            for page in pages
            for entry in page.entries
            if entry.kind == "resource"
        }

    def _of_stack(self, stack: StackVerdict) -> Iterator[Entry]:
        against = arrangement.gravest_first(arrangement.findings_of(stack))
        for piece in pieces(against, lambda each: ROW + len(each.reason)):
            yield Entry("against", piece, len(piece) * ROW + sum(len(each.reason) for each in piece))
        for subject in subjects(stack, self._beside[stack.stack]):
            cited = sum(len(self.cited.get(finding.rule, ())) * 16 for finding in subject.findings)
            yield Entry("resource", subject, subject.weight + cited)


def anchor(text: str) -> str:
    """Return text as the name of a place or a file."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()


def _of_catalog(catalog: Catalog, said: Iterable[Said]) -> Iterator[Entry]:
    for control in catalog.controls:
        found = [each for stack in said for each in populations(control, stack)]
        texts = (control.requirement, control.rationale, control.manual.duty if control.manual else "")
        yield Entry("control", control, 2500 + sum(map(len, texts)) + 420 * len(control.rules))
        yield from (Entry("population", each, each.weight) for each in found)


def _stem(catalog: Catalog) -> str:
    standing = "" if catalog.standing == "in force" else " proposed"
    return anchor(f"{catalog.framework} {catalog.part or ''}{standing}")
