"""Rules for what looks for attackers, weaknesses and mistakes in an account. They judge the account's one owner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from policies.alerts import unheard
from policies.containers import TASK
from policies.provided import provided_elsewhere
from policies.rule import Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.types import ANALYZER, EC2_INSTANCE, ECS_SERVICE, INSPECTOR, LAUNCH_TEMPLATE, SECURITY_HUB
from policies.view import STACK_TYPE, Resource, Stack

DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
SUBSCRIPTION = "aws:securityhub/standardsSubscription:StandardsSubscription"
EKS_CLUSTER = "aws:eks/cluster:Cluster"

MALWARE_IN_DETECTOR = "datasources.malwareProtection.scanEc2InstanceWithFindings.ebsVolumes.enable"
DATA = {
    "S3_DATA_EVENTS": "datasources.s3Logs.enable",
    "RDS_LOGIN_EVENTS": "",
    "EBS_MALWARE_PROTECTION": MALWARE_IN_DETECTOR,
}
RUNTIME = "RUNTIME_MONITORING"
WORKLOADS = {
    "LAMBDA_NETWORK_LOGS": "",
    "EKS_AUDIT_LOGS": "datasources.kubernetes.auditLogs.enable",
    RUNTIME: "",
}
"""GuardDuty's protection plans, and where an older program switches them on in the detector itself."""
FINDERS: dict[str, tuple[str, ...]] = {
    "severe findings of GuardDuty": (),
    "failed checks of Security Hub": (),
    "severe findings of Inspector": (INSPECTOR,),
    "findings of Access Analyzer": (ANALYZER,),
}
"""Whose findings have to be heard: the first two's in any case, the others' where they are on."""
NO_DETECTOR = "no GuardDuty detector is declared"
BASIC_STANDARD = "standards/aws-foundational-security-best-practices/"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Create an `aws.guardduty.Detector` with `enable=True` in the stack that owns the account.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html",
)
def threat_detection_on(_root: Resource, stack: Stack) -> Verdict:
    """GuardDuty looks for attackers in an account."""
    detectors = stack.of(DETECTOR)
    if not detectors:
        return provided_elsewhere(stack) or NO_DETECTOR
    return first_problem(lambda one: None if one.get("enable", True) else f"{one.name} is suspended", detectors)


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Add an `aws.guardduty.DetectorFeature` for each of S3, RDS and EBS malware; they cost by what they watch.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html",
)
def threat_detection_watches_data(_root: Resource, stack: Stack) -> Verdict:
    """GuardDuty watches what is read from buckets, who signs in to databases, and what is written to volumes."""
    return _unwatched(DATA, stack)


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix="Add an `aws.guardduty.DetectorFeature` for each of Lambda, EKS and runtime, with agents that GuardDuty keeps.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring.html",
    by_name=True,
)
def threat_detection_watches_workloads(_root: Resource, stack: Stack) -> Verdict:
    """GuardDuty watches functions, clusters, and from inside what containers and instances do."""
    return _unwatched(WORKLOADS, stack)


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix="Create an `aws.securityhub.Account`, and a StandardsSubscription to Foundational Security Best Practices.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
)
def account_checked_against_standard(_root: Resource, stack: Stack) -> Verdict:
    """Security Hub checks an account against AWS Foundational Security Best Practices, day after day."""
    hubs = stack.of(SECURITY_HUB)
    if not hubs:
        return provided_elsewhere(stack) or "no Security Hub account is declared"
    subscribed = some(lambda one: BASIC_STANDARD in one.get("standardsArn", ""), stack.of(SUBSCRIPTION))
    if subscribed or any(hub.get("enableDefaultStandards", True) for hub in hubs):
        return None
    return "it is not subscribed to AWS Foundational Security Best Practices"


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Send severe findings to a topic: an EventRule on the default bus, and an EventTarget, for each service.",
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html",
)
def findings_reported(_root: Resource, stack: Stack) -> Verdict:
    """What GuardDuty and Security Hub find is sent to somebody, and what Inspector and Access Analyzer find if on."""
    if not stack.of(DETECTOR, SECURITY_HUB) and (elsewhere := provided_elsewhere(stack)):
        return elsewhere
    return unheard(stack, *(kind for kind, types in FINDERS.items() if not types or stack.of(*types)))


def _unwatched(plans: Mapping[str, str], stack: Stack) -> Verdict:
    detectors = stack.of(DETECTOR)
    wanted = _agents_wanted(stack) if RUNTIME in plans else ()
    if not detectors:
        elsewhere = provided_elsewhere(stack)
        return replace(elsewhere, provided_for=wanted) if elsewhere else NO_DETECTOR

    def problem(plan: str) -> str | None:
        features = [feature for feature in stack.of(FEATURE) if feature.get("name", "") == plan]
        if any(feature.get("status", "") == "ENABLED" for feature in features):
            return first_problem(lambda one: _without_agent(one, wanted), features) if plan == RUNTIME else None
        inline = plans[plan]
        on = inline and any(detector.get(inline, False) for detector in detectors)
        return None if on else f"GuardDuty's protection plan {plan} is not on"

    return first_problem(problem, plans)


def _without_agent(feature: Resource, wanted: Collection[str]) -> str | None:
    on = [item for item in feature.items("additionalConfigurations") if item.get("status", "") == "ENABLED"]
    agents = {item.get("name", "") for item in on}
    if missing := sorted(set(wanted) - agents):
        return f"{feature.name} lets GuardDuty install no agent where the stack runs something: {', '.join(missing)}"
    return (
        None if agents else f"{feature.name} lets GuardDuty install no agent, so there is nobody to watch from inside"
    )


def _agents_wanted(stack: Stack) -> tuple[str, ...]:
    """Return the agents without which GuardDuty would not see what the stack runs."""
    return tuple(agent for agent, runs in RUNS.items() if runs(stack))


def _runs_on_fargate(stack: Stack) -> bool:
    def needs(task: Resource) -> bool:
        return "FARGATE" in task.get("requiresCompatibilities", [])

    def chooses(service: Resource) -> bool:
        chosen = [item.get("capacityProvider", "") for item in service.items("capacityProviderStrategies")]
        return service.get("launchType", "") == "FARGATE" or any(each.startswith("FARGATE") for each in chosen)

    return some(needs, stack.of(TASK)) or some(chooses, stack.of(ECS_SERVICE))


RUNS: dict[str, Callable[[Stack], bool]] = {
    "ECS_FARGATE_AGENT_MANAGEMENT": _runs_on_fargate,
    "EC2_AGENT_MANAGEMENT": lambda stack: bool(stack.of(EC2_INSTANCE, LAUNCH_TEMPLATE)),
    "EKS_ADDON_MANAGEMENT": lambda stack: bool(stack.of(EKS_CLUSTER)),
}
"""Which agent watches what, from inside."""
