from __future__ import annotations

import json
from typing import Any

import pytest

from policies.rules import suppressions as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

RULE = rules.severe_findings_not_silenced


def archiving(*criteria: Any, **changes: Any) -> Resource:
    return resource(
        rules.GUARDDUTY, **{"action": "ARCHIVE", "findingCriteria": {"criterions": list(criteria)}, **changes}
    )


def hiding(**criteria: list[Any]) -> Resource:
    return resource(rules.INSPECTOR, action="SUPPRESS", filterCriterias=[criteria])


def updating(update: dict[str, Any], **changes: Any) -> Resource:
    actions = [{"type": "FINDING_FIELDS_UPDATE", "findingFieldsUpdate": update}]
    return resource(rules.SECURITY_HUB, **{"actions": actions, "criteria": {"productNames": [like("")]}, **changes})


def trusting(active: Any) -> Resource:
    return resource(rules.TRUSTED, activate=active, format="TXT", location="https://s3.amazonaws.com/lists/trusted.txt")


def found(*composites: Any, update: Any = None, kind: str = "FINDING_FIELDS_UPDATE", **changes: Any) -> Resource:
    criteria = {"CompositeFilters": list(composites), "CompositeOperator": changes.pop("joined", "OR")}
    action = {"type": kind, "findingFieldsUpdate": {"statusId": 3} if update is None else update}
    given = {"action": action, "criteria": {"ocsfFindingCriteriaJson": json.dumps(criteria)}, **changes}
    return resource(rules.SECURITY_HUB_V2, **given)


def by(*filters: tuple[str, Any], kind: str = "StringFilters", joined: str = "AND", how: str = "EQUALS") -> Any:
    held = [{"FieldName": field, "Filter": {"Comparison": how, "Value": value}} for field, value in filters]
    return {kind: held, "Operator": joined}


def severity(**how: int) -> Any:
    return {"NumberFilters": [{"FieldName": "severity_id", "Filter": how}]}


def analyzed(criteria: Any, **how: Any) -> Resource:
    return resource(rules.ANALYZER, filters=[{"criteria": criteria, **how}])


def like(value: Any, comparison: str = "EQUALS") -> dict[str, Any]:
    return {"comparison": comparison, "value": value}


SUPPRESSED = {"workflow": {"status": "SUPPRESSED"}}
REGION = {"field": "region", "equals": ["us-east-1"]}
WIDE = (
    *("resource.accessKeyDetails.userType", "resource.instanceDetails.platform", "resource.s3BucketDetails.type"),
    *("resource.instanceDetails.networkInterfaces.vpcId", "resource.s3BucketDetails.owner.id", "accountId"),
)
PARTICULAR = (
    *("id", "resource.accessKeyDetails.userName", "resource.instanceDetails.imageId"),
    *("resource.instanceDetails.tags.value", "resource.s3BucketDetails.name", "resource.lambdaDetails.functionName"),
)
CVES = "Software and Configuration Checks/Vulnerabilities/CVE"
STANDARD = "Software and Configuration Checks/Industry and Regulatory Standards/PCI-DSS"
REACHABLE = "Software and Configuration Checks/AWS Security Best Practices/Network Reachability"
DETECTOR = "arn:aws:guardduty:us-east-1:111122223333:detector/12abc9"
CIS = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.3"
WHOLES = (
    *(("types", each) for each in ("Software and Configuration Checks", "TTPs/Initial Access", CVES, STANDARD)),
    *(("generatorIds", each) for each in (DETECTOR, "AWSInspector", f"{DETECTOR[:-6]}123456")),
)
SINGLE = (
    *(("types", each) for each in (REACHABLE, "TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce")),
    *(("generatorIds", each) for each in ("security-control/S3.9", "pci-dss/v/3.2.1/PCI.S3.1", CIS)),
    ("generatorIds", "arn:aws:config:us-east-1:111122223333:config-rule/config-rule-0abc"),
)
PRODUCT, CONTROL = ("metadata.product.name", "GuardDuty"), ("compliance.control", "S3.9")
TAG = {"MapFilters": [{"FieldName": "resources.tags", "Filter": {"Comparison": "EQUALS", "Key": "a", "Value": "b"}}]}
V2 = [
    case(RULE, "fail", "a product's findings, in the new form", found(by(PRODUCT))),
    case(RULE, "pass", "one control, in the new form", found(by(PRODUCT, CONTROL))),
    case(RULE, "fail", "a product's or one control's", found(by(PRODUCT, CONTROL, joined="OR"))),
    case(RULE, "fail", "a product's, or by another filter one control's", found(by(PRODUCT), by(CONTROL))),
    case(RULE, "pass", "by both filters", found(by(PRODUCT), by(CONTROL), joined="AND")),
    case(RULE, "fail", "controls like it", found(by(CONTROL, how="PREFIX"))),
    case(RULE, "pass", "nested", found({"NestedCompositeFilters": [by(CONTROL)], "Operator": "AND"})),
    case(RULE, "fail", "whatever", found()),
    case(RULE, "pass", "what has a tag, in the new form", found(TAG)),
    case(RULE, "pass", "one type, in the new form", found(by(("finding_info.types", REACHABLE)))),
    case(RULE, "fail", "all vulnerabilities, in the new form", found(by(("finding_info.types", CVES)))),
    case(RULE, "pass", "low ones, in the new form", found(by(("severity", "Low")))),
    case(RULE, "fail", "critical ones, in the new form", found(by(("severity", "Critical")))),
    *(
        case(RULE, verdict, f"severities {how}", found(severity(**how)))
        for verdict, how in (
            ("pass", {"Lte": 3}),
            ("fail", {"Lte": 4}),
            ("pass", {"Lt": 4}),
            ("fail", {"Gte": 1}),
            ("fail", {"Eq": 99}),
        )
    ),
    *(
        case(RULE, verdict, f"they become {update}", found(by(PRODUCT), update=update))
        for verdict, update in (
            ("fail", {"severityId": 1}),
            ("not applicable", {"severityId": 5}),
            ("not applicable", {"statusId": 1}),
            ("fail", {"statusId": 2}),
            ("not applicable", {"comment": "a"}),
            ("unknown", {"statusId": UNKNOWN}),
        )
    ),
    case(RULE, "not applicable", "off, in the new form", found(by(PRODUCT), ruleStatus="DISABLED")),
    case(RULE, "not applicable", "it tells somebody", found(by(PRODUCT), update={}, kind="EXTERNAL_INTEGRATION")),
    case(RULE, "unknown", "what is in no such form", found("a")),
    case(RULE, "unknown", "what, in the new form", found(criteria={"ocsfFindingCriteriaJson": UNKNOWN})),
]
CASES = [
    *V2,
    case(RULE, "fail", "whatever comes from some addresses", trusting(active=True)),
    case(RULE, "not applicable", "a list that nobody uses", trusting(active=False)),
    case(RULE, "unknown", "whether a list is used", trusting(active=UNKNOWN)),
    case(RULE, "fail", "all of a region", archiving(REGION)),
    case(RULE, "pass", "one type", archiving(REGION, {"field": "type", "equals": ["Recon:EC2/Portscan"]})),
    case(RULE, "fail", "all types but one", archiving({"field": "type", "notEquals": ["Recon:EC2/Portscan"]})),
    case(RULE, "fail", "any type", archiving({"field": "type", "matches": ["*"]})),
    case(
        RULE,
        "pass",
        "one machine",
        archiving({"field": "resource.instanceDetails.instanceId", "equals": ["i-0"]}),
    ),
    case(RULE, "fail", "all machines", archiving({"field": "resource.resourceType", "equals": ["Instance"]})),
    case(RULE, "pass", "below high", archiving({"field": "severity", "lessThan": "7"})),
    case(RULE, "pass", "up to medium", archiving({"field": "severity", "lessThanOrEqual": "4"})),
    case(RULE, "fail", "up to high", archiving({"field": "severity", "lessThanOrEqual": "8"})),
    case(RULE, "fail", "from low on", archiving({"field": "severity", "greaterThan": "1"})),
    case(RULE, "not applicable", "it only looks", archiving(action="NOOP")),
    case(RULE, "unknown", "what", archiving(findingCriteria=UNKNOWN)),
    case(RULE, "unknown", "whether", archiving(action=UNKNOWN)),
    case(RULE, "fail", "an account's vulnerabilities", hiding(awsAccountIds=[like("1")])),
    case(RULE, "pass", "one vulnerability", hiding(vulnerabilityIds=[like("CVE-2026-1")])),
    case(RULE, "fail", "all but one vulnerability", hiding(vulnerabilityIds=[like("CVE-2026-1", "NOT_EQUALS")])),
    case(RULE, "fail", "vulnerabilities of all years", hiding(vulnerabilityIds=[like("CVE", "PREFIX")])),
    case(RULE, "pass", "mild vulnerabilities", hiding(severities=[like("LOW"), like("MEDIUM")])),
    case(RULE, "fail", "mild ones and others", hiding(severities=[like("LOW"), like("CRITICAL")])),
    case(RULE, "fail", "what is not low", hiding(severities=[like("LOW", "NOT_EQUALS")])),
    case(RULE, "unknown", "which vulnerabilities", hiding(vulnerabilityIds=[like(UNKNOWN)])),
    case(RULE, "fail", "a product's findings", updating(SUPPRESSED)),
    case(RULE, "fail", "they are called done", updating({"workflow": {"status": "RESOLVED"}})),
    case(RULE, "fail", "they are called mild", updating({"severity": {"label": "INFORMATIONAL"}})),
    case(RULE, "pass", "one control", updating(SUPPRESSED, criteria={"complianceSecurityControlIds": [like("S3.9")]})),
    case(RULE, "pass", "mild findings", updating(SUPPRESSED, criteria={"severityLabels": [like("LOW")]})),
    case(RULE, "not applicable", "it notes something", updating({"note": {"text": "a"}})),
    case(RULE, "not applicable", "they are called severe", updating({"severity": {"label": "CRITICAL"}})),
    case(RULE, "not applicable", "it is off", updating(SUPPRESSED, ruleStatus="DISABLED")),
    case(RULE, "unknown", "to what", updating({"workflow": {"status": UNKNOWN}})),
    case(RULE, "fail", "all access", analyzed("status", eqs=["ACTIVE"])),
    case(RULE, "pass", "one bucket's access", analyzed("resource", eqs=["arn:aws:s3:::a"])),
    case(RULE, "fail", "all buckets' access", analyzed("resourceType", eqs=["AWS::S3::Bucket"])),
    case(RULE, "fail", "buckets' access", analyzed("resource", contains=["arn:aws:s3"])),
    case(RULE, "pass", "one partner's access", analyzed("principal.AWS", eqs=["111122223333"])),
    case(RULE, "fail", "everybody's access", analyzed("principal.AWS", eqs=["*"])),
    case(RULE, "fail", "access that is of no type of ours", analyzed("type", eqs=["External"])),
    *(case(RULE, "fail", field, archiving({"field": field, "equals": ["a"]})) for field in WIDE),
    *(case(RULE, "pass", field, archiving({"field": field, "equals": ["a"]})) for field in PARTICULAR),
    *(case(RULE, "fail", value, updating(SUPPRESSED, criteria={name: [like(value)]})) for name, value in WHOLES),
    *(case(RULE, "pass", value, updating(SUPPRESSED, criteria={name: [like(value)]})) for name, value in SINGLE),
    case(RULE, "fail", "one type and a whole", updating(SUPPRESSED, criteria={"types": [like(CVES), like(REACHABLE)]})),
    case(RULE, "pass", "one repository's", hiding(ecrImageRepositoryNames=[like("app")])),
    case(RULE, "fail", "a network's", hiding(ec2InstanceVpcIds=[like("vpc-0")])),
    case(RULE, "pass", "what has a tag", hiding(resourceTags=[{"key": "scanner", **like("yes")}])),
    case(
        RULE,
        "pass",
        "what has a tag there",
        updating(SUPPRESSED, criteria={"resourceTags": [{"key": "a", **like("b")}]}),
    ),
    case(RULE, "unknown", "whose access", analyzed(UNKNOWN, eqs=["a"])),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
