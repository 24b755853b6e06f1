"""How the stacks of a project compare with each other, as plain data: what the judge of parity tells a report."""

from __future__ import annotations

import builtins

from auditor.results.words import Record

ABSENT = "absent"
"""Stands for a resource or a value that a stack has not."""
COUNT = "(count)"
"""Stands among the properties for how many resources there are that differ in nothing but their zone."""


class Difference(Record):
    """Something that is not the same in all stacks; `kind` and `reason` say why it may differ, if that is declared."""

    type: str
    name: str
    property: str
    """Empty where the resource itself is not in all stacks; `COUNT` where not all have as many of it."""
    values: dict[str, str]
    """What each stack has, as JSON text or `absent`."""
    kind: str | None = None
    reason: str = ""

    @builtins.property
    def about(self) -> str:
        """The resource, and the property if it is of one."""
        return f"{self.type} {self.name}" + (f", {self.property}" if self.property else "")

    def __str__(self) -> str:
        return f"{self.about}: " + "; ".join(f"{stack} has {_short(value)}" for stack, value in self.values.items())


class TooBroad(Record):
    """A declaration for more stacks than differ."""

    declaration: str
    excess: str
    """Which stack it need not name, and why."""

    def __str__(self) -> str:
        return f"{self.declaration}: {self.excess}"


class Parity(Record):
    """How the stacks of a project compare with each other."""

    differences: tuple[Difference, ...] = ()
    unneeded: tuple[str, ...] = ()
    """Declarations that no difference needs any more."""
    too_broad: tuple[TooBroad, ...] = ()

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """The differences that nobody declared."""
        return tuple(each for each in self.differences if each.kind is None)

    @property
    def passed(self) -> bool:
        """Whether all that differs was declared, and nothing else."""
        return not self.undeclared and not self.unneeded and not self.too_broad


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:100] + "…"
