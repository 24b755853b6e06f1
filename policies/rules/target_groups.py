"""Rules for what a load balancer sends requests to, and how."""

from __future__ import annotations

from policies.load_balancers import ALWAYS_ENCRYPTED, ATTACHMENTS, TARGET_GROUPS, named_by
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.view import UNKNOWN, Resource, Stack, UnknownValue

BETWEEN_ZONES_OUTPUT = "plainBetweenZones"
"""What a stack declares of traffic between zones: where it says `forbidden`, TLS is asked for."""
FORBIDDEN = "forbidden"
BEYOND = "all"
"""What stands for the zone of a target outside of the VPC."""


@stack_rule(
    *TARGET_GROUPS,
    severity=Severity.HIGH,
    fix='Set `protocol="HTTPS"` for targets outside of the VPC.',
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
)
def target_group_plain_within_network_only(group: Resource, stack: Stack) -> Verdict:
    """A load balancer sends requests in plain text to targets in its own VPC at most."""
    if otherwise := _reached_otherwise(group):
        return otherwise
    if _encrypted(group):
        return None

    def problem(target: Resource) -> str | None:
        beyond = target.get("availabilityZone", "") == BEYOND
        return f"{target.name} is outside of the VPC, and reached by plain {group.get('protocol')}" if beyond else None

    return first_problem(problem, named_by(stack, group, ATTACHMENTS, "targetGroupArn"))


@stack_rule(
    *TARGET_GROUPS,
    severity=Severity.MEDIUM,
    fix='Set `protocol="HTTPS"`, or `load_balancing_cross_zone_enabled="false"`.',
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/disable-cross-zone.html",
)
def target_group_plain_within_zone_if_policy_says_so(group: Resource, stack: Stack) -> Verdict:
    """Where policy forbids plain text between zones, a load balancer sends none to targets of other zones."""
    policy = stack.outputs.get(BETWEEN_ZONES_OUTPUT)
    if policy is UNKNOWN:
        raise UnknownValue(BETWEEN_ZONES_OUTPUT)
    if policy != FORBIDDEN:
        return NotApplicable("no policy of this stack forbids it")
    if otherwise := _reached_otherwise(group):
        return otherwise
    if _encrypted(group) or group.get("loadBalancingCrossZoneEnabled", "use_load_balancer_configuration") == "false":
        return None
    return f"it sends plain {group.get('protocol')} to targets of all zones"


def _encrypted(group: Resource) -> bool:
    return group.get("protocol", "") in ALWAYS_ENCRYPTED


def _reached_otherwise(group: Resource) -> NotApplicable | None:
    """Return the answer for a group whose targets no request reaches by the protocol that it names."""
    target = group.get("targetType", "instance")
    if target == "lambda":
        return NotApplicable("a function is called by AWS's interface, over TLS")
    if target == "alb":
        return NotApplicable("its target is a load balancer, which decides for itself")
    return None
