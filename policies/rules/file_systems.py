"""Rules for EFS file systems: their keys, who mounts them, and from where."""

from __future__ import annotations

from policies.backups import FILE_SYSTEM
from policies.confinement import stranger_let_in
from policies.denials import speaks_of
from policies.documents import statements
from policies.joined import joined
from policies.keys import not_own_key
from policies.routes import way_out
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.transport import denies_plain_requests
from policies.types import DEFAULT_SUBNET, SUBNET
from policies.view import Resource, Stack, UnknownValue

POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"
REPLICATION = "aws:efs/replicationConfiguration:ReplicationConfiguration"
ACCESS_POINT = "aws:efs/accessPoint:AccessPoint"
WHATEVER = "elasticfilesystem:*"
MOUNTED = ("Bool", "elasticfilesystem:accessedviamounttarget", ["true"])


@stack_rule(
    FILE_SYSTEM,
    REPLICATION,
    severity=Severity.HIGH,
    fix="Set `encrypted=True`, and `kms_key_id` to the data key (of a replica `destination.kms_key_id`); an existing "
    "file system has to be replaced.",
    url="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
)
def file_system_encrypted_with_own_key(system: Resource, _stack: Stack) -> Verdict:
    """A file system, and every replica of it, is encrypted with a key of our own."""
    if system.type == REPLICATION:
        if system.has("destination.fileSystemId"):
            return NotApplicable("it fills a file system that is there, with a key of its own")
        return not_own_key(system, "destination.kmsKeyId")
    return not_own_key(system, "kmsKeyId") if system.get("encrypted", False) else "it is not encrypted"


@stack_rule(
    FILE_SYSTEM,
    severity=Severity.HIGH,
    fix='Add a FileSystemPolicy that denies "*" to everybody where `aws:SecureTransport` is false.',
    url="https://docs.aws.amazon.com/efs/latest/ug/efs-enforce-encryption.html",
)
def file_system_forces_tls(system: Resource, stack: Stack) -> Verdict:
    """A file system refuses clients without TLS."""

    def problem(policy: Resource) -> str | None:
        said = [each for each in statements(policy.document("policy")) if denies_plain_requests(each, WHATEVER)]
        denied = some(lambda statement: speaks_of(statement, system, "id", "file-system/"), said)
        return None if denied else f"{policy.name} does not deny clients without TLS"

    policies = joined(stack, system, POLICY, "fileSystemId")
    return (
        first_problem(problem, policies)
        if policies
        else "no FileSystemPolicy refers to it: AWS's lets anybody mount it"
    )


@resource_rule(
    POLICY,
    severity=Severity.HIGH,
    fix="Name the roles that may mount it, or allow only what comes through a mount target.",
    url="https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html",
)
def file_system_policy_confined(policy: Resource) -> Verdict:
    """A file system's policy lets in nobody whom it does not name, but through its own mount targets."""
    return stranger_let_in(
        statements(policy.document("policy")), unless=lambda statement: MOUNTED in statement.conditions()
    )


@stack_rule(
    MOUNT_TARGET,
    severity=Severity.HIGH,
    fix="Put it on a subnet whose route table has no route to an internet gateway or NAT, such as an isolated one.",
    url="https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html",
)
def file_system_mounted_where_nothing_leaves(target: Resource, stack: Stack) -> Verdict:
    """A file system is mounted on subnets that have no route to the internet, in either direction."""
    subnets = [subnet for subnet in target.refers_to("subnetId") if subnet.type in (SUBNET, DEFAULT_SUBNET)]
    if not subnets:
        raise UnknownValue("subnetId", "names a subnet of another stack, whose routes are not ours to see")
    return first_problem(lambda subnet: way_out(subnet, stack), subnets)


@resource_rule(
    ACCESS_POINT,
    severity=Severity.MEDIUM,
    fix="Give it a `root_directory` of its own and a `posix_user`.",
    url="https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
)
def access_point_confines(point: Resource) -> Verdict:
    """An access point shows its clients one directory, as one user, whoever they say they are."""
    if point.get("rootDirectory.path", "/") == "/":
        return "its clients see the whole file system"
    return None if point.get("posixUser") else "its clients choose which user they are"
