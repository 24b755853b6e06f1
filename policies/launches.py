"""Whatever starts EC2 instances: how it says so itself, and where a launch template says it."""

from __future__ import annotations

from policies.types import EC2_INSTANCE, FLEET, LAUNCH_TEMPLATE, SPOT_FLEET, SPOT_INSTANCE
from policies.view import Item, Resource, UnknownValue

TEMPLATES = {
    EC2_INSTANCE: "launchTemplate",
    FLEET: "launchTemplateConfigs",
    SPOT_FLEET: "launchTemplateConfigs",
    SPOT_INSTANCE: "launchTemplate",
}
"""By type, the property in which it names launch templates."""
Launch = Resource | Item


def launches(starter: Resource) -> list[Launch]:
    """Return what says how instances are started: a fleet has specifications inside of it, or none but templates."""
    return [*starter.items("launchSpecifications")] if starter.type in (FLEET, SPOT_FLEET) else [starter]


def by_template(starter: Resource) -> bool:
    """Tell whether a launch template of the stack decides what is not said here.

    Raises `UnknownValue` for a template of elsewhere, which nobody judges here.
    """
    name = TEMPLATES.get(starter.type)
    if name is None or not starter.has(name):
        return False
    if not any(each.type == LAUNCH_TEMPLATE and each.made for each in starter.refers_to(name)):
        raise UnknownValue(name, "is a template of elsewhere, and what that says is not known")
    return True
