"""What one stack's findings show for the controls of a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.finding import Finding, worst
from auditor.results.report import CheckovVerdict, CheckSummary, StackVerdict
from auditor.results.words import Shown
from controls.catalog import Catalog as ClaimedCatalog
from controls.catalog import Control


def judge_controls(
    catalogs: Iterable[ClaimedCatalog], findings: Iterable[Finding], checkov: CheckovVerdict | None = None
) -> tuple[Catalog, ...]:
    """Hold the claims of catalogs against what the rules said of a stack, and Checkov if it was asked."""
    shown = defaultdict[str, set[Shown]](set)
    for finding in findings:
        shown[finding.rule].add(finding.shown)
    for check in checkov.checks if checkov else ():
        shown[check.id].add(check.shown)
    return tuple(
        Catalog(
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
        for catalog in catalogs
    )


def enforce_proposed(verdict: StackVerdict, catalogs: Iterable[ClaimedCatalog]) -> StackVerdict:
    """Let no exception stand from a rule that speaks for a proposed control, as if the proposal were in force.

    A violation that was accepted stands against the stack then. Nothing else changes: a proposal brings in no rule, and
    what violates one without being accepted fails anyway.
    """
    proposed = [control for catalog in catalogs if catalog.standing == "proposed" for control in catalog.controls]
    cited = frozenset(each for control in proposed for each in (*control.rules, *control.checkov))

    def enforced(finding: Finding) -> Finding:
        if finding.accepted is None or finding.rule not in cited:
            return finding
        reason = f"{finding.reason}; accepted until {finding.accepted.expires}, but the proposal is enforced"
        return replace(finding, accepted=None, reason=reason)

    def counted(check: CheckSummary) -> CheckSummary:
        if check.id not in cited:
            return check
        return check.model_copy(update={"accepted": 0, "failed": check.failed + check.accepted})

    changed = _each_changed(verdict, enforced)
    if changed.checkov is None:
        return changed
    checks = tuple(map(counted, changed.checkov.checks))
    return changed.model_copy(update={"checkov": changed.checkov.model_copy(update={"checks": checks})})


def tell_weakened(verdict: StackVerdict, catalogs: Sequence[ClaimedCatalog]) -> StackVerdict:
    """Tell with each accepted violation which controls it weakens: those that cite its rule or its check."""

    def told(finding: Finding) -> Finding:
        if finding.accepted is None:
            return finding
        controls = (control for catalog in catalogs for control in catalog.controls)
        weakens = tuple(each.id for each in controls if finding.rule in each.rules or finding.rule in each.checkov)
        return replace(finding, accepted=finding.accepted.model_copy(update={"weakens": weakens}))

    return _each_changed(verdict, told)


def _each_changed(verdict: StackVerdict, change: Callable[[Finding], Finding]) -> StackVerdict:
    """Return a verdict with each finding changed, those of Checkov too."""
    checkov = verdict.checkov and verdict.checkov.model_copy(
        update={"findings": tuple(map(change, verdict.checkov.findings))}
    )
    return verdict.model_copy(update={"findings": tuple(map(change, verdict.findings)), "checkov": checkov})


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
