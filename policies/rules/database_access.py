"""Rules for who reaches a database, and with which credentials."""

from __future__ import annotations

from policies.databases import ALL, CLUSTER, DOCUMENTS, INSTANCE, MEMBER, SUBNET_GROUP, is_replica
from policies.joined import joined
from policies.keys import not_own_key
from policies.openings import DEFAULT_GROUP, GROUP, GROUP_RULE, INGRESS_RULE, Opening, openings
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack, UnknownValue

ADDRESSES = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "cidrIpv4", "cidrIpv6", "prefixListId")
"""How the forms of a security-group rule name addresses rather than a group."""
PASSWORDS = {INSTANCE: "password", CLUSTER: "masterPassword", DOCUMENTS: "masterPassword"}
PLACED_ALIKE = (
    "aws:dms/replicationInstance:ReplicationInstance",
    "aws:mq/broker:Broker",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:rds/shardGroup:ShardGroup",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/workgroup:Workgroup",
    "aws:timestreaminfluxdb/dbCluster:DbCluster",
    "aws:timestreaminfluxdb/dbInstance:DbInstance",
)
"""What else keeps or moves data at an address, and says by the same property whether that is public."""


@resource_rule(
    INSTANCE,
    CLUSTER,
    MEMBER,
    *PLACED_ALIKE,
    severity=Severity.CRITICAL,
    fix="Set `publicly_accessible=False` (or leave it out).",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def database_not_public(database: Resource) -> Verdict:
    """A database, a broker, or what moves data between databases, has no public address."""
    return "it is publicly accessible" if database.get("publiclyAccessible", False) else None


@stack_rule(
    *ALL,
    severity=Severity.HIGH,
    fix="Let the group in that needs the database (`referenced_security_group_id`), not addresses.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
)
def database_open_to_groups_only(database: Resource, stack: Stack) -> Verdict:
    """Only members of named security groups reach a database, not whoever holds an address."""
    if not database.has("vpcSecurityGroupIds"):
        return "it has no security group of its own: that of the VPC's default applies"
    groups = [group for group in database.refers_to("vpcSecurityGroupIds") if group.type in (GROUP, DEFAULT_GROUP)]
    problem = first_problem(lambda group: _opened_by(group, stack), groups)
    if problem is None and len(groups) < len(database.items("vpcSecurityGroupIds")):
        raise UnknownValue("vpcSecurityGroupIds")  # a group that is not in this stack may let anybody in
    return problem


def _opened_by(group: Resource, stack: Stack) -> str | None:
    def problem(opening: Opening) -> str | None:
        given = [name for name in ADDRESSES if opening.resource.has(opening.prefix + name)]
        return f"security group {group.name} lets in addresses, by {', '.join(given)}" if given else None

    separate = [rule for type_ in (INGRESS_RULE, GROUP_RULE) for rule in joined(stack, group, type_, "securityGroupId")]
    return first_problem(lambda resource: first_problem(problem, openings(resource, "ingress")), [group, *separate])


@resource_rule(
    SUBNET_GROUP,
    severity=Severity.MEDIUM,
    fix="Give it the isolated subnets of at least two zones.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def database_subnets_redundant(group: Resource) -> Verdict:
    """A database's subnet group has at least two subnets, so that a standby has somewhere to be."""
    count = len(group.items("subnetIds"))
    return None if count >= 2 else f"it has {count} subnet(s)"


@resource_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.MEDIUM,
    fix="Set `iam_database_authentication_enabled=True`.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
)
def database_accepts_iam_identities(database: Resource) -> Verdict:
    """A database takes IAM identities, so that people and services need no password to keep."""
    engine = database.get("engine", "")
    if engine.startswith(("oracle", "sqlserver", "custom", "db2")):
        return NotApplicable(f"RDS offers no IAM authentication for {engine}")
    return None if database.get("iamDatabaseAuthenticationEnabled", False) else "IAM authentication is off"


@resource_rule(
    *PASSWORDS,
    severity=Severity.HIGH,
    fix="Set `manage_master_user_password=True` or, if there must be replicas, give the password write-only.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
)
def database_password_not_stored(database: Resource) -> Verdict:
    """The master password of a database is kept in Secrets Manager, not in Pulumi's state."""
    password = PASSWORDS[database.type]
    if database.has(password):
        return f"`{password}` is kept in the state"
    if is_replica(database) or database.has("snapshotIdentifier"):
        return NotApplicable("the database that it is made from brings the password")
    if database.has(f"{password}Wo") or database.get("manageMasterUserPassword", False):
        return None
    return "no master password is given, and RDS is not asked to keep one"


@stack_rule(
    INSTANCE,
    CLUSTER,
    severity=Severity.MEDIUM,
    fix="Set `master_user_secret_kms_key_id` to the secrets key.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
)
def database_secret_encrypted_with_own_key(database: Resource, _stack: Stack) -> Verdict:
    """A master password that RDS keeps is encrypted with a key of our own."""
    if not database.get("manageMasterUserPassword", False):
        return NotApplicable("RDS does not keep its master password")
    return not_own_key(database, "masterUserSecretKmsKeyId")
