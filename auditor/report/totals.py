"""What a reader must know before the details: how far rules reach, what was not decided, and in whose name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import get_args

from auditor.report.acceptances import Deviation, of_nobody
from auditor.results.claims import Catalog, ControlVerdict
from auditor.results.report import Untested
from controls.catalog import ClaimStatus


def claims(catalogs: Iterable[Catalog]) -> Mapping[str, int]:
    """Return of how many controls it is claimed how far rules show them; a claim that nothing has is told too."""
    found = Counter[str](control.claim for catalog in catalogs for control in catalog.controls)
    return {claim: found[claim] for claim in get_args(ClaimStatus)}


def undecided(catalogs: Iterable[Catalog]) -> list[ControlVerdict]:
    """Return the addressable controls that nobody decided for the organisation yet."""
    controls = (control for catalog in catalogs for control in catalog.controls)
    return [control for control in controls if control.decision and control.decision.open]


def approvals(found: Iterable[Deviation | Untested]) -> tuple[int, int]:
    """Return how many exceptions there are, and how many of them have an owner that nobody is."""
    each = {(deviation.rule, deviation.accepted) for deviation in found}
    return len(each), sum(of_nobody(accepted) for _, accepted in each)


def in_words(number: int, of: int, one: str, many: str) -> str:
    """Write how many of them it is of: `the exception`, `all 3 exceptions` or `2 of 3 exceptions`."""
    if number == of:
        return f"the {one}" if of == 1 else f"all {of} {many}"
    return f"{number} of {of} {many}"
