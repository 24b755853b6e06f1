"""Load balancers in all their kinds, read from every form in which pulumi-aws 7 writes them."""

from __future__ import annotations

from policies.joined import joined
from policies.rule import NotApplicable
from policies.view import Resource, Stack

BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
ATTACHMENTS = (
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
)

APPLICATION = "application"
NETWORK = "network"
GATEWAY = "gateway"
TLS = ("HTTPS", "TLS")
"""Protocols with which a listener ends TLS itself."""
ALWAYS_ENCRYPTED = (*TLS, "QUIC")


def kind(balancer: Resource) -> str:
    """Return the kind of a load balancer: `application`, `network`, `gateway` or `classic`."""
    if balancer.type == CLASSIC:
        return "classic"
    name: str = balancer.get("loadBalancerType", APPLICATION)
    return name


def only_application(balancer: Resource) -> NotApplicable | None:
    """Return the answer of a rule that speaks of what Application Load Balancers alone have, for any other kind."""
    name = kind(balancer)
    return None if name == APPLICATION else NotApplicable(f"it is a {name} load balancer")


def only_public(balancer: Resource) -> NotApplicable | None:
    """Return the answer of a rule that speaks of load balancers on the internet, for any other."""
    if kind(balancer) == GATEWAY:
        return NotApplicable("a gateway load balancer sends traffic through appliances, and takes none itself")
    return NotApplicable("the internet does not reach it") if balancer.get("internal", False) else None


def named_by(stack: Stack, to: Resource, types: tuple[str, ...], by: str) -> list[Resource]:
    """Return the resources of `types` whose property `by` names `to`; raise `UnknownValue` where one perhaps does."""
    return [found for type_ in types for found in joined(stack, to, type_, by)]
