"""The rule for what keeps data and is no database of RDS, table, cache, queue, bucket or file system of EFS."""

from __future__ import annotations

from typing import NamedTuple

from policies.caches import DURABLE
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, stack_rule
from policies.view import Resource, Stack

FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
STREAM = "aws:kinesis/stream:Stream"
FED_BY_STREAM = ("kinesisSourceConfiguration", "mskSourceConfiguration")


class Encrypted(NamedTuple):
    """Where a store says which key encrypts it, and whether any does; None where it always is."""

    key: str
    switch: str | None = None
    unless_said: bool = False


STORES = {
    "aws:docdb/elasticCluster:ElasticCluster": Encrypted("kmsKeyId"),
    "aws:dsql/cluster:Cluster": Encrypted("kmsEncryptionKey"),
    "aws:elasticsearch/domain:Domain": Encrypted("encryptAtRest.kmsKeyId", "encryptAtRest.enabled"),
    **dict.fromkeys(
        (
            "aws:fsx/lustreFileSystem:LustreFileSystem",
            "aws:fsx/ontapFileSystem:OntapFileSystem",
            "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
            "aws:fsx/windowsFileSystem:WindowsFileSystem",
        ),
        Encrypted("kmsKeyId"),
    ),
    "aws:keyspaces/table:Table": Encrypted("encryptionSpecification.kmsKeyIdentifier"),
    FIREHOSE: Encrypted("serverSideEncryption.keyArn", "serverSideEncryption.enabled"),
    STREAM: Encrypted("kmsKeyId"),
    DURABLE: Encrypted("kmsKeyArn"),
    "aws:mq/broker:Broker": Encrypted("encryptionOptions.kmsKeyId"),
    "aws:msk/cluster:Cluster": Encrypted("encryptionInfo.encryptionAtRestKmsKeyArn"),
    "aws:opensearch/domain:Domain": Encrypted("encryptAtRest.kmsKeyId", "encryptAtRest.enabled"),
    "aws:redshift/cluster:Cluster": Encrypted("kmsKeyId", "encrypted", unless_said=True),
    "aws:redshiftserverless/namespace:Namespace": Encrypted("kmsKeyId"),
    "aws:timestreamwrite/database:Database": Encrypted("kmsKeyId"),
}


@stack_rule(
    *STORES,
    severity=Severity.HIGH,
    fix="Turn encryption on, and set the key to the data key; most stores have to be replaced for it.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html",
)
def store_encrypted_with_own_key(store: Resource, _stack: Stack) -> Verdict:
    """A stream, search domain, warehouse, broker or other store is encrypted with a key of our own."""
    if store.type == FIREHOSE and any(store.has(name) for name in FED_BY_STREAM):
        return NotApplicable("the stream that feeds it keeps the data, encrypted or not")
    if store.type == STREAM and store.get("encryptionType", "NONE") != "KMS":
        return "it is not encrypted"
    told = STORES[store.type]
    if told.switch and not store.get(told.switch, told.unless_said):
        return "it is not encrypted"
    return not_own_key(store, told.key)
