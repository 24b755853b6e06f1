"""Rules for snapshots and images: the copies of volumes and databases that are most easily given away."""

from __future__ import annotations

from policies.default_encryption import unless_by_default
from policies.rule import Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

IMAGE_PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
DATABASE_SNAPSHOTS = (
    "aws:rds/snapshot:Snapshot",
    "aws:rds/clusterSnapshot:ClusterSnapshot",
    "aws:rds/snapshotCopy:SnapshotCopy",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
)
IMPORT = "aws:ebs/snapshotImport:SnapshotImport"
COPIES = ("aws:ebs/snapshotCopy:SnapshotCopy", "aws:ec2/amiCopy:AmiCopy")


@resource_rule(
    *DATABASE_SNAPSHOTS,
    IMAGE_PERMISSION,
    severity=Severity.CRITICAL,
    fix="Name the accounts that it is shared with.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html",
)
def snapshot_not_public(snapshot: Resource) -> Verdict:
    """A snapshot of a database, or an image of an instance, is not shared with everybody."""
    if snapshot.type == IMAGE_PERMISSION:
        return "the image is shared with everybody" if snapshot.get("group", "") == "all" else None
    return "it is shared with everybody" if "all" in snapshot.get("sharedAccounts", []) else None


@stack_rule(
    *COPIES,
    IMPORT,
    severity=Severity.HIGH,
    fix="Set `encrypted=True`, and `kms_key_id` to the data key.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html",
)
def snapshot_copy_encrypted(copy: Resource, stack: Stack) -> Verdict:
    """A copy or an import of a snapshot or an image is encrypted, whatever it was made from."""
    # That imports are encrypted by default too, AWS does not say.
    return _by_itself(copy) if copy.type == IMPORT else unless_by_default(copy, stack, _by_itself)


def _by_itself(copy: Resource) -> Verdict:
    return None if copy.get("encrypted", False) else "it is only encrypted if what it was made from is"
