"""What a judge can say and what that shows: the words of the results."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["pass", "fail", "unknown", "not applicable"]
Shown = Literal["pass", "fail", "accepted", "unknown", "nothing to judge", "provided elsewhere", "manual"]
Severity = Literal["low", "medium", "high", "critical"]

WORST_FIRST: tuple[Shown, ...] = (
    "fail",
    "unknown",
    "accepted",
    "pass",
    "provided elsewhere",
    "nothing to judge",
    "manual",
)
"""In which order a reader should see them; what several findings come to is the first that is among them."""


GRAVEST_FIRST: tuple[Severity, ...] = ("critical", "high", "medium", "low")


class Record(BaseModel):
    """A result: plain data that nobody changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
