"""Rules for the checks of Security Hub: that all which belong to a standard are done."""

from __future__ import annotations

from policies.rule import Severity, Verdict, resource_rule
from policies.types import SECURITY_HUB
from policies.view import Resource

CONTROL = "aws:securityhub/standardsControl:StandardsControl"
ASSOCIATION = "aws:securityhub/standardsControlAssociation:StandardsControlAssociation"
STATUS = {CONTROL: "controlStatus", ASSOCIATION: "associationStatus"}


@resource_rule(
    SECURITY_HUB,
    severity=Severity.MEDIUM,
    fix="Leave `auto_enable_controls` out, or set it to true.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/controls-auto-enable.html",
)
def standards_take_up_new_checks(hub: Resource) -> Verdict:
    """What AWS adds to a standard is checked from then on, without anybody having to notice that it was added."""
    return None if hub.get("autoEnableControls", True) else "what AWS adds to its standards stays off"


@resource_rule(
    *STATUS,
    severity=Severity.MEDIUM,
    fix='Leave it on ("ENABLED"); suppress single findings in Security Hub, or accept this by an exception.',
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/disable-controls-overview.html",
)
def standard_checked_whole(control: Resource) -> Verdict:
    """No check of a standard is turned off."""
    off = control.get(STATUS[control.type], "ENABLED") == "DISABLED" or control.has("disabledReason")
    return "it turns a check off, for every resource" if off else None
