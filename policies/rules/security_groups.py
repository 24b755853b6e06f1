"""Rules for who may open a connection to whom."""

from __future__ import annotations

from collections.abc import Callable

from policies.joined import DEFAULT_VPC, VPC, joined
from policies.openings import (
    DEFAULT_GROUP,
    EGRESS_RULE,
    GROUP,
    GROUP_RULE,
    INGRESS_RULE,
    Opening,
    direction_of,
    is_world,
    openings,
)
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Item, Resource, Stack

PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"

WEB_PORTS = (80, 443)
ADMINISTRATION_PORTS = {22: "SSH", 3389: "RDP", 5985: "WinRM", 5986: "WinRM"}
DATABASE_PORTS = {
    1433: "SQL Server",
    1521: "Oracle",
    3306: "MySQL",
    5432: "PostgreSQL",
    5439: "Redshift",
    6379: "Redis",
    9042: "Cassandra",
    9200: "OpenSearch",
    11211: "Memcached",
    27017: "MongoDB",
}
INWARD = (GROUP, DEFAULT_GROUP, GROUP_RULE, INGRESS_RULE)
RULES_GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"


@resource_rule(
    *INWARD,
    severity=Severity.HIGH,
    fix="Name the security group or narrow CIDR block that may connect, or put the service behind the load balancer.",
    url=RULES_GUIDE,
)
def security_group_opens_only_web_ports(group: Resource) -> Verdict:
    """The whole internet may connect to nothing but TCP 80 and 443."""

    def problem(opening: Opening) -> str | None:
        world = opening.world()
        return f"{opening} is open to {world}" if world and not opening.only_tcp(WEB_PORTS) else None

    return _judge(group, "ingress", problem)


@resource_rule(
    *INWARD,
    severity=Severity.CRITICAL,
    fix="Remove the rule, and use AWS Systems Manager Session Manager, which needs no open port.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
)
def security_group_closes_administration(group: Resource) -> Verdict:
    """The internet cannot connect to a port for administration, such as SSH or RDP."""
    return _judge(group, "ingress", lambda opening: _exposed(opening, ADMINISTRATION_PORTS))


@resource_rule(
    *INWARD,
    severity=Severity.CRITICAL,
    fix="Let in the application's security group by `referenced_security_group_id` instead of a CIDR block.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
)
def security_group_closes_databases(group: Resource) -> Verdict:
    """The internet cannot connect to a port on which databases and caches listen."""
    return _judge(group, "ingress", lambda opening: _exposed(opening, DATABASE_PORTS))


@resource_rule(
    GROUP,
    DEFAULT_GROUP,
    GROUP_RULE,
    EGRESS_RULE,
    severity=Severity.MEDIUM,
    fix="Say which protocol and ports may leave, or name the security group that they may leave for.",
    url=RULES_GUIDE,
)
def security_group_bounds_egress(group: Resource) -> Verdict:
    """Nothing may send every kind of traffic to the whole internet."""

    def problem(opening: Opening) -> str | None:
        world = opening.world()
        return f"{opening} may leave for {world}" if world and opening.ports == (0, 65535) else None

    return _judge(group, "egress", problem)


@resource_rule(
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    severity=Severity.MEDIUM,
    fix="List the blocks that are meant; a rule for the whole internet should say so itself.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
)
def prefix_list_is_narrow(prefixes: Resource) -> Verdict:
    """A prefix list, which hides its content from the rules that name it, does not hold the whole internet."""

    def problem(entry: Resource | Item) -> str | None:
        block = entry.get("cidr", "")
        return f"it holds {block}" if block and is_world(block, "cidr") else None

    entries: list[Resource | Item] = [prefixes]
    if prefixes.type == PREFIX_LIST:
        entries = [*prefixes.items("entries")]
    return first_problem(problem, entries)


@stack_rule(
    VPC,
    DEFAULT_VPC,
    severity=Severity.HIGH,
    fix="Declare an `aws.ec2.DefaultSecurityGroup` for the VPC with neither `ingress` nor `egress`.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
)
def default_security_group_emptied(vpc: Resource, stack: Stack) -> Verdict:
    """The default security group of a VPC, into which everything forgotten falls, lets nothing through."""

    def problem(group: Resource) -> str | None:
        rules = [*group.items("ingress"), *group.items("egress")]
        return f"it has {len(rules)} of its rules left" if rules else None

    groups = joined(stack, vpc, DEFAULT_GROUP, "vpcId")
    return first_problem(problem, groups) if groups else "AWS's rules for it are in place: members reach each other"


def _judge(resource: Resource, direction: str, problem: Callable[[Opening], str | None]) -> Verdict:
    if resource.type == GROUP_RULE and direction_of(resource) != direction:
        return NotApplicable(f"it is not for {direction}")
    return first_problem(problem, openings(resource, direction))


def _exposed(opening: Opening, ports: dict[int, str]) -> str | None:
    world = opening.world()
    reached = [f"{port} ({what})" for port, what in ports.items() if world and opening.reaches(port, "tcp", "udp")]
    return f"{', '.join(reached)} open to {world}" if reached else None
