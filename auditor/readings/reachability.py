"""Who may reach whom by which port, read off security groups and their rules in all three forms that they come in.

A connection between two groups takes a rule on both sides: one lets it out, one lets it in. Answers need none, for
security groups keep state (Amazon VPC User Guide, "Security groups").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.readings.properties import items, named_by, ports_of, worded
from auditor.results.network import Reach

INTO, OUT = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
EITHER = "aws:ec2/securityGroupRule:SecurityGroupRule"
_PEER_GROUPS = ("referencedSecurityGroupId", "sourceSecurityGroupId", "securityGroups")
_RANGES = ("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")
_LISTS = ("prefixListId", "prefixListIds")
_Allowed = tuple[str, str, str]
"""By URN, or else in words: from whom, to whom, and by which ports."""


def reaches(graph: ResourceGraph, group_types: Sequence[str]) -> Mapping[str, tuple[Reach, ...]]:
    """Return for each security group, by URN, what it allows in and out; both ends have what is between two groups."""
    groups = {each.urn: each.name for each in graph if each.type in group_types}
    let_in, let_out = dict[_Allowed, None](), dict[_Allowed, None]()
    for resource in graph:
        for inward, holder, peer, ports in _rules(resource, groups, graph):
            if inward:
                let_in[peer, holder, ports] = None
            else:
                let_out[holder, peer, ports] = None
    found = defaultdict[str, list[Reach]](list)
    for source, target, ports in {**let_in, **let_out}:
        allowed = (source, target, ports)
        reach = Reach(
            source=groups.get(source, source),
            target=groups.get(target, target),
            ports=ports,
            let_out=allowed in let_out if source in groups else None,
            let_in=allowed in let_in if target in groups else None,
        )
        for end in {source, target} & set(groups):
            found[end].append(reach)
    return defaultdict(tuple, {urn: tuple(each) for urn, each in found.items()})


def _rules(resource: Resource, groups: Mapping[str, str], graph: ResourceGraph) -> Iterator[tuple[bool, str, str, str]]:
    """Yield the rules that a resource holds: whether inward, the group's URN, the peer and the ports."""
    if resource.type in (INTO, OUT, EITHER):
        inward = resource.type == INTO or resource.inputs.get("type") == "ingress"
        for holder in named_by(resource, "securityGroupId"):
            if holder in groups:
                for peer in _peers(resource, resource.inputs, holder, groups, graph):
                    yield inward, holder, peer, _ports(resource.inputs, graph)
    elif resource.urn in groups:
        for key in ("ingress", "egress"):
            for inline in items(resource.inputs.get(key)):
                for peer in _peers(resource, inline, resource.urn, groups, graph):
                    yield key == "ingress", resource.urn, peer, _ports(inline, graph)


def _peers(
    resource: Resource, given: Mapping[str, Any], holder: str, groups: Mapping[str, str], graph: ResourceGraph
) -> Iterator[str]:
    if given.get("self"):
        yield holder
    for key in _PEER_GROUPS:
        if given.get(key):
            named = [urn for urn in named_by(resource, key, given[key]) if urn in groups]
            yield from named or [f"group {worded(given[key], graph)}"]
    for key in _LISTS:
        if given.get(key):
            yield from _lists(resource, key, given, graph)
    for key in _RANGES:
        value = given.get(key)
        for each in value if isinstance(value, list | tuple) else [value] if value else []:
            yield _range(worded(each, graph))


def _lists(resource: Resource, key: str, given: Mapping[str, Any], graph: ResourceGraph) -> Iterator[str]:
    """Yield prefix lists by the resources that have them, or else by their ids and what the rule is described as."""
    named = [found.name for urn in named_by(resource, key, given[key]) if (found := graph.find(urn))]
    yield from (f"{name} (prefix list)" for name in named)
    value = given[key]
    described = worded(given.get("description"), graph)
    words = "" if described == "not set" else f" ({described})"
    for each in () if named else value if isinstance(value, list | tuple) else (value,):
        yield f"prefix list {worded(each, graph)}{words}"


def _range(cidr: str) -> str:
    return f"the internet ({cidr})" if cidr in ("0.0.0.0/0", "::/0") else cidr


def _ports(given: Mapping[str, Any], graph: ResourceGraph) -> str:
    return ports_of(given.get("ipProtocol", given.get("protocol")), given, graph)
