"""The network ACLs of a stack, read off its graph: what they let over the edge of which subnets.

An ACL keeps no memory of connections, so that answers need a rule of their own, and its rules count in the order of
their numbers (Amazon VPC User Guide, "Network ACL basics" and "Network ACL rules").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.graph import Resource, ResourceGraph
from auditor.readings.properties import items, name_of, named_by, ports_of, worded
from auditor.results.network import Acl, AclRule

ACL = "aws:ec2/networkAcl:NetworkAcl"
DEFAULT = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
RULE = "aws:ec2/networkAclRule:NetworkAclRule"
ASSOCIATION = "aws:ec2/networkAclAssociation:NetworkAclAssociation"
_VPC = {ACL: "vpcId", DEFAULT: "defaultNetworkAclId"}
"""Types of ACLs, and by which property each names its network: the default one by an attribute of it."""


def acls(graph: ResourceGraph) -> Mapping[str, tuple[Acl, ...]]:
    """Return for each network, by URN, its ACLs."""
    subnets = defaultdict[str, list[str]](list)
    rules = defaultdict[str, list[AclRule]](list)
    for resource in graph:
        if resource.type in _VPC:
            subnets[resource.urn] += named_by(resource, "subnetIds")
            rules[resource.urn] += _inline(resource, graph)
        elif resource.type == ASSOCIATION:
            for urn in named_by(resource, "networkAclId"):
                subnets[urn] += named_by(resource, "subnetId")
        elif resource.type == RULE:
            for urn in named_by(resource, "networkAclId"):
                rules[urn].append(_rule(resource.inputs, bool(resource.inputs.get("egress")), graph))
    found = defaultdict[str, list[Acl]](list)
    for resource in graph:
        for vpc in named_by(resource, _VPC[resource.type]) if resource.type in _VPC else ():
            found[vpc].append(
                Acl(
                    name=resource.name,
                    default=resource.type == DEFAULT,
                    subnets=tuple(name_of(urn, graph) for urn in dict.fromkeys(subnets[resource.urn])),
                    rules=tuple(sorted(rules[resource.urn], key=_in_order)),
                )
            )
    return {vpc: tuple(each) for vpc, each in found.items()}


def _inline(acl: Resource, graph: ResourceGraph) -> Iterator[AclRule]:
    for key in ("ingress", "egress"):
        for given in items(acl.inputs.get(key)):
            yield _rule(given, key == "egress", graph)


def _rule(given: Mapping[str, Any], outward: bool, graph: ResourceGraph) -> AclRule:
    return AclRule(
        outward=outward,
        number=worded(given.get("ruleNo", given.get("ruleNumber")), graph),
        action=worded(given.get("action", given.get("ruleAction")), graph),
        ports=ports_of(given.get("protocol"), given, graph),
        peer=worded(given.get("cidrBlock") or given.get("ipv6CidrBlock"), graph),
    )


def _in_order(rule: AclRule) -> tuple[bool, int, str]:
    number = int(float(rule.number)) if rule.number.replace(".", "", 1).isdigit() else 0
    return rule.outward, number, rule.number
