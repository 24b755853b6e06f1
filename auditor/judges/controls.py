"""What one stack's findings show for the controls of a catalog."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.results import Catalog, ControlVerdict, Finding, Shown, shown_by
from controls.catalog import Catalog as ClaimedCatalog
from controls.catalog import Control


def judge_controls(catalog: ClaimedCatalog, findings: Sequence[Finding]) -> Catalog:
    """Hold the claims of a catalog against what the rules said of a stack."""
    return Catalog(
        framework=catalog.framework,
        reference=catalog.reference,
        url=catalog.url,
        controls=tuple(
            ControlVerdict(
                **control.model_dump(exclude={"status"}),
                kind={True: "addressable", False: "required", None: catalog.unit}[control.addressable],
                claim=control.status,
                shown=_shown(control, findings),
            )
            for control in catalog.controls
        ),
    )


def _shown(control: Control, findings: Sequence[Finding]) -> Shown:
    if control.status == "not applicable":
        return "nothing to judge"
    if not control.rules:
        return "manual"
    return shown_by(finding for finding in findings if finding.rule in control.rules)
