"""Whether what a resource keeps is encrypted, as its own properties say: the data itself, not what is beside it."""

from __future__ import annotations

from auditor.graph import Resource
from auditor.results.asset import Asset
from auditor.results.data_flow import Encrypted

SWITCHES = ("storageEncrypted", "atRestEncryptionEnabled", "encrypted")
NEED_SWITCH = (
    "aws:docdb/cluster:Cluster",
    "aws:ebs/volume:Volume",
    "aws:efs/fileSystem:FileSystem",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:neptune/cluster:Cluster",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:redshift/cluster:Cluster",
)
"""Types whose key says nothing while their switch is off."""
_BESIDE = ("(masterUserSecretKmsKeyId)", "(performanceInsightsKmsKeyId)")
"""Properties whose key encrypts something else than the data."""


def at_rest(resource: Resource, asset: Asset) -> tuple[Encrypted, str]:
    """Return whether what is kept is encrypted, and by which key or on which property that is founded."""
    switch = next((key for key in SWITCHES if key in resource.inputs), None)
    on = resource.inputs[switch] if switch else None
    if on is False:
        return "no", f"{switch}: false"
    if resource.type in NEED_SWITCH and on is not True:
        return "not stated", f"{switch} is not known before deployment" if switch else "no property switches it on"
    keys = [key for key in asset.encrypted_with if not key.endswith(_BESIDE)]
    if keys:
        return "yes", ", ".join(keys)
    return ("yes", f"{switch}: true") if on is True else ("not stated", "no property names a key")
