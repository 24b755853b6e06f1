"""The rule for what silences findings before anybody hears of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from policies.ocsf_criteria import NEW, SEVERE_IDS, SINGLE_TYPE, is_narrow
from policies.rule import NotApplicable, Severity, Verdict, resource_rule
from policies.some import some
from policies.view import Item, Resource

GUARDDUTY = "aws:guardduty/filter:Filter"
INSPECTOR = "aws:inspector2/filter:Filter"
SECURITY_HUB = "aws:securityhub/automationRule:AutomationRule"
SECURITY_HUB_V2 = "aws:securityhub/automationRuleV2:AutomationRuleV2"
TRUSTED = "aws:guardduty/iPSet:IPSet"
ANALYZER = "aws:accessanalyzer/archiveRule:ArchiveRule"
HIGH = 7
"""Where GuardDuty's severity "high" begins (Amazon GuardDuty User Guide, "Findings severity levels")."""
SEVERE = ("HIGH", "CRITICAL")
DONE_WITH = ("SUPPRESSED", "RESOLVED", "NOTIFIED")
GUARDDUTY_PARTICULARS = (
    *("id", "type"),
    *(f"resource.accessKeyDetails.{name}" for name in ("accessKeyId", "principalId", "userName")),
    *(f"resource.instanceDetails.{name}" for name in ("instanceId", "imageId", "iamInstanceProfile.id")),
    *(
        f"resource.instanceDetails.networkInterfaces.{name}"
        for name in ("publicIp", "privateIpAddresses.privateIpAddress")
    ),
    *(
        f"resource.{of}Details.tags.{part}"
        for of in ("instance", "eksCluster", "s3Bucket")
        for part in ("key", "value")
    ),
    *(f"resource.{of}Details.name" for of in ("container", "ecsCluster", "eksCluster", "s3Bucket")),
    *("resource.containerDetails.image", "resource.ecsClusterDetails.taskDetails.containers.image"),
    "resource.ecsClusterDetails.taskDetails.definitionArn",
    *(f"resource.kubernetesDetails.kubernetesUserDetails.{name}" for name in ("username", "uid")),
    *(f"resource.kubernetesDetails.kubernetesWorkloadDetails.{name}" for name in ("name", "containers.image")),
    *(f"resource.lambdaDetails.{name}" for name in ("functionName", "functionArn")),
    *(f"resource.rdsDbInstanceDetails.{name}" for name in ("dbInstanceIdentifier", "dbClusterIdentifier")),
)
"""The criteria by which GuardDuty tells one finding, type or resource from others: by its id, name, image or tag."""
PARTICULARS = (
    *("complianceSecurityControlIds", "findingArns", "generatorIds", "ids", "resourceIds", "resourceTags", "titles"),
    *("types", "vulnerabilityIds"),
    *("ec2InstanceImageIds", "ecrImageHashes", "ecrImageRepositoryNames", "lambdaFunctionNames"),
    *("codeRepositoryProjectNames", "componentIds"),
)
"""The criteria by which Inspector and Security Hub do."""
NARROW = {
    "generatorIds": re.compile(r"(?!.*detector/).*/(config-rule-\w+|([A-Za-z]\w*\.)*\d+(\.\d+)*)"),
    "types": SINGLE_TYPE,
}
"""What singles out in a criterion that takes in wholes too: a control and not a detector, a type in all its parts."""


class Silencer(NamedTuple):
    """Whether one kind of rule silences anything, and whether its criteria keep it narrow."""

    silences: Callable[[Resource], bool]
    narrow: Callable[[Resource], bool]


def _one_of(criteria: str, narrow: Callable[[Item], bool]) -> Callable[[Resource], bool]:
    """Return what tells whether one of a rule's criteria, all of which have to be met, keeps it narrow."""
    return lambda rule: some(narrow, rule.items(criteria))


def _updates(rule: Resource) -> bool:
    if rule.get("ruleStatus", "ENABLED") != "ENABLED":
        return False

    def silences(action: Item) -> bool:
        updated = f"{action.path}.findingFieldsUpdate"
        label = rule.get(f"{updated}.severity.label", "")
        lowered = bool(label) and label not in SEVERE
        return lowered or rule.get(f"{updated}.workflow.status", "") in DONE_WITH

    return some(silences, rule.items("actions"))


def _updates_v2(rule: Resource) -> bool:
    enabled = rule.get("ruleStatus", "ENABLED") == "ENABLED"
    if not enabled or rule.get("action.type", "FINDING_FIELDS_UPDATE") != "FINDING_FIELDS_UPDATE":
        return False
    updated = "action.findingFieldsUpdate"
    return rule.get(f"{updated}.severityId", min(SEVERE_IDS)) not in SEVERE_IDS or (
        rule.get(f"{updated}.statusId", NEW) != NEW
    )


def _of_guardduty(criterion: Item) -> bool:
    field = criterion.get("field", "")
    if field == "severity":
        below, up_to = criterion.get("lessThan", float(HIGH + 1)), criterion.get("lessThanOrEqual", float(HIGH))
        return bool(below <= HIGH or up_to < HIGH)
    return field in GUARDDUTY_PARTICULARS and criterion.has("equals")


def _of_analyzer(criterion: Item) -> bool:
    """Tell whether a criterion of Access Analyzer names a finding, a resource or who has access; `*` is everybody."""
    field = criterion.get("criteria", "")
    return (field in ("id", "resource") or field.startswith("principal.")) and not {"*"} & {
        *criterion.get("eqs", ["*"])
    }


def _by_lists(criteria: Item) -> bool:
    """Tell whether criteria name something particular, or severities of which none is high."""
    particular = some(lambda name: _singles_out(name, _equal(criteria, name)), PARTICULARS)
    mild = [_equal(criteria, name) for name in ("severities", "severityLabels") if criteria.has(name)]
    return particular or any(values and not set(values) & set(SEVERE) for values in mild)


def _singles_out(name: str, values: list[str]) -> bool:
    return bool(values) and all(name not in NARROW or NARROW[name].fullmatch(each) for each in values)


def _equal(criteria: Item, name: str) -> list[str]:
    """Return the values of which one has to be equal; none if one of them is compared in another way."""
    found = criteria.resource.items(f"{criteria.path}.{name}")
    equal = all(each.get("comparison", "") == "EQUALS" for each in found)
    return [each.get("value", "") for each in found] if equal else []


SILENCERS = {
    GUARDDUTY: Silencer(
        lambda one: one.get("action", "") == "ARCHIVE", _one_of("findingCriteria.criterions", _of_guardduty)
    ),
    INSPECTOR: Silencer(lambda one: one.get("action", "") == "SUPPRESS", _one_of("filterCriterias", _by_lists)),
    SECURITY_HUB: Silencer(_updates, _one_of("criteria", _by_lists)),
    SECURITY_HUB_V2: Silencer(_updates_v2, lambda one: is_narrow(one.document("criteria.ocsfFindingCriteriaJson"))),
    ANALYZER: Silencer(lambda _: True, _one_of("filters", _of_analyzer)),
    # Of whatever comes from a trusted address nothing is found, and which those are stands in a file (Amazon GuardDuty
    # User Guide, "Customizing threat detection with entity lists and IP address lists")
    TRUSTED: Silencer(lambda one: one.get("activate", True), lambda _: False),
}


@resource_rule(
    *SILENCERS,
    severity=Severity.HIGH,
    fix="Name by equality what is silenced: a type of finding in all its parts, a control, a vulnerability or a "
    "resource, by its id, name, image or tag; or only severities below high. Use no list of trusted addresses.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html",
)
def severe_findings_not_silenced(rule: Resource) -> Verdict:
    """What silences findings names what it silences, or leaves severe findings alone."""
    silencer = SILENCERS[rule.type]
    if not silencer.silences(rule):
        return NotApplicable("it silences nothing")
    return None if silencer.narrow(rule) else "it silences severe findings of any kind, before anybody hears of them"
