"""The rule for what silences findings before anybody hears of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from policies.rule import NotApplicable, Severity, Verdict, resource_rule
from policies.some import some
from policies.view import Item, Resource

GUARDDUTY = "aws:guardduty/filter:Filter"
INSPECTOR = "aws:inspector2/filter:Filter"
SECURITY_HUB = "aws:securityhub/automationRule:AutomationRule"
ANALYZER = "aws:accessanalyzer/archiveRule:ArchiveRule"
HIGH = 7
"""Where GuardDuty's severity "high" begins (Amazon GuardDuty User Guide, "Findings severity levels")."""
SEVERE = ("HIGH", "CRITICAL")
DONE_WITH = ("SUPPRESSED", "RESOLVED", "NOTIFIED")
SUBJECTS = ("principal.", "resource.")
"""How other criteria begin by which GuardDuty and Access Analyzer tell one resource from others besides."""
PARTICULARS = (
    *("complianceSecurityControlIds", "findingArns", "generatorIds", "ids", "resourceIds", "titles", "types"),
    "vulnerabilityIds",
)
"""The criteria by which Inspector and Security Hub do."""


class Silencer(NamedTuple):
    """Whether one kind of rule silences anything, where its criteria are, and how one of them keeps it narrow."""

    silences: Callable[[Resource], bool]
    criteria: str
    narrow: Callable[[Item], bool]


def _updates(rule: Resource) -> bool:
    if rule.get("ruleStatus", "ENABLED") != "ENABLED":
        return False

    def silences(action: Item) -> bool:
        updated = f"{action.path}.findingFieldsUpdate"
        label = rule.get(f"{updated}.severity.label", "")
        lowered = bool(label) and label not in SEVERE
        return lowered or rule.get(f"{updated}.workflow.status", "") in DONE_WITH

    return some(silences, rule.items("actions"))


def _of_guardduty(criterion: Item) -> bool:
    field = criterion.get("field", "")
    if field == "severity":
        below, up_to = criterion.get("lessThan", float(HIGH + 1)), criterion.get("lessThanOrEqual", float(HIGH))
        return bool(below <= HIGH or up_to < HIGH)
    return _particular(field) and criterion.has("equals")


def _particular(field: str) -> bool:
    return field in ("id", "resource", "type") or (field.startswith(SUBJECTS) and not field.endswith("resourceType"))


def _by_lists(criteria: Item) -> bool:
    """Tell whether criteria name something particular, or severities of which none is high."""
    particular = some(lambda name: bool(_equal(criteria, name)), PARTICULARS)
    mild = [_equal(criteria, name) for name in ("severities", "severityLabels") if criteria.has(name)]
    return particular or any(values and not set(values) & set(SEVERE) for values in mild)


def _equal(criteria: Item, name: str) -> list[str]:
    """Return the values of which one has to be equal; none if one of them is compared in another way."""
    found = criteria.resource.items(f"{criteria.path}.{name}")
    equal = all(each.get("comparison", "") == "EQUALS" for each in found)
    return [each.get("value", "") for each in found] if equal else []


SILENCERS = {
    GUARDDUTY: Silencer(
        lambda one: one.get("action", "") == "ARCHIVE",
        "findingCriteria.criterions",
        _of_guardduty,
    ),
    INSPECTOR: Silencer(lambda one: one.get("action", "") == "SUPPRESS", "filterCriterias", _by_lists),
    SECURITY_HUB: Silencer(_updates, "criteria", _by_lists),
    ANALYZER: Silencer(
        lambda _: True,
        "filters",
        lambda one: _particular(one.get("criteria", "")) and one.has("eqs"),
    ),
}


@resource_rule(
    *SILENCERS,
    severity=Severity.HIGH,
    fix="Name by equality what is silenced: a type of finding, a control, a vulnerability or a resource; or only "
    "severities below high.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html",
)
def severe_findings_not_silenced(rule: Resource) -> Verdict:
    """What silences findings names what it silences, or leaves severe findings alone."""
    silencer = SILENCERS[rule.type]
    if not silencer.silences(rule):
        return NotApplicable("it silences nothing")
    narrow = some(silencer.narrow, rule.items(silencer.criteria))
    return None if narrow else "it silences severe findings of any kind, before anybody hears of them"
