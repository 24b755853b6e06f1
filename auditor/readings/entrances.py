"""How requests come in: from clients over distributions and load balancers to services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.readings.properties import items, named_by, one_of, worded
from auditor.results.data_flow import REDIRECTS, Encrypted, Hop, hop

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
TARGETS = "aws:lb/targetGroup:TargetGroup"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
_SECURE = ("HTTPS", "TLS")


def entrance_hops(graph: ResourceGraph) -> Iterator[tuple[Resource | None, Resource, Hop]]:
    """Yield the hops from the client to the services behind load balancers."""
    balancers = {each.urn: each for each in graph if each.type == BALANCER}
    fronted = set[str]()
    for distribution in (each for each in graph if each.type == DISTRIBUTION):
        yield None, distribution, _to_edge(distribution)
        for urn, policies in _origins(distribution, graph).items():
            if urn in balancers:
                fronted.add(urn)
                yield distribution, balancers[urn], _to_origin(distribution, balancers[urn], policies)
    for listener in (each for each in graph if each.type == LISTENER):
        balancer = one_of(graph, named_by(listener, "loadBalancerArn"), BALANCER)
        if balancer is not None and balancer.urn not in fronted:
            yield None, balancer, _to_balancer(listener, balancer, graph)
    behind = _balancer_of(graph)
    for service in (each for each in graph if each.type == "aws:ecs/service:Service"):
        for urn in named_by(service, "loadBalancers"):
            targets = graph.find(urn)
            if targets is not None and targets.type == TARGETS and urn in behind:
                yield behind[urn], service, _to_service(behind[urn], targets, service, graph)


def _balancer_of(graph: ResourceGraph) -> dict[str, Resource]:
    """Return for each target group the load balancer that a listener or its rule forwards from."""
    found: dict[str, Resource] = {}
    for each in graph:
        if each.type == LISTENER:
            listener, key = each, "defaultActions"
        elif each.type == RULE:
            named = one_of(graph, named_by(each, "listenerArn"), LISTENER)
            if named is None:
                continue
            listener, key = named, "actions"
        else:
            continue
        balancer = one_of(graph, named_by(listener, "loadBalancerArn"), BALANCER)
        if balancer is not None:
            found |= dict.fromkeys(named_by(each, key), balancer)
    return found


def _to_balancer(listener: Resource, balancer: Resource, graph: ResourceGraph) -> Hop:
    protocol, port = (worded(listener.inputs.get(key), graph) for key in ("protocol", "port"))
    said = f"listener {listener.name}: {protocol} on {port}"
    if protocol in _SECURE:
        return hop(None, balancer, "requests", "yes", f"{said}, {worded(listener.inputs.get('sslPolicy'), graph)}")
    actions = list(items(listener.inputs.get("defaultActions")))
    if actions and all(_to_https(each) for each in actions):
        return hop(None, balancer, REDIRECTS, "no", f"{said}, redirected to HTTPS")
    return hop(None, balancer, "requests", "no" if protocol == "HTTP" else "not stated", said)


def _to_https(action: Mapping[str, Any]) -> bool:
    redirect = action.get("redirect")
    return action.get("type") == "redirect" and isinstance(redirect, Mapping) and redirect.get("protocol") == "HTTPS"


def _to_service(balancer: Resource, targets: Resource, service: Resource, graph: ResourceGraph) -> Hop:
    protocol = worded(targets.inputs.get("protocol"), graph)
    encrypted: Encrypted = "yes" if protocol in _SECURE else "no" if protocol == "HTTP" else "not stated"
    port = worded(targets.inputs.get("port"), graph)
    return hop(balancer, service, "requests", encrypted, f"target group {targets.name}: {protocol} on {port}")


def _to_edge(distribution: Resource) -> Hop:
    behaviours = [
        *items(distribution.inputs.get("defaultCacheBehavior")),
        *items(distribution.inputs.get("orderedCacheBehaviors")),
    ]
    policies = sorted({str(each.get("viewerProtocolPolicy")) for each in behaviours})
    secure = bool(policies) and set(policies) <= {"https-only", "redirect-to-https"}
    return hop(
        None, distribution, "requests", "yes" if secure else "no", f"viewerProtocolPolicy: {', '.join(policies)}"
    )


def _origins(distribution: Resource, graph: ResourceGraph) -> dict[str, set[str]]:
    """Return what a distribution asks, and by which policies: its own for an origin, or those of a VPC origin."""
    found: dict[str, set[str]] = {}
    for origin in items(distribution.inputs.get("origins")):
        policies = {str(custom.get("originProtocolPolicy")) for custom in items(origin.get("customOriginConfig"))}
        for urn in named_by(distribution, "origins", origin):
            vpc_origin = graph.find(urn)
            if vpc_origin is not None and vpc_origin.type == VPC_ORIGIN:
                endpoints = list(items(vpc_origin.inputs.get("vpcOriginEndpointConfig")))
                said = {str(each["originProtocolPolicy"]) for each in endpoints if "originProtocolPolicy" in each}
                for behind in named_by(vpc_origin, "vpcOriginEndpointConfig"):
                    found.setdefault(behind, set()).update(said)
            else:
                found.setdefault(urn, set()).update(policies)
    return found


def _to_origin(distribution: Resource, balancer: Resource, policies: set[str]) -> Hop:
    encrypted: Encrypted = "yes" if policies == {"https-only"} else "no" if policies else "not stated"
    by = f"originProtocolPolicy: {', '.join(sorted(policies)) or 'not set'}"
    return hop(distribution, balancer, "requests", encrypted, by)
