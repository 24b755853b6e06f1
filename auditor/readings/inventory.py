"""The inventory of a stack: every resource, read off the graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from auditor.graph import Resource, ResourceGraph, Unknown
from auditor.readings.place import place_of, places
from auditor.readings.properties import default_tags, named_by
from auditor.results.asset import Asset

HOLDS = {
    "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault": "backups",
    "aws:backup/vault:Vault": "backups",
    "aws:cloudwatch/logGroup:LogGroup": "logs",
    "aws:docdb/cluster:Cluster": "records",
    "aws:dynamodb/globalTable:GlobalTable": "records",
    "aws:dynamodb/table:Table": "records",
    "aws:ebs/snapshot:Snapshot": "backups",
    "aws:ebs/volume:Volume": "files",
    "aws:ec2/instance:Instance": "files",
    "aws:ecr/repository:Repository": "images",
    "aws:efs/fileSystem:FileSystem": "files",
    "aws:elasticache/cluster:Cluster": "cached records",
    "aws:elasticache/replicationGroup:ReplicationGroup": "cached records",
    "aws:elasticache/serverlessCache:ServerlessCache": "cached records",
    "aws:fsx/lustreFileSystem:LustreFileSystem": "files",
    "aws:fsx/ontapFileSystem:OntapFileSystem": "files",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": "files",
    "aws:fsx/windowsFileSystem:WindowsFileSystem": "files",
    "aws:glacier/vault:Vault": "backups",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "messages",
    "aws:kinesis/stream:Stream": "messages",
    "aws:memorydb/cluster:Cluster": "records",
    "aws:mq/broker:Broker": "messages",
    "aws:msk/cluster:Cluster": "messages",
    "aws:msk/serverlessCluster:ServerlessCluster": "messages",
    "aws:neptune/cluster:Cluster": "records",
    "aws:opensearch/domain:Domain": "records",
    "aws:rds/cluster:Cluster": "records",
    "aws:rds/clusterSnapshot:ClusterSnapshot": "backups",
    "aws:rds/instance:Instance": "records",
    "aws:rds/snapshot:Snapshot": "backups",
    "aws:redshift/cluster:Cluster": "records",
    "aws:redshiftserverless/namespace:Namespace": "records",
    "aws:s3/bucket:Bucket": "files",
    "aws:s3/bucketV2:BucketV2": "files",
    "aws:s3/directoryBucket:DirectoryBucket": "files",
    "aws:secretsmanager/secret:Secret": "secrets",
    "aws:sns/topic:Topic": "messages",
    "aws:sqs/queue:Queue": "messages",
    "aws:ssm/parameter:Parameter": "settings",
    "aws:timestreamwrite/table:Table": "records",
}
"""What is kept in a resource, by type: whatever is at rest in it, be it for seconds (a message) or for years."""
ENCRYPTS_ANOTHER = {
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "bucket",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": "bucket",
}
"""Types that choose the key of another resource, and by which property they name it."""
_KEY = re.compile(r"kms(?:master)?key(?:id|arn)?$|^encryptionkey(?:arn)?$", re.IGNORECASE)
_ALGORITHM = ("sseAlgorithm", "encryptionType")
_SWITCH = ("atRestEncryptionEnabled", "encrypted", "sqsManagedSseEnabled", "storageEncrypted")


def inventory(graph: ResourceGraph) -> tuple[Asset, ...]:
    """List every resource of a stack that is not a component, in the order of their URNs."""
    chosen_elsewhere = defaultdict[str, list[str]](list)
    for resource in graph:
        if resource.type in ENCRYPTS_ANOTHER:
            for urn in named_by(resource, ENCRYPTS_ANOTHER[resource.type]):
                chosen_elsewhere[urn] += _keys(resource, graph)
    default_owners, providers = _default_owners(graph), places(graph)
    return tuple(
        Asset(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            within=_within(resource, graph),
            source=str(resource.source) if resource.source else None,
            external=resource.external,
            protected=resource.options.protect,
            retained=resource.options.retain_on_delete,
            holds=HOLDS.get(resource.type),
            encrypted_with=tuple(dict.fromkeys([*_keys(resource, graph), *chosen_elsewhere.get(resource.urn, ())])),
            owner=_owner_tag(resource.inputs.get("tags")) or default_owners.get(resource.options.provider),
            region=place.region,
            account=place.account,
            id=resource.id if resource.type.startswith("aws:") else None,
        )
        for resource in graph
        if resource.custom
        for place in (place_of(resource, providers),)
    )


def _within(resource: Resource, graph: ResourceGraph) -> tuple[str, ...]:
    chain: list[str] = []
    above = graph.find(resource.parent or "")
    while above is not None and above.parent is not None:
        chain.append(f"{above.type.rpartition(':')[2]} {above.name}")
        above = graph.find(above.parent)
    return tuple(reversed(chain))


def _keys(resource: Resource, graph: ResourceGraph) -> list[str]:
    """Return by what a resource says that it is encrypted: its keys, or else the algorithm or the mere fact."""
    said: list[tuple[str, str, Any]] = []
    for top, given in resource.inputs.items():
        _find(top, top, given, said)
    keys = [
        f"{key} ({name})"
        for top, name, value in said
        if _is_key(name)
        for key in _key_names(resource, top, value, graph)
    ]
    if keys:
        return keys
    by_algorithm = [f"{value} ({name})" for _, name, value in said if name in _ALGORITHM and isinstance(value, str)]
    return by_algorithm or [
        f"a key of AWS's own ({name})" for _, name, value in said if name in _SWITCH and value is True
    ]


def _key_names(resource: Resource, top: str, value: Any, graph: ResourceGraph) -> list[str]:
    """Name the keys that a property refers to; the engine tells them by what the property depends on."""
    named = [found.name if (found := graph.find(urn)) else urn for urn in named_by(resource, top, value)]
    if named:
        return named
    if isinstance(value, Unknown):
        return ["not known before deployment"]
    return [value] if isinstance(value, str) and value else []


def _find(top: str, name: str, value: Any, found: list[tuple[str, str, Any]]) -> None:
    """Collect what a property says of encryption, however deep; what names a key is not looked into."""
    if _tells(name):
        found.append((top, name, value))
    elif isinstance(value, dict):
        for key, part in value.items():
            _find(top, key, part, found)
    elif isinstance(value, list | tuple):
        for part in value:
            if isinstance(part, dict):
                _find(top, "", part, found)


@cache
def _tells(name: str) -> bool:
    return _is_key(name) or name in _ALGORITHM or name in _SWITCH


@cache
def _is_key(name: str) -> bool:
    return _KEY.search(name) is not None


def _default_owners(graph: ResourceGraph) -> dict[str | None, str | None]:
    """Return, for each provider, the owner that it writes on whatever it makes."""
    providers = (each for each in graph if each.type.startswith("pulumi:providers:"))
    return {each.urn: _owner_tag(default_tags(each)) for each in providers}


def _owner_tag(tags: Any) -> str | None:
    if not isinstance(tags, Mapping):
        return None
    return next((tag for key, tag in tags.items() if key.lower() == "owner" and isinstance(tag, str)), None)
