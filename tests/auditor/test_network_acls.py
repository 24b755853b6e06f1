"""What the network's page says besides security groups: network ACLs, prefix lists, and what it does not show."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.graph import Resource, ResourceGraph
from auditor.readings.networks import networks
from auditor.report.html import to_pages
from auditor.results.network import Acl
from tests.auditor.reports import report, stack
from tests.auditor.test_network import APP, OUT, SUBNET, VPC, read, resource, rule, to
from tests.auditor.test_report_exceptions import words

ACL = "aws:ec2/networkAcl:NetworkAcl"
PORTS = {"fromPort": 5432, "toPort": 5432}
ENTRY = {"ruleNo": 100, "action": "allow", "protocol": "tcp", "cidrBlock": "10.0.0.0/17", **PORTS}


def acl(name: str = "isolated", **inputs: Any) -> Resource:
    return resource(ACL, name, vpcId=to(VPC), **inputs)


def entry(number: int, outward: bool, **inputs: Any) -> Resource:
    given = {"networkAclId": to(acl()), "ruleNumber": number, "ruleAction": "deny", "protocol": "-1"}
    return resource(
        "aws:ec2/networkAclRule:NetworkAclRule",
        f"rule-{number}",
        egress=outward,
        **(given | {"cidrBlock": "0.0.0.0/0"} | inputs),
    )


JOINED = resource(
    "aws:ec2/networkAclAssociation:NetworkAclAssociation", "joined", networkAclId=to(acl()), subnetId=to(SUBNET)
)
DEFAULT = resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "default", defaultNetworkAclId=to(VPC))
DECLARED: list[tuple[str, tuple[Resource, ...], list[tuple[Any, ...]]]] = [
    (
        "in itself",
        (SUBNET, acl(subnetIds=[to(SUBNET)], ingress=[ENTRY], egress=[ENTRY | {"ruleNo": 90, "protocol": "17"}])),
        [
            ("isolated", ("subnet",), False, "100", "allow", "tcp 5432", "10.0.0.0/17"),
            ("isolated", ("subnet",), True, "90", "allow", "udp 5432", "10.0.0.0/17"),
        ],
    ),
    (
        "by resources of their own, in the order of their numbers",
        (SUBNET, acl(), JOINED, entry(200, False), entry(30, False, protocol="6", **PORTS)),
        [
            ("isolated", ("subnet",), False, "30", "deny", "tcp 5432", "0.0.0.0/0"),
            ("isolated", ("subnet",), False, "200", "deny", "everything", "0.0.0.0/0"),
        ],
    ),
]


def told(found: tuple[Acl, ...]) -> list[tuple[Any, ...]]:
    return [
        (each.name, each.subnets, said.outward, said.number, said.action, said.ports, said.peer)
        for each in found
        for said in each.rules
    ]


@pytest.mark.parametrize(("declared", "said"), [row[1:] for row in DECLARED], ids=[row[0] for row in DECLARED])
def test_an_acl_is_read_however_it_is_declared(declared: tuple[Resource, ...], said: list[tuple[Any, ...]]) -> None:
    assert told(read(*declared).acls) == said


def test_an_acl_of_another_network_is_not_told_of_this_one() -> None:
    other = resource(VPC.type, "other", cidrBlock="10.1.0.0/16")
    elsewhere = resource(ACL, "elsewhere", vpcId=to(other), ingress=[ENTRY])
    graph = ResourceGraph(project="p", stack="s", origin="program", resources=(VPC, other, acl(), elsewhere))
    assert {each.name: [found.name for found in each.acls] for each in networks(graph)} == {
        "vpc": ["isolated"],
        "other": ["elsewhere"],
    }


def page_of(*declared: Resource) -> str:
    return words(to_pages(report(stack(networks=(read(*declared),))))["network/dev.html"])


def test_the_page_tells_every_rule_of_every_acl() -> None:
    stopping = ENTRY | {"action": "deny", "protocol": "-1"}
    page = page_of(SUBNET, acl(subnetIds=[to(SUBNET)], ingress=[ENTRY], egress=[stopping]))
    assert "isolated subnet in 100 allow tcp 5432 10.0.0.0/17" in page
    assert "isolated subnet out 100 deny everything 10.0.0.0/17" in page
    assert "default all others It has no rule, so it stops everything." in page_of(DEFAULT)
    assert "None is declared." in page_of(APP).split("Says Ports From or to", 1)[1][:20]


def test_the_page_says_what_its_picture_does_not_show() -> None:
    assert "the picture and the table beneath it show nothing: network ACLs, which are listed below" in page_of(APP)


ENDPOINT = resource("aws:ec2/vpcEndpoint:VpcEndpoint", "storage", vpcId=to(VPC), serviceName="s3")
LISTS: list[tuple[str, dict[str, Any], str]] = [
    ("of an endpoint", {"prefixListId": to(ENDPOINT)}, "storage (prefix list)"),
    ("of AWS", {"prefixListId": "pl-1", "description": "To CloudFront"}, "prefix list pl-1 (To CloudFront)"),
    ("that nobody describes", {"prefixListId": "pl-1"}, "prefix list pl-1"),
]


@pytest.mark.parametrize(("given", "named"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_prefix_list_is_named_as_far_as_the_program_names_it(given: dict[str, Any], named: str) -> None:
    (reach,) = read(APP, ENDPOINT, rule(OUT, APP, **given)).reaches
    assert (reach.target, reach.open) == (named, True)


def test_lists_of_a_rule_in_its_group_are_named_too() -> None:
    inline = {"protocol": "-1", "prefixListIds": ["pl-1", "pl-2"]}
    group = resource(APP.type, "app", vpcId=to(VPC), egress=[inline])
    assert [each.target for each in read(group).reaches] == ["prefix list pl-1", "prefix list pl-2"]


def test_in_a_file_of_the_engine_a_list_is_named_by_what_the_property_depends_on() -> None:
    letting = rule(OUT, APP, prefixListId="pl-1")
    depending = Resource(
        urn=letting.urn,
        type=letting.type,
        name=letting.name,
        inputs=letting.inputs,
        property_dependencies={"prefixListId": (ENDPOINT.urn,)},
    )
    assert [each.target for each in read(APP, ENDPOINT, depending).reaches] == ["storage (prefix list)"]
