"""Who answers for a stack, or for a part of it."""

from __future__ import annotations

import re

from stacks.section import Section
from stacks.shapes import Email, Team


class Owner(Section):
    """A team, and how to reach it. Becomes tags, and the address to which alarms go."""

    team: Team
    """What the team is called: the tag `Owner`."""
    email: Email
    """Where the team is reached: the tag `Contact`, and the address to which alarms go."""

    @property
    def slug(self) -> str:
        """What the team is called in names of resources: small letters, digits and hyphens."""
        return "-".join(re.findall("[a-z0-9]+", self.team.lower()))
