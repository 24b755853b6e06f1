"""What stands against the parity of stacks, in the same words in every form of the report."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.declared import FILE
from auditor.report.arrangement import controls_of
from auditor.results.comparison import Parity
from auditor.results.report import Report

JUDGE = "parity"
"""As the judge that finds them is called in `controls/checks.py`."""
MUST = "The stacks differ in nothing but what is declared."
FIX = f"Make the stacks alike, or declare in stacks/{FILE} what must differ, and why; remove what no difference needs."


@dataclass(frozen=True)
class Disparity:
    """A difference that nobody declared, or a declaration that no difference needs, or not of so many stacks."""

    kind: str
    about: str
    """The resource and the property, or the declaration: no other disparity of its kind is about the same."""
    type: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}: {self.reason}"


def controls_of_parity(report: Report) -> list[str]:
    """Return the ids of the controls that the comparison of stacks speaks for, each once."""
    return list({control.id: None for stack in report.stacks for control in controls_of(stack).get(JUDGE, ())})


def disparities(parity: Parity | None) -> tuple[Disparity, ...]:
    """Return all of them; none where stacks were not compared."""
    if parity is None:
        return ()
    differing = [
        Disparity(
            kind="differs, and nobody declared it",
            about=each.about,
            type=each.type,
            name=each.name,
            reason="; ".join(f"{stack} has {value}" for stack, value in each.values.items()),
        )
        for each in parity.undeclared
    ]
    stale = [Disparity("declared, and not needed", each, "", "", "nothing differs there") for each in parity.unneeded]
    broad = [Disparity("declared too broadly", each.declaration, "", "", each.excess) for each in parity.too_broad]
    return (*differing, *stale, *broad)
