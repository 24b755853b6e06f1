"""A framework's controls, as one stack meets them, as plain data: the part of the report that catalogs give rise to."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

from pydantic import model_validator

from auditor.results.words import Record as _Record
from auditor.results.words import Shown
from controls.catalog import ClaimStatus


class ManualDuty(_Record):
    """What no check can show: who owns it and what they must do."""

    owner: str
    duty: str


Standing = Literal["Footing's default; not yet decided by the organisation", "decided by the organisation"]
UNDECIDED: Standing
DECIDED: Standing
UNDECIDED, DECIDED = get_args(Standing)


class Decision(_Record):
    """What was chosen for an addressable specification (45 CFR 164.306(d)(3)), why, and whether anybody decided it."""

    choice: Literal["implement", "alternative", "omit"]
    reason: str
    decided_by: str | None = None
    decided_on: date | None = None
    standing: Standing = UNDECIDED
    """Follows from whether somebody is named; it stands in every form, so that a default passes for no decision."""

    @model_validator(mode="before")
    @classmethod
    def _told_by_who_decided(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return given | {"standing": DECIDED if given.get("decided_by") and given.get("decided_on") else UNDECIDED}

    @property
    def open(self) -> bool:
        """Whether nobody decided it for the organisation yet."""
        return self.standing == UNDECIDED

    @property
    def whose(self) -> str:
        """Whose decision it is, in words."""
        return UNDECIDED if self.open else f"decided by {self.decided_by} on {self.decided_on}"


class ControlVerdict(_Record):
    """A control of a catalog, what is claimed for it, and what the evidence of one stack shows."""

    id: str
    title: str
    requirement: str
    kind: str
    """What the framework calls it: `required`, `addressable`, or the word for what it divides no further; `proposed`
    where it is not in force."""
    addressable: bool | None
    """Whether the regulation lets one decide for an alternative; None where the distinction does not exist."""
    claim: ClaimStatus
    rationale: str
    decision: Decision | None
    shown: Shown
    rules: tuple[str, ...]
    checkov: tuple[str, ...] = ()
    """The checks of Checkov that speak for it."""
    judges: tuple[str, ...] = ()
    """Other judges that speak for it, each by a command of its own; `shown` does not count what they say."""
    operating: tuple[str, ...] = ()
    """Checks of an account that would speak for it in operation. None was made: this is evidence of design."""
    artifact: str | None = None
    """What to ask the provider for, where it holds the control or a part of it."""
    manual: ManualDuty | None


class Catalog(_Record):
    """The controls of a framework, or of one part of it, as one stack meets them."""

    framework: str
    part: str | None = None
    standing: Literal["in force", "proposed"] = "in force"
    """What is proposed is not law, and brings in no rule of its own."""
    reference: str
    url: str
    controls: tuple[ControlVerdict, ...]

    @property
    def title(self) -> str:
        """The framework and the part of it, and that it is a proposal if it is one."""
        named = f"{self.framework}, {self.part}" if self.part else self.framework
        return f"{named} (proposed, not law)" if self.standing == "proposed" else named
