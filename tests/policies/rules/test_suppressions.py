from __future__ import annotations

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


def analyzed(criteria: Any, **how: Any) -> Resource:
    return resource(rules.ANALYZER, filters=[{"criteria": criteria, **how}])


def like(value: Any, comparison: str = "EQUALS") -> dict[str, Any]:
    return {"comparison": comparison, "value": value}


SUPPRESSED = {"workflow": {"status": "SUPPRESSED"}}
REGION = {"field": "region", "equals": ["us-east-1"]}
CASES = [
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
    case(RULE, "unknown", "whose access", analyzed(UNKNOWN, eqs=["a"])),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
