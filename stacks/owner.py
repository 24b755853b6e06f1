"""The owner of a stack, or of a data domain."""

from __future__ import annotations

import re

from stacks.section import Section
from stacks.shapes import Email, Team


class Owner(Section):
    """A team and its address."""

    team: Team
    """The team's name: the tag `Owner`."""
    email: Email
    """The team's address: the tag `Contact`, and where alarms are sent."""

    @property
    def slug(self) -> str:
        """The team's name in names of resources: lowercase letters, digits and hyphens."""
        return "-".join(re.findall("[a-z0-9]+", self.team.lower()))
