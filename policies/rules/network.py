"""Rules for a VPC, its subnets, and what in it has a public address."""

from __future__ import annotations

from policies.joined import DEFAULT_VPC, VPC, joined
from policies.launches import Launch, launches
from policies.openings import Opening, network
from policies.routes import way_out
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.types import DEFAULT_SUBNET, EC2_INSTANCE, FLOW_LOG, SPOT_FLEET, SPOT_INSTANCE, STARTED, SUBNET
from policies.view import Resource, Stack, UnknownValue

QUERY_LOG = "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation"
ACL = "aws:ec2/networkAcl:NetworkAcl"
DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
ELASTIC_IP = "aws:ec2/eip:Eip"
ELASTIC_IP_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation"
DATA_SUBNET_GROUPS = (
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:redshift/subnetGroup:SubnetGroup",
    "aws:docdb/subnetGroup:SubnetGroup",
    "aws:neptune/subnetGroup:SubnetGroup",
    "aws:memorydb/subnetGroup:SubnetGroup",
    "aws:dax/subnetGroup:SubnetGroup",
)
ADMINISTRATION_PORTS = (22, 3389)
PLACED = (EC2_INSTANCE, SPOT_INSTANCE, SPOT_FLEET)
PLACED_BY = ("subnetId", "networkInterfaces", "primaryNetworkInterface", "launchTemplate")


@stack_rule(
    VPC,
    DEFAULT_VPC,
    severity=Severity.HIGH,
    fix='Create an `aws.ec2.FlowLog` for the VPC with `traffic_type="ALL"`.',
    url="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
)
def vpc_flows_recorded(vpc: Resource, stack: Stack) -> Verdict:
    """All traffic of a VPC, accepted and rejected, is recorded in flow logs."""
    logs = joined(stack, vpc, FLOW_LOG, "vpcId")
    if not logs:
        return "it has no flow log"
    full = first_problem(lambda log: log.name if log.get("trafficType") == "ALL" else None, logs)
    return None if full else "its flow logs leave out a part of the traffic"


@stack_rule(
    VPC,
    DEFAULT_VPC,
    severity=Severity.MEDIUM,
    fix="Associate an `aws.route53.ResolverQueryLogConfig` with the VPC.",
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html",
)
def vpc_queries_recorded(vpc: Resource, stack: Stack) -> Verdict:
    """The names that a VPC looks up are recorded."""
    return None if joined(stack, vpc, QUERY_LOG, "resourceId") else "its DNS queries are not logged"


@resource_rule(
    SUBNET,
    DEFAULT_SUBNET,
    severity=Severity.MEDIUM,
    fix="Set `map_public_ip_on_launch=False`; give the few that need a public address one by name.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
)
def subnet_hands_out_no_public_address(subnet: Resource) -> Verdict:
    """A subnet does not give a public address to whatever is started in it."""
    hands_out = subnet.get("mapPublicIpOnLaunch", subnet.type == DEFAULT_SUBNET)
    return "it gives a public address to everything started in it" if hands_out else None


@resource_rule(
    *STARTED,
    severity=Severity.HIGH,
    fix="Set `associate_public_ip_address=False` and put the instance on a private subnet, behind the load balancer.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
)
def instance_has_no_public_address(instance: Resource) -> Verdict:
    """An instance has no public address."""
    told = launches(instance)
    if not told:
        return NotApplicable("its launch templates decide")
    interfaces = [interface for each in told for interface in (each, *each.items("networkInterfaces"))]
    return first_problem(_public, interfaces) or (first_problem(_adrift, told) if instance.type in PLACED else None)


def _public(interface: Launch) -> str | None:
    public = interface.get("associatePublicIpAddress", False)  # templates write it as text
    return "it is given a public address" if public else None


def _adrift(launch: Launch) -> str | None:
    if any(launch.has(name) for name in (*PLACED_BY, "associatePublicIpAddress")):
        return None
    return "it names no subnet: it lands in the default VPC, whose subnets hand out public addresses"


@stack_rule(
    ELASTIC_IP,
    ELASTIC_IP_ASSOCIATION,
    severity=Severity.HIGH,
    fix="Keep Elastic IPs for NAT gateways and load balancers, and reach instances through those.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
)
def elastic_ip_serves_no_instance(address: Resource, _stack: Stack) -> Verdict:
    """An Elastic IP is not tied to an instance or a network interface."""

    def tied(name: str) -> str | None:
        given = address.has(name) and (address.refers_to(name) or address.get(name))
        return f"it is tied to one by {name}" if given else None

    return first_problem(tied, ("instance", "networkInterface", "instanceId", "networkInterfaceId"))


@stack_rule(
    *DATA_SUBNET_GROUPS,
    severity=Severity.HIGH,
    fix="Use subnets whose route table has no route to an internet gateway or NAT, such as the isolated ones.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def data_subnets_have_no_way_out(group: Resource, stack: Stack) -> Verdict:
    """The subnets of databases and caches have no route to the internet, in either direction."""
    subnets = [one for one in group.refers_to("subnetIds") if one.type in (SUBNET, DEFAULT_SUBNET)]
    if problem := first_problem(lambda subnet: _named(subnet, way_out(subnet, stack)), subnets):
        return problem
    if not subnets or len(subnets) < len(group.items("subnetIds")):
        raise UnknownValue("subnetIds")  # a subnet of another stack: its routes are not ours to see
    return None


@stack_rule(
    ACL,
    DEFAULT_ACL,
    ACL_RULE,
    severity=Severity.MEDIUM,
    fix="Allow only the ports that are needed, or deny 22 and 3389 by a rule with a lower number.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
)
def network_acl_closes_administration(acl: Resource, stack: Stack) -> Verdict:
    """A network ACL does not let the internet in to SSH or RDP."""
    if acl.type == ACL_RULE:
        if any(one.type in (ACL, DEFAULT_ACL) for one in acl.refers_to("networkAclId")):
            return NotApplicable("it is judged together with its network ACL")
        rules = [acl]
    else:
        rules = stack.referring(acl, ACL_RULE, "networkAclId")
    entries = [Opening(rule) for rule in rules if not rule.get("egress", False)]
    if acl.type != ACL_RULE:
        entries += [Opening(acl, f"{item.path}.") for item in acl.items("ingress")]
    entries.sort(key=lambda entry: int(entry.get("ruleNo", 0) or entry.get("ruleNumber", 0)))
    return first_problem(lambda port: _let_in(entries, port), ADMINISTRATION_PORTS)


def _let_in(entries: list[Opening], port: int) -> str | None:
    """Find the entry that lets the world in to `port`: AWS goes by the first that matches, lowest number first."""
    denied = set()
    for entry in entries:
        if not entry.reaches(port, "tcp") or not (world := entry.world()):
            continue
        block = network(world, entry.prefix)
        if (entry.get("action") or entry.get("ruleAction")) == "deny":
            denied.add(block)
        elif not any(one == block or (one.version == block.version and one.prefixlen == 0) for one in denied):
            return f"{entry} is open to {world}"
    return None


def _named(subnet: Resource, problem: str | None) -> str | None:
    return f"{subnet.name}: {problem}" if problem else None
