"""Which resources a verdict rests on beside the one that it is on: those that a rule looked at, and Checkov's passes.

A report names these by type and name, which it tells of each in its inventory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.results.finding import Evidence, Finding
from auditor.results.report import StackVerdict


@dataclass(frozen=True)
class Beside:
    """What is said of the resources of a stack beside findings on them; all by URN."""

    looked: Mapping[str, Mapping[str, tuple[Finding, ...]]]
    """By rule: the findings, on others, for which it was looked at. One that judged nothing looked at nothing."""
    passing: Mapping[str, tuple[str, ...]]
    """The checks of Checkov that pass."""
    known: Mapping[str, tuple[str, str]]
    """The type and name of each resource."""


def beside(stack: StackVerdict) -> Beside:
    """Read the evidence of every finding of a stack, and the passes of every check."""
    known = {urn: (type_, name) for type_, name, urn in _known(stack)}
    urns = defaultdict[tuple[str, str], list[str]](list)
    for urn, named in known.items():
        urns[named].append(urn)
    looked = defaultdict[str, dict[str, dict[str, Finding]]](lambda: defaultdict(dict))
    for finding in stack.findings:
        if finding.status != "not applicable":
            for looked_at in dict.fromkeys((each.type, each.resource) for each in finding.evidence):
                for urn in urns.get(looked_at, ()):
                    if urn != finding.urn:
                        looked[urn][finding.rule][finding.urn] = finding
    passing = defaultdict[str, list[str]](list)
    for check in stack.checkov.checks if stack.checkov else ():
        for each in check.passing:
            type_, _, name = each.partition("::")
            for urn in urns.get((type_, name), ()):
                passing[urn].append(check.id)
    return Beside(
        {urn: {rule: tuple(by.values()) for rule, by in rules.items()} for urn, rules in looked.items()},
        {urn: tuple(checks) for urn, checks in passing.items()},
        known,
    )


def whose(evidence: Evidence, finding: Finding) -> str:
    """Name the resource that has a property that was looked at; nothing where it is the one that was judged."""
    if evidence.resource == finding.name and evidence.type in ("", finding.type):
        return ""
    kind = evidence.type.rpartition(":")[2]
    return f"{evidence.resource} ({kind})" if kind else evidence.resource


def _known(stack: StackVerdict) -> Iterator[tuple[str, str, str]]:
    yield from ((asset.type, asset.name, asset.urn) for asset in stack.inventory)
    yield from ((finding.type, finding.name, finding.urn) for finding in stack.findings)
