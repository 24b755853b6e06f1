"""Rules for ECS services that follow their load, in several zones."""

from __future__ import annotations

from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.scaling import POLICY, STEPS, TARGET, TRACKING, of_no_service
from policies.some import some
from policies.types import DEFAULT_SUBNET, ECS_CLUSTER, ECS_SERVICE, SUBNET
from policies.view import Resource, Stack, UnknownValue

DEFAULT_CLUSTER = "default"
"""Where ECS puts a service that names no cluster."""
LEAST_ZONES = 2


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Make the service an `aws.appautoscaling.Target` with policies that follow its load (components/scaling.py).",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html",
)
def service_scales(service: Resource, stack: Stack) -> Verdict:
    """A service gets more tasks under load, and fewer when the load has gone."""
    if service.get("schedulingStrategy", "REPLICA") == "DAEMON":
        return NotApplicable("it has one task on each host")

    def follows(target: Resource) -> bool:
        policies = stack.referring(target, POLICY, "resourceId")
        return any(each.has(TRACKING) or each.has(STEPS) for each in policies) and _is_of(target, service)

    if some(follows, stack.of(TARGET)):
        return None
    if some(lambda target: _is_of(target, service), stack.of(TARGET)):
        return "it may scale, but no policy follows its load"
    return "it has as many tasks as somebody once wrote down"


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix="Give the service subnets in two zones or more.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
)
def service_spread_over_zones(service: Resource, _stack: Stack) -> Verdict:
    """The subnets in which a service runs are in two zones or more."""
    if not service.has("networkConfiguration"):
        return NotApplicable("its tasks run where their hosts are")
    subnets = [one for one in service.refers_to("networkConfiguration") if one.type in (SUBNET, DEFAULT_SUBNET)]
    zones, unknown = set[str](), len(subnets) < len(service.items("networkConfiguration.subnets"))
    for subnet in subnets:
        try:
            zones.add(subnet.get("availabilityZone", "") or subnet.get("availabilityZoneId", "") or _unplaced(subnet))
        except UnknownValue:
            unknown = True
    if len(zones) >= LEAST_ZONES:
        return None
    if unknown or not subnets:
        raise UnknownValue("networkConfiguration.subnets", "are in zones that are not known")
    return f"all of them are in {', '.join(zones)}"


def _is_of(target: Resource, service: Resource) -> bool:
    """Tell whether a scalable target is a service, which it names as `service/<cluster>/<name>`."""
    named = [each for each in target.refers_to("resourceId") if each.type == ECS_SERVICE]
    if named:
        return service in named
    if of_no_service(target):
        return False
    _, cluster, name = ["", "", *target.get("resourceId", "").split("/")][-3:]
    return bool(name == service.get("name", service.name)) and cluster == _cluster_of(service)


def _cluster_of(service: Resource) -> str:
    """Return what the cluster of a service is called, whether the service names it, its ARN or the resource."""
    clusters = [each for each in service.refers_to("cluster") if each.type == ECS_CLUSTER]
    if len(clusters) == 1 and clusters[0].has("name"):
        called: str = clusters[0].get("name", "")
        return called
    return str(service.get("cluster", DEFAULT_CLUSTER)).rpartition("/")[2]


def _unplaced(subnet: Resource) -> str:
    raise UnknownValue("availabilityZone", f"of {subnet.name} is left to AWS")
