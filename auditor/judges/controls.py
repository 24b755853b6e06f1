"""What one stack's findings show for the controls of a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from auditor.results import Catalog, ControlVerdict, Finding, Shown, worst
from controls.catalog import Catalog as ClaimedCatalog
from controls.catalog import Control


def judge_controls(catalog: ClaimedCatalog, findings: Sequence[Finding]) -> Catalog:
    """Hold the claims of a catalog against what the rules said of a stack."""
    shown = defaultdict[str, set[Shown]](set)
    for finding in findings:
        shown[finding.rule].add(finding.shown)
    return Catalog(
        framework=catalog.framework,
        reference=catalog.reference,
        url=catalog.url,
        controls=tuple(
            ControlVerdict(
                **control.model_dump(exclude={"status"}),
                kind={True: "addressable", False: "required", None: catalog.unit}[control.addressable],
                claim=control.status,
                shown=_shown(control, shown),
            )
            for control in catalog.controls
        ),
    )


def _shown(control: Control, by_rule: Mapping[str, set[Shown]]) -> Shown:
    if control.status == "not applicable":
        return "nothing to judge"
    if not control.rules:
        return "manual"
    return worst(shown for rule in control.rules for shown in by_rule.get(rule, ()))
