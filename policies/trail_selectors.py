"""Which events trails record, by their selectors in both forms: one trail alone, or several together.

AWS CloudTrail API Reference, `EventSelector`, `AdvancedEventSelector` and `AdvancedFieldSelector`: a trail records an
event that any of its selectors picks, and of an advanced selector all fields have to match.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from policies.rule import first_problem
from policies.some import some
from policies.trail_alarms import TRAIL
from policies.view import Item, Resource, Stack
from policies.whereabouts import beside

ARN = "resources.ARN"
READ_ONLY = "readOnly"
HALVES = {"true": ("All", "ReadOnly"), "false": ("All", "WriteOnly")}
"""Events that only read, and those that write: what advanced selectors say of them, and the older ones."""


class Kind(NamedTuple):
    """A kind of events, by what advanced selectors say of it, and older ones by the end of an ARN, if at all."""

    fields: dict[str, str]
    older: str = ""
    narrowed_by: tuple[str, ...] = ()
    """Fields by which it may be narrowed, if the narrowing is looked at elsewhere."""


MANAGEMENT = Kind({"eventCategory": "Management"})
OBJECTS = Kind({"eventCategory": "Data", "resources.type": "AWS::S3::Object"}, ":s3", (ARN,))
FUNCTIONS = Kind({"eventCategory": "Data", "resources.type": "AWS::Lambda::Function"}, ":lambda")


def recorded_together(
    trail: Resource, stack: Stack, whole: Callable[[Item, str], bool], *, unless_said: bool = False
) -> bool:
    """Tell whether a trail, or it and others that are turned on and reach as far, record both halves of some events.

    `whole` tells whether a selector picks one of `HALVES` of them; a trail without selectors does as `unless_said`.
    """

    def records(each: Resource, half: str) -> bool:
        if each is not trail and not _reaches_as_far(each, trail, stack):
            return False
        selectors = [item for path in ("advancedEventSelectors", "eventSelectors") for item in each.items(path)]
        return some(lambda selector: whole(selector, half), selectors) if selectors else unless_said

    trails = [trail, *(each for each in stack.of(TRAIL) if each is not trail)]
    return not first_problem(lambda half: not some(lambda each: records(each, half), trails), HALVES)


def picks(kind: Kind, selector: Item, half: str) -> bool:
    """Tell whether a selector picks all events of a half of a kind."""
    if not selector.has("fieldSelectors"):
        return selector.get("readWriteType", "All") in HALVES[half] and _picks_by_type(kind, selector)
    asked = {**kind.fields, READ_ONLY: half}
    fields = selector.items("fieldSelectors")
    named = {field.get("field", "") for field in fields}
    if not kind.fields.keys() <= named <= {*asked, *kind.narrowed_by}:
        return False
    return not first_problem(lambda field: not _admits(field, asked), fields)


def _admits(field: Item, asked: dict[str, str]) -> bool:
    name = field.get("field", "")
    return name not in asked or asked[name] in field.get("equals", [])


def _picks_by_type(kind: Kind, selector: Item) -> bool:
    if not kind.older:
        return selector.get("includeManagementEvents", True) and not selector.get("excludeManagementEventSources", [])
    recorded = [str(each) for of in selector.items("dataResources") for each in of.get("values", [])]
    return any(arn.endswith(kind.older) for arn in recorded)


def _reaches_as_far(other: Resource, trail: Resource, stack: Stack) -> bool:
    """Tell whether another trail is turned on, and records wherever this one does, in all of its accounts."""
    if not other.get("enableLogging", True):
        return False
    if trail.get("isOrganizationTrail", False) and not other.get("isOrganizationTrail", False):
        return False
    if other.get("isMultiRegionTrail", False):
        return True
    return not trail.get("isMultiRegionTrail", False) and other in beside(trail, stack, TRAIL)
