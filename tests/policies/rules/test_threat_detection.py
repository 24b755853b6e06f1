from __future__ import annotations

from typing import Any

import pytest

from policies.containers import TASK
from policies.rules import threat_detection as rules
from policies.types import ECS_SERVICE, SECURITY_HUB
from policies.view import UNKNOWN, Resource
from tests.policies.alert_cases import FINDINGS
from tests.policies.cases import Case, case, exports, resource

OWNER = exports(accountOwner="test")
GUEST = exports(accountOwner="dev")
DETECTOR = resource(rules.DETECTOR, "detector", enable=True)
FOUNDATIONAL = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"
HUB = resource(SECURITY_HUB, "hub", enableDefaultStandards=False)
EKS_AGENT = [{"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"}]
AGENT = [{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"}]


def feature(plan: str, status: Any = "ENABLED", **rest: Any) -> Resource:
    return resource(rules.FEATURE, plan, name=plan, status=status, **rest)


S3, RDS, MALWARE = map(feature, rules.DATA)
LAMBDA, EKS, _RUNTIME = map(feature, rules.WORKLOADS)
RUNTIME = feature("RUNTIME_MONITORING", additionalConfigurations=AGENT)
INLINE = {
    "s3Logs": {"enable": True},
    "malwareProtection": {"scanEc2InstanceWithFindings": {"ebsVolumes": {"enable": True}}},
}
CASES = [
    case(rules.threat_detection_on, "pass", "it is on", OWNER, DETECTOR),
    case(rules.threat_detection_on, "pass", "on unless told otherwise", OWNER, resource(rules.DETECTOR, "detector")),
    case(rules.threat_detection_on, "fail", "suspended", OWNER, resource(rules.DETECTOR, "detector", enable=False)),
    case(rules.threat_detection_on, "fail", "there is none", OWNER),
    case(rules.threat_detection_on, "not applicable", "another stack holds it", GUEST),
    case(rules.threat_detection_on, "unknown", "which", OWNER, resource(rules.DETECTOR, "detector", enable=UNKNOWN)),
    case(rules.threat_detection_watches_data, "pass", "three plans", OWNER, DETECTOR, S3, RDS, MALWARE),
    case(
        rules.threat_detection_watches_data,
        "pass",
        "two of them in the detector, the older form",
        OWNER,
        resource(rules.DETECTOR, "detector", datasources=INLINE),
        RDS,
    ),
    case(rules.threat_detection_watches_data, "fail", "two plans", OWNER, DETECTOR, S3, MALWARE),
    case(
        rules.threat_detection_watches_data,
        "fail",
        "one switched off",
        OWNER,
        DETECTOR,
        S3,
        feature("RDS_LOGIN_EVENTS", "DISABLED"),
        MALWARE,
    ),
    case(rules.threat_detection_watches_data, "fail", "no detector", OWNER),
    case(rules.threat_detection_watches_data, "not applicable", "another stack holds it", GUEST),
    case(
        rules.threat_detection_watches_data,
        "unknown",
        "whether",
        OWNER,
        DETECTOR,
        S3,
        RDS,
        feature("EBS_MALWARE_PROTECTION", UNKNOWN),
    ),
    case(rules.threat_detection_watches_workloads, "pass", "with an agent", OWNER, DETECTOR, LAMBDA, EKS, RUNTIME),
    case(
        rules.threat_detection_watches_workloads,
        "fail",
        "without one nothing is seen",
        OWNER,
        DETECTOR,
        LAMBDA,
        EKS,
        feature("RUNTIME_MONITORING"),
    ),
    case(
        rules.threat_detection_watches_workloads,
        "fail",
        "tasks on Fargate, and an agent for EKS only",
        *(OWNER, DETECTOR, LAMBDA, EKS, resource(ECS_SERVICE, "app", launchType="FARGATE")),
        feature("RUNTIME_MONITORING", additionalConfigurations=EKS_AGENT),
    ),
    case(
        rules.threat_detection_watches_workloads,
        "pass",
        "an agent for EKS only, and no tasks",
        *(OWNER, DETECTOR, LAMBDA, EKS),
        feature("RUNTIME_MONITORING", additionalConfigurations=EKS_AGENT),
    ),
    case(
        rules.threat_detection_watches_workloads,
        "pass",
        "tasks on instances, and an agent for those",
        *(OWNER, DETECTOR, LAMBDA, EKS, resource(ECS_SERVICE, "app", launchType="EC2")),
        feature("RUNTIME_MONITORING", additionalConfigurations=[{**AGENT[0], "name": "EC2_AGENT_MANAGEMENT"}]),
    ),
    case(
        rules.threat_detection_watches_workloads,
        "fail",
        "the agent for tasks is switched off",
        *(OWNER, DETECTOR, LAMBDA, EKS, resource(ECS_SERVICE, "app", launchType="FARGATE")),
        feature("RUNTIME_MONITORING", additionalConfigurations=[*EKS_AGENT, {**AGENT[0], "status": "DISABLED"}]),
    ),
    case(
        rules.threat_detection_watches_workloads,
        "unknown",
        "which agent",
        *(OWNER, DETECTOR, LAMBDA, EKS, resource(ECS_SERVICE, "app", launchType="FARGATE")),
        feature("RUNTIME_MONITORING", additionalConfigurations=[{"name": UNKNOWN, "status": "ENABLED"}]),
    ),
    *(
        case(
            rules.threat_detection_watches_workloads,
            "fail",
            "tasks on Fargate by another word, and an agent for EKS only",
            *(OWNER, DETECTOR, LAMBDA, EKS, runs),
            feature("RUNTIME_MONITORING", additionalConfigurations=EKS_AGENT),
        )
        for runs in (
            resource(TASK, "job", requiresCompatibilities=["FARGATE"]),
            resource(ECS_SERVICE, "app", capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT"}]),
        )
    ),
    case(
        rules.threat_detection_watches_workloads,
        "pass",
        "a task for instances, and an agent for EKS only",
        *(OWNER, DETECTOR, LAMBDA, EKS, resource(TASK, "job", requiresCompatibilities=["EC2"])),
        feature("RUNTIME_MONITORING", additionalConfigurations=EKS_AGENT),
    ),
    case(
        rules.threat_detection_watches_data,
        "fail",
        "switched off in the detector, the older form",
        *(OWNER, resource(rules.DETECTOR, "detector", datasources={**INLINE, "s3Logs": {"enable": False}}), RDS),
    ),
    case(rules.threat_detection_watches_workloads, "fail", "functions are not", OWNER, DETECTOR, EKS, RUNTIME),
    case(rules.threat_detection_watches_workloads, "not applicable", "another stack holds it", GUEST),
    case(
        rules.threat_detection_watches_workloads,
        "unknown",
        "which agents",
        OWNER,
        DETECTOR,
        LAMBDA,
        EKS,
        feature("RUNTIME_MONITORING", additionalConfigurations=UNKNOWN),
    ),
    case(
        rules.account_checked_against_standard,
        "pass",
        "subscribed",
        OWNER,
        HUB,
        resource(rules.SUBSCRIPTION, "foundational", standardsArn=FOUNDATIONAL),
    ),
    case(
        rules.account_checked_against_standard,
        "pass",
        "AWS subscribes to it unless told otherwise",
        OWNER,
        resource(SECURITY_HUB, "hub"),
    ),
    case(rules.account_checked_against_standard, "fail", "to nothing", OWNER, HUB),
    case(rules.account_checked_against_standard, "fail", "no hub", OWNER),
    case(rules.account_checked_against_standard, "not applicable", "another stack holds it", GUEST),
    case(
        rules.account_checked_against_standard,
        "unknown",
        "to what",
        OWNER,
        HUB,
        resource(rules.SUBSCRIPTION, "foundational", standardsArn=UNKNOWN),
    ),
    *FINDINGS,
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
