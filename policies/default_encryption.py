"""What an account encrypts of EBS by default.

Amazon EBS User Guide, "Enable Amazon EBS encryption by default": it is a setting of a region, and every volume and copy
that is made there from then on is encrypted, whatever is said of it.
"""

from __future__ import annotations

from collections.abc import Callable

from policies.rule import Verdict
from policies.some import unless_one_will_do
from policies.types import EBS_DEFAULT
from policies.view import Resource, Stack
from policies.whereabouts import beside


def unless_by_default(resource: Resource, stack: Stack, by_itself: Callable[[Resource], Verdict]) -> Verdict:
    """Return what there is to say of the encryption of a volume, a copy or an instance unless it is so by default."""

    def by_default(_resource: Resource) -> Verdict:
        defaults = beside(resource, stack, EBS_DEFAULT)
        return None if defaults and all(each.get("enabled", True) for each in defaults) else "not by default"

    return unless_one_will_do(lambda way: way(resource), (by_itself, by_default))
