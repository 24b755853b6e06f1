from __future__ import annotations

import pytest

from policies import routes, types
from policies.joined import VPC
from policies.rules import network as rules
from policies.types import EC2_INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, SPOT_FLEET, SPOT_INSTANCE
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, resource

FLOWS = rules.vpc_flows_recorded
QUERIES = rules.vpc_queries_recorded
HANDS_OUT = rules.subnet_hands_out_no_public_address
INSTANCE = rules.instance_has_no_public_address
ELASTIC = rules.elastic_ip_serves_no_instance
DATA = rules.data_subnets_have_no_way_out
ACL = rules.network_acl_closes_administration
WORLD = "0.0.0.0/0"
TCP: dict[str, object] = {"protocol": "tcp", "cidrBlock": WORLD}
THE_VPC = resource(VPC)

GROUP = resource(rules.DATA_SUBNET_GROUPS[0], refers={"subnetIds": ["subnet"]}, subnetIds=[Template("${subnet.id}")])
CACHE = resource(rules.DATA_SUBNET_GROUPS[1], refers={"subnetIds": ["subnet"]}, subnetIds=[UNKNOWN])
MY_VPC = resource(VPC, "vpc")
SUBNET = resource(types.SUBNET, "subnet", refers={"vpcId": ["vpc"]})
GATEWAY = resource("aws:ec2/internetGateway:InternetGateway", "gateway")
NAT = resource("aws:ec2/natGateway:NatGateway", "nat")
VPN = resource("aws:ec2/vpnGateway:VpnGateway", "vpn")
TABLE = resource(routes.TABLE, "table")
ASSOCIATION = resource(routes.ASSOCIATION, "association", refers={"subnetId": ["subnet"], "routeTableId": ["table"]})
MAIN = resource(routes.MAIN_TABLE, "main", refers={"vpcId": ["vpc"], "routeTableId": ["table"]})
ISOLATED = (GROUP, SUBNET, MY_VPC, TABLE, ASSOCIATION)


def flow_log(traffic: object, name: str = "log") -> Resource:
    return resource(types.FLOW_LOG, name, refers={"vpcId": ["subject"]}, trafficType=traffic)


def route(table: str, refers: dict[str, list[str]] | None = None, **properties: object) -> Resource:
    return resource(routes.ROUTE, "route", refers={"routeTableId": [table], **(refers or {})}, **properties)


def table(refers: list[str], *inline: dict[str, object]) -> Resource:
    return resource(routes.TABLE, "table", refers={"routes": refers}, routes=list(inline))


def acl(*entries: dict[str, object], type_: str = rules.ACL) -> Resource:
    return resource(type_, ingress=list(entries))


def entry(number: float, action: str, first: object, last: object, **rest: object) -> dict[str, object]:
    return {**TCP, "ruleNo": number, "action": action, "fromPort": first, "toPort": last, **rest}


def acl_rule(port: object, name: str = "subject", of: str = "elsewhere", **rest: object) -> Resource:
    properties = {**TCP, "ruleNumber": 100.0, "ruleAction": "allow", "fromPort": port, "toPort": port, **rest}
    return resource(rules.ACL_RULE, name, refers={"networkAclId": [of]}, **properties)


ALL = entry(30, "allow", 0, 0, protocol="-1")
IPV6 = entry(20, "allow", 22, 22, cidrBlock=None, ipv6CidrBlock="::/0")

CASES = [
    case(FLOWS, "pass", "all traffic", THE_VPC, flow_log("ALL")),
    case(FLOWS, "pass", "all traffic by one of two", THE_VPC, flow_log(UNKNOWN, "one"), flow_log("ALL", "two")),
    case(FLOWS, "fail", "no flow log", THE_VPC),
    case(FLOWS, "fail", "only what is rejected", THE_VPC, flow_log("REJECT")),
    case(FLOWS, "fail", "that of another VPC", THE_VPC, resource(types.FLOW_LOG, "log", vpcId="vpc-1")),
    case(FLOWS, "unknown", "which traffic is not known", THE_VPC, flow_log(UNKNOWN)),
    case(FLOWS, "unknown", "perhaps of this VPC", THE_VPC, resource(types.FLOW_LOG, "log", vpcId=UNKNOWN)),
    case(QUERIES, "pass", "logged", THE_VPC, resource(rules.QUERY_LOG, "log", refers={"resourceId": ["subject"]})),
    case(QUERIES, "fail", "not logged", THE_VPC),
    case(QUERIES, "unknown", "perhaps of this VPC", THE_VPC, resource(rules.QUERY_LOG, "log", resourceId=UNKNOWN)),
    case(HANDS_OUT, "pass", "not unless asked for", resource(types.SUBNET)),
    case(HANDS_OUT, "fail", "asked for", resource(types.SUBNET, mapPublicIpOnLaunch=True)),
    case(HANDS_OUT, "fail", "a default subnet does", resource(types.DEFAULT_SUBNET)),
    case(HANDS_OUT, "unknown", "not known", resource(types.SUBNET, mapPublicIpOnLaunch=UNKNOWN)),
    *(
        case(INSTANCE, verdict, f"a spot fleet {because}", resource(SPOT_FLEET, launchSpecifications=launches))
        for verdict, because, launches in (
            ("pass", "without", [{"subnetId": "s"}]),
            ("fail", "one of which has one", [{"subnetId": "s"}, {"subnetId": "s", "associatePublicIpAddress": True}]),
            ("fail", "that lands in the default VPC", [{}]),
            ("not applicable", "of templates", None),
            ("unknown", "not known", UNKNOWN),
        )
    ),
    case(INSTANCE, "pass", "as its subnet says", resource(EC2_INSTANCE, subnetId=UNKNOWN)),
    case(INSTANCE, "pass", "none", resource(EC2_INSTANCE, associatePublicIpAddress=False)),
    case(INSTANCE, "pass", "a template that says nothing", resource(LAUNCH_TEMPLATE)),
    case(INSTANCE, "fail", "one", resource(EC2_INSTANCE, subnetId="subnet-1", associatePublicIpAddress=True)),
    case(INSTANCE, "fail", "lands in the default VPC", resource(EC2_INSTANCE)),
    case(INSTANCE, "fail", "spot", resource(SPOT_INSTANCE, subnetId="s", associatePublicIpAddress=True)),
    case(INSTANCE, "fail", "configuration", resource(LAUNCH_CONFIGURATION, associatePublicIpAddress=True)),
    case(
        INSTANCE,
        "fail",
        "an interface of a template",
        resource(LAUNCH_TEMPLATE, networkInterfaces=[{}, {"associatePublicIpAddress": "true"}]),
    ),
    case(INSTANCE, "unknown", "not known", resource(EC2_INSTANCE, subnetId="s", associatePublicIpAddress=UNKNOWN)),
    case(ELASTIC, "pass", "for a NAT gateway", resource(rules.ELASTIC_IP, domain="vpc")),
    case(ELASTIC, "fail", "for an instance", resource(rules.ELASTIC_IP, instance="i-1")),
    case(ELASTIC, "fail", "for an interface", resource(rules.ELASTIC_IP_ASSOCIATION, networkInterfaceId="eni-1")),
    case(
        ELASTIC,
        "fail",
        "for an instance of this stack",
        resource(rules.ELASTIC_IP, refers={"instance": ["server"]}, instance=Template("${server.id}")),
        resource(EC2_INSTANCE, "server"),
    ),
    case(ELASTIC, "unknown", "not known", resource(rules.ELASTIC_IP, instance=UNKNOWN)),
    case(DATA, "pass", "a table without routes", *ISOLATED),
    case(DATA, "pass", "AWS's main table", GROUP, SUBNET, MY_VPC),
    case(DATA, "pass", "a cache, in a preview", CACHE, SUBNET, MY_VPC, TABLE, ASSOCIATION),
    case(
        DATA,
        "pass",
        "a route to the office",
        *ISOLATED,
        route("table", {"gatewayId": ["vpn"]}, destinationCidrBlock="10.9.0.0/16", gatewayId=UNKNOWN),
        VPN,
    ),
    case(
        DATA,
        "fail",
        "a route to an internet gateway",
        *ISOLATED,
        route("table", {"gatewayId": ["gateway"]}, destinationCidrBlock="8.8.8.8/32", gatewayId=UNKNOWN),
        GATEWAY,
    ),
    case(
        DATA,
        "fail",
        "a route to an internet gateway by its id",
        *ISOLATED,
        route("table", destinationCidrBlock="8.8.8.8/32", gatewayId="igw-1"),
    ),
    case(DATA, "fail", "a route to NAT", *ISOLATED, route("table", natGatewayId=UNKNOWN)),
    case(DATA, "fail", "IPv6 only outward", *ISOLATED, route("table", egressOnlyGatewayId="eigw-1")),
    case(DATA, "fail", "everything to a peer", *ISOLATED, route("table", destinationCidrBlock=WORLD)),
    case(DATA, "fail", "a cache", CACHE, SUBNET, MY_VPC, TABLE, ASSOCIATION, route("table", natGatewayId="nat-1")),
    case(
        DATA,
        "fail",
        "an inline route by reference",
        GROUP,
        SUBNET,
        MY_VPC,
        ASSOCIATION,
        NAT,
        table(["nat"], {"cidrBlock": "8.8.8.8/32", "natGatewayId": UNKNOWN}),
    ),
    case(
        DATA,
        "fail",
        "an inline route by id",
        GROUP,
        SUBNET,
        MY_VPC,
        ASSOCIATION,
        table([], {"cidrBlock": "8.8.8.8/32", "gatewayId": "igw-1"}),
    ),
    case(DATA, "fail", "by the main table", GROUP, SUBNET, MY_VPC, MAIN, TABLE, route("table", natGatewayId="nat-1")),
    case(DATA, "fail", "by AWS's main table", GROUP, SUBNET, MY_VPC, route("vpc", natGatewayId="nat-1")),
    case(
        DATA,
        "fail",
        "by AWS's main table, declared",
        GROUP,
        SUBNET,
        MY_VPC,
        NAT,
        resource(
            routes.DEFAULT_TABLE,
            "default",
            refers={"defaultRouteTableId": ["vpc"], "routes": ["nat"]},
            routes=[{"cidrBlock": WORLD, "natGatewayId": UNKNOWN}],
        ),
    ),
    case(
        DATA,
        "fail",
        "by AWS's main table, associated",
        GROUP,
        SUBNET,
        MY_VPC,
        resource(routes.ASSOCIATION, "association", refers={"subnetId": ["subnet"], "routeTableId": ["vpc"]}),
        route("vpc", natGatewayId="nat-1"),
    ),
    case(
        DATA,
        "unknown",
        "a route to a gateway of another stack",
        *ISOLATED,
        route("table", destinationCidrBlock="8.8.8.8/32", gatewayId=UNKNOWN),
    ),
    case(DATA, "unknown", "a subnet of another stack", resource(rules.DATA_SUBNET_GROUPS[0], subnetIds=["subnet-1"])),
    case(
        DATA,
        "unknown",
        "a table of another stack",
        GROUP,
        SUBNET,
        MY_VPC,
        resource(routes.ASSOCIATION, "association", refers={"subnetId": ["subnet"]}, routeTableId="rtb-1"),
    ),
    case(
        DATA,
        "unknown",
        "one of the subnets of another stack",
        resource(
            rules.DATA_SUBNET_GROUPS[0],
            refers={"subnetIds": ["subnet"]},
            subnetIds=[Template("${subnet.id}"), "subnet-1"],
        ),
        SUBNET,
        MY_VPC,
    ),
    case(ACL, "pass", "nothing", acl()),
    case(ACL, "pass", "HTTPS", acl(entry(100.0, "allow", 443.0, 443.0))),
    case(ACL, "pass", "SSH from within", acl(entry(100, "allow", 22, 22, cidrBlock="10.0.0.0/16"))),
    case(
        ACL, "pass", "denied before all is allowed", acl(ALL, entry(10, "deny", 22, 22), entry(20, "deny", 3389, 3389))
    ),
    case(ACL, "fail", "denied after all is allowed", acl(entry(30, "deny", 22, 22), entry(20, "allow", 0, 65535))),
    case(ACL, "fail", "denied for IPv4 only", acl(entry(10, "deny", 22, 22), IPV6)),
    case(ACL, "fail", "the default one", acl(entry(100, "allow", 0, 0, protocol="-1"), type_=rules.DEFAULT_ACL)),
    case(ACL, "fail", "RDP by a rule of its own", acl(), acl_rule(3389, "rule", of="subject")),
    case(
        ACL,
        "pass",
        "allowed inline, denied by a rule of its own",
        acl(entry(100, "allow", 22, 22)),
        acl_rule(22, "rule", of="subject", ruleNumber=50, ruleAction="deny"),
    ),
    case(ACL, "pass", "egress", acl(), acl_rule(22, "rule", of="subject", egress=True)),
    case(ACL, "not applicable", "a rule of an ACL that is here", acl_rule(22, of="acl"), resource(rules.ACL, "acl")),
    case(ACL, "fail", "a rule of an ACL of another stack", acl_rule(22)),
    case(ACL, "unknown", "from where is not known", acl(entry(100, "allow", 22, 22, cidrBlock=UNKNOWN))),
    case(ACL, "unknown", "which port is not known", acl_rule(UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
