"""What one stack's findings show for the controls of a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.results import Catalog, CheckovVerdict, ControlVerdict, Finding, Shown, StackVerdict, worst
from controls.catalog import Catalog as ClaimedCatalog
from controls.catalog import Control


def judge_controls(
    catalog: ClaimedCatalog, findings: Sequence[Finding], checkov: CheckovVerdict | None = None
) -> Catalog:
    """Hold the claims of a catalog against what the rules said of a stack, and Checkov if it was asked."""
    shown = defaultdict[str, set[Shown]](set)
    for finding in findings:
        shown[finding.rule].add(finding.shown)
    for check in checkov.checks if checkov else ():
        shown[check.id].add(check.shown)
    return Catalog(
        framework=catalog.framework,
        part=catalog.part,
        standing=catalog.standing,
        reference=catalog.reference,
        url=catalog.url,
        controls=tuple(
            ControlVerdict(
                **control.model_dump(exclude={"status"}),
                kind=_kind(control, catalog),
                claim=control.status,
                shown=_shown(control, shown),
            )
            for control in catalog.controls
        ),
    )


def enforce_proposed(verdict: StackVerdict, catalogs: Iterable[ClaimedCatalog]) -> StackVerdict:
    """Let no exception stand from a rule that speaks for a proposed control, as if the proposal were in force.

    A violation that was accepted stands against the stack then. Nothing else changes: a proposal brings in no rule, and
    what violates one without being accepted fails anyway.
    """
    cited = frozenset[str]().union(*(catalog.cited_rules for catalog in catalogs if catalog.standing == "proposed"))

    def enforced(finding: Finding) -> Finding:
        if finding.accepted is None or finding.rule not in cited:
            return finding
        reason = f"{finding.reason}; accepted until {finding.accepted.expires}, but the proposal is enforced"
        return finding.model_copy(update={"accepted": None, "reason": reason})

    return verdict.model_copy(update={"findings": tuple(map(enforced, verdict.findings))})


def _kind(control: Control, catalog: ClaimedCatalog) -> str:
    if catalog.standing == "proposed":
        return "proposed"
    return {True: "addressable", False: "required", None: catalog.unit}[control.addressable]


def _shown(control: Control, by_rule: Mapping[str, set[Shown]]) -> Shown:
    if control.status == "not applicable":
        return "nothing to judge"
    if not control.rules:
        return "manual"
    return worst(shown for rule in (*control.rules, *control.checkov) for shown in by_rule.get(rule, ()))
