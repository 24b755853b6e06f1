from __future__ import annotations

from typing import Any

import pytest

from policies import openings
from policies.joined import VPC
from policies.rules import security_groups as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

WEB = rules.security_group_opens_only_web_ports
ADMINISTRATION = rules.security_group_closes_administration
DATABASES = rules.security_group_closes_databases
EGRESS = rules.security_group_bounds_egress
PREFIXES = rules.prefix_list_is_narrow
DEFAULT = rules.default_security_group_emptied
WORLD = "0.0.0.0/0"


def inline(first: object, last: object, direction: str = "ingress", **rest: object) -> Resource:
    rule = {"protocol": "tcp", "fromPort": first, "toPort": last, "cidrBlocks": [WORLD], **rest}
    properties: dict[str, Any] = {direction: [rule]}
    return resource(openings.GROUP, **properties)


def separate(first: object, last: object, direction: object = "ingress", **rest: Any) -> Resource:
    rule: dict[str, Any] = {"protocol": "tcp", "cidrBlocks": [WORLD], **rest}
    return resource(openings.GROUP_RULE, type=direction, fromPort=first, toPort=last, **rule)


def ingress(first: object, last: object, **rest: Any) -> Resource:
    rule: dict[str, Any] = {"ipProtocol": "tcp", "cidrIpv4": WORLD, **rest}
    return resource(openings.INGRESS_RULE, fromPort=first, toPort=last, **rule)


def egress(**properties: Any) -> Resource:
    return resource(openings.EGRESS_RULE, **properties)


def default_group(**properties: Any) -> Resource:
    return resource(openings.DEFAULT_GROUP, "default", refers={"vpcId": ["subject"]}, **properties)


THE_VPC = resource(VPC)

CASES = [
    case(WEB, "pass", "inline, HTTPS", inline(443.0, 443.0)),
    case(WEB, "pass", "separate, HTTP", separate(80.0, 80.0)),
    case(WEB, "pass", "one rule one resource, HTTPS", ingress(443.0, 443.0)),
    case(WEB, "pass", "another port, for ourselves", ingress(8080, 8080, cidrIpv4="10.0.0.0/8")),
    case(WEB, "pass", "another port, for a group", resource(openings.INGRESS_RULE, ipProtocol="-1")),
    case(WEB, "pass", "no rules inline", resource(openings.GROUP)),
    case(WEB, "not applicable", "a rule for egress", separate(8080, 8080, "egress")),
    case(WEB, "fail", "inline, another port", inline(8080.0, 8080.0)),
    case(WEB, "fail", "separate, another port", separate(8080.0, 8080.0)),
    case(WEB, "fail", "one rule one resource, another port", ingress(8080.0, 8080.0)),
    case(
        WEB, "fail", "the default group", resource(openings.DEFAULT_GROUP, ingress=inline(1, 1).properties["ingress"])
    ),
    case(WEB, "fail", "everything between the web ports", ingress(80, 443)),
    case(WEB, "fail", "UDP", ingress(443, 443, ipProtocol="udp")),
    case(WEB, "fail", "every protocol", ingress(443, 443, ipProtocol="-1")),
    case(WEB, "fail", "every protocol, by name", separate(0, 0, protocol="all")),
    case(WEB, "pass", "TCP by number", ingress(443, 443, ipProtocol="6")),
    case(WEB, "fail", "half of the world", inline(22, 22, cidrBlocks=["128.0.0.0/1"])),
    case(WEB, "fail", "IPv6, inline", inline(22, 22, cidrBlocks=[], ipv6CidrBlocks=["::/0"])),
    case(WEB, "fail", "IPv6, one rule one resource", ingress(22, 22, cidrIpv4=None, cidrIpv6="::/0")),
    case(WEB, "fail", "all that is in use of IPv6", ingress(22, 22, cidrIpv4=None, cidrIpv6="2000::/3")),
    case(WEB, "fail", "the world beside an unknown block", inline(22, 22, cidrBlocks=[UNKNOWN, WORLD])),
    case(WEB, "fail", "IPv6 beside unknown IPv4", inline(22, 22, cidrBlocks=UNKNOWN, ipv6CidrBlocks=["::/0"])),
    case(WEB, "unknown", "from where is not known", ingress(22, 22, cidrIpv4=UNKNOWN)),
    case(WEB, "unknown", "which port is not known", ingress(UNKNOWN, 443)),
    case(WEB, "unknown", "no rule is known", resource(openings.GROUP, ingress=UNKNOWN)),
    case(WEB, "unknown", "which direction is not known", separate(22, 22, UNKNOWN)),
    case(WEB, "unknown", "not a block", ingress(22, 22, cidrIpv4="anywhere")),
    case(WEB, "pass", "an unknown port, but for ourselves", ingress(UNKNOWN, UNKNOWN, cidrIpv4="10.0.0.0/8")),
    case(ADMINISTRATION, "pass", "HTTPS", inline(443, 443)),
    case(ADMINISTRATION, "pass", "SSH from within", separate(22, 22, cidrBlocks=["10.0.0.0/16"])),
    case(ADMINISTRATION, "fail", "SSH, inline", inline(22, 22)),
    case(ADMINISTRATION, "fail", "RDP, separate", separate(3389, 3389)),
    case(ADMINISTRATION, "fail", "RDP, one rule one resource", ingress(3389, 3389)),
    case(ADMINISTRATION, "fail", "a range around SSH", ingress(20, 30)),
    case(ADMINISTRATION, "fail", "everything", ingress(None, None, ipProtocol="-1")),
    case(ADMINISTRATION, "fail", "every port of TCP", ingress(None, None)),
    case(ADMINISTRATION, "fail", "by IPv6", separate(22, 22, cidrBlocks=None, ipv6CidrBlocks=["::/0"])),
    case(ADMINISTRATION, "unknown", "from where is not known", inline(22, 22, cidrBlocks=[UNKNOWN])),
    case(DATABASES, "pass", "PostgreSQL from within", ingress(5432, 5432, cidrIpv4="10.0.0.0/16")),
    case(DATABASES, "fail", "PostgreSQL, inline", inline(5432, 5432)),
    case(DATABASES, "fail", "Redis, separate", separate(6379, 6379)),
    case(DATABASES, "fail", "MySQL, one rule one resource", ingress(3306, 3306)),
    case(DATABASES, "fail", "Memcached, by UDP", ingress(11211, 11211, ipProtocol="udp")),
    case(DATABASES, "unknown", "ports are not known", ingress(UNKNOWN, UNKNOWN)),
    case(EGRESS, "pass", "HTTPS to anywhere", egress(ipProtocol="tcp", fromPort=443, toPort=443, cidrIpv4=WORLD)),
    case(EGRESS, "pass", "everything, to a group", egress(ipProtocol="-1", referencedSecurityGroupId="sg-1")),
    case(EGRESS, "pass", "no rule: the provider takes AWS's own away", resource(openings.GROUP)),
    case(EGRESS, "not applicable", "a rule for ingress", separate(0, 0)),
    case(EGRESS, "fail", "everything, one rule one resource", egress(ipProtocol="-1", cidrIpv4=WORLD)),
    case(EGRESS, "fail", "everything, inline", inline(0, 0, "egress", protocol="-1")),
    case(EGRESS, "fail", "everything, separate", separate(0, 0, "egress", protocol="-1")),
    case(EGRESS, "fail", "every port", separate(0, 65535, "egress")),
    case(EGRESS, "unknown", "which protocol is not known", egress(ipProtocol=UNKNOWN, cidrIpv4=WORLD)),
    case(PREFIXES, "pass", "our own", resource(rules.PREFIX_LIST, entries=[{"cidr": "10.0.0.0/8"}])),
    case(PREFIXES, "pass", "empty", resource(rules.PREFIX_LIST)),
    case(PREFIXES, "fail", "the world", resource(rules.PREFIX_LIST, entries=[{"cidr": UNKNOWN}, {"cidr": WORLD}])),
    case(PREFIXES, "fail", "the world, as a resource", resource(rules.PREFIX_LIST_ENTRY, cidr=WORLD)),
    case(PREFIXES, "unknown", "not known", resource(rules.PREFIX_LIST_ENTRY, cidr=UNKNOWN)),
    case(DEFAULT, "pass", "no rules", THE_VPC, default_group()),
    case(DEFAULT, "pass", "empty lists", THE_VPC, default_group(ingress=[], egress=[])),
    case(DEFAULT, "fail", "left as AWS made it", THE_VPC),
    case(DEFAULT, "fail", "members may talk to each other", THE_VPC, default_group(ingress=[{"self": True}])),
    case(DEFAULT, "fail", "members may talk to anybody", THE_VPC, default_group(egress=[{"protocol": "-1"}])),
    case(DEFAULT, "fail", "that of another VPC", THE_VPC, resource(openings.DEFAULT_GROUP, "default", vpcId="vpc-1")),
    case(DEFAULT, "unknown", "not known", THE_VPC, default_group(ingress=UNKNOWN)),
    case(DEFAULT, "unknown", "perhaps that of this VPC", THE_VPC, resource(openings.DEFAULT_GROUP, "d", vpcId=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
