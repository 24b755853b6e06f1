"""Who answers for a stack, or for a part of it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from stacks.section import Section


class Owner(Section):
    """A team, and how to reach it. Becomes tags, and the address to which alarms go."""

    team: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$")]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]

    @property
    def slug(self) -> str:
        """What the team is called in names of resources: small letters, digits and hyphens."""
        return "-".join(re.findall("[a-z0-9]+", self.team.lower()))
