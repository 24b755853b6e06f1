"""How the stacks of a project compare with each other, as plain data: what the judge of parity tells a report."""

from __future__ import annotations

from auditor.shown import Record


class Disparity(Record):
    """Something that is not the same in all stacks; `kind` and `reason` say why it may differ, if that is declared."""

    type: str
    name: str
    property: str
    """Empty where the resource itself is not in all stacks."""
    values: dict[str, str]
    """What each stack has, as JSON text or `absent`."""
    kind: str | None = None
    reason: str = ""


class Parity(Record):
    """How the stacks of a project compare with each other."""

    differences: tuple[Disparity, ...] = ()
    unneeded: tuple[str, ...] = ()
    """Declarations that no difference needs any more."""

    @property
    def undeclared(self) -> tuple[Disparity, ...]:
        """The differences that nobody declared."""
        return tuple(each for each in self.differences if each.kind is None)

    @property
    def passed(self) -> bool:
        """Whether all that differs was declared, and nothing else."""
        return not self.undeclared and not self.unneeded
