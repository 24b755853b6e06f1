"""Who answers for a stack, or for a part of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stacks.section import Section


class Owner(Section):
    """A team, and how to reach it. Becomes tags, and the address to which alarms go."""

    team: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$")]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
