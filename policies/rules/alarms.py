"""Rules for alarms: that they reach somebody, and that there is one for what must not go unnoticed."""

from __future__ import annotations

from collections.abc import Iterable

from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.rules.audit_trail import TRAIL
from policies.some import some
from policies.view import STACK_TYPE, Resource, Stack
from policies.watching import ALARM as ALARM
from policies.watching import ALARMS as ALARMS
from policies.watching import reaches_nobody

ROLE = "aws:iam/role:Role"
BREAK_GLASS = "break-glass"
METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"

CIS_EVENTS: dict[str, tuple[str, ...]] = {
    "4.1 unauthorised calls": ("UnauthorizedOperation", "AccessDenied"),
    "4.2 sign-in without MFA": ("ConsoleLogin", "MFAUsed"),
    "4.3 use of root": ("userIdentity.type", "Root"),
    "4.4 changes of IAM policies": ("PutRolePolicy", "AttachRolePolicy", "AttachUserPolicy", "CreatePolicyVersion"),
    "4.5 changes of the trail": ("UpdateTrail", "DeleteTrail", "StopLogging"),
    "4.6 failed sign-ins": ("ConsoleLogin", "Failed authentication"),
    "4.7 keys disabled or deleted": ("DisableKey", "ScheduleKeyDeletion"),
    "4.8 changes of bucket policies": ("PutBucketPolicy", "DeleteBucketPolicy", "PutBucketAcl"),
    "4.9 changes of AWS Config": ("StopConfigurationRecorder", "DeleteDeliveryChannel"),
    "4.10 changes of security groups": ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
    "4.11 changes of network ACLs": ("CreateNetworkAclEntry", "ReplaceNetworkAclAssociation"),
    "4.12 changes of gateways": ("AttachInternetGateway", "CreateCustomerGateway"),
    "4.13 changes of routes": ("CreateRoute", "ReplaceRoute", "DeleteRoute"),
    "4.14 changes of VPCs": ("ModifyVpcAttribute", "AcceptVpcPeeringConnection"),
    "4.15 changes of the organization": ("InviteAccountToOrganization", "LeaveOrganization"),
}
"""The events of the CIS AWS Foundations Benchmark v3.0.0, section 4, and words that a pattern for each must have."""


@stack_rule(
    *ALARMS,
    severity=Severity.MEDIUM,
    fix="Set `alarm_actions` to the topic for notifications, and leave `actions_enabled` on.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
)
def alarm_reaches_somebody(alarm: Resource, stack: Stack) -> Verdict:
    """An alarm tells somebody, or does something, by itself or by a composite alarm that listens to it."""
    return reaches_nobody(alarm, stack)


@stack_rule(
    STACK_TYPE,
    severity=Severity.MEDIUM,
    fix="Add `AuditAlarms` (components/audit_alarms.py) for the missing events to the trail's log group.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
)
def account_raises_alarms_of_cis(_root: Resource, stack: Stack) -> Verdict:
    """There is an alarm for each event that the CIS AWS Foundations Benchmark lists."""
    missing = [event for event, words in CIS_EVENTS.items() if not _watched(stack, words)]
    return (provided_elsewhere(stack) or f"no alarm is raised for {', '.join(missing)}") if missing else None


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Add the event `break_glass_use` (components/audit_events.py) to the alarms of the trail's log group.",
    url="https://www.ecfr.gov/current/title-45/section-164.312",
)
def account_raises_alarm_on_break_glass(_root: Resource, stack: Stack) -> Verdict:
    """There is an alarm for somebody taking on the role for emergencies."""
    if not any(BREAK_GLASS in role.name for role in stack.of(ROLE)):
        return NotApplicable(f"no role is named {BREAK_GLASS}")
    if _watched(stack, ("AssumeRole", "requestParameters.roleArn", BREAK_GLASS)):
        return None
    return provided_elsewhere(stack) or "no alarm is raised when somebody takes on the role for emergencies"


def _watched(stack: Stack, words: Iterable[str]) -> bool:
    """Tell whether a pattern with these words finds events of a trail, and leads to an alarm that reaches somebody."""
    groups = {group.urn for trail in stack.of(TRAIL) for group in trail.refers_to("cloudWatchLogsGroupArn")}

    def finds(metric: Resource) -> bool:
        pattern = metric.get("pattern", "")
        return all(word in pattern for word in words) and some(
            lambda alarm: _hears(alarm, metric, stack), stack.of(ALARM)
        )

    of_trails = (each for each in stack.of(METRIC_FILTER) if groups & {to.urn for to in each.refers_to("logGroupName")})
    return some(finds, of_trails)


def _hears(alarm: Resource, metric: Resource, stack: Stack) -> bool:
    same_name = alarm.get("metricName", "") == metric.get("metricTransformation.name", "")
    same_namespace = alarm.get("namespace", "") == metric.get("metricTransformation.namespace", "")
    return same_name and same_namespace and reaches_nobody(alarm, stack) is None
