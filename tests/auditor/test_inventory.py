from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from auditor.graph import Options, Reference, Resource, ResourceGraph, Secret, Source, Unknown
from auditor.readings.inventory import ENCRYPTS_ANOTHER, HOLDS, inventory
from auditor.results.asset import Asset

STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
LAYER = "urn:pulumi:dev::p::footing:stacks:Baseline::baseline"
PART = "urn:pulumi:dev::p::footing:components:Database::database"
KEY = "urn:pulumi:dev::p::aws:kms/key:Key::keys-data"
PROVIDER = "urn:pulumi:dev::p::pulumi:providers:aws::aws"
DATABASE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"


def resource(type_: str, name: str = "it", **changes: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{type_}::{name}", type=type_, name=name, **changes)


def listed(*resources: Resource) -> dict[str, Asset]:
    graph = ResourceGraph(project="p", stack="dev", origin="program", resources=resources)
    return {asset.urn: asset for asset in inventory(graph)}


def one(*resources: Resource) -> Asset:
    return listed(*resources)[resources[0].urn]


KEYS = resource("aws:kms/key:Key", "keys-data")
ENCRYPTED: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("by a key that it refers to", {"kmsKeyId": Reference(KEY, "arn")}, ("keys-data (kmsKeyId)",)),
    ("by a key that is elsewhere", {"kmsKeyId": Reference("urn:x", "arn")}, ("urn:x (kmsKeyId)",)),
    ("by a key of AWS's", {"kmsMasterKeyId": "alias/aws/sns"}, ("alias/aws/sns (kmsMasterKeyId)",)),
    ("by one not known yet", {"kmsKeyArn": Unknown()}, ("not known before deployment (kmsKeyArn)",)),
    ("by a secret one", {"kmsKeyArn": Secret("hidden")}, ()),
    ("by nobody knows what", {"storageEncrypted": True}, ("a key of AWS's own (storageEncrypted)",)),
    ("not", {"storageEncrypted": False, "kmsKeyId": ""}, ()),
    ("nothing said", {"engine": "postgres", "tags": {"a": "b"}}, ()),
    (
        "deep inside",
        {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": Reference(KEY, "arn")}]},
        ("keys-data (kmsKey)",),
    ),
    ("by an algorithm", {"encryptionConfigurations": [{"encryptionType": "AES256"}]}, ("AES256 (encryptionType)",)),
]


@pytest.mark.parametrize(("inputs", "keys"), [row[1:] for row in ENCRYPTED], ids=[row[0] for row in ENCRYPTED])
def test_a_resource_is_encrypted_as_it_says(inputs: dict[str, Any], keys: tuple[str, ...]) -> None:
    assert one(resource(DATABASE, inputs=inputs), KEYS).encrypted_with == keys


def test_the_engine_tells_the_key_by_what_a_property_depends_on() -> None:
    deployed = resource(DATABASE, inputs={"kmsKeyId": "arn:aws:kms:x"}, property_dependencies={"kmsKeyId": (KEY,)})
    assert one(deployed, KEYS).encrypted_with == ("keys-data (kmsKeyId)",)


@pytest.mark.parametrize("by", ["reference", "dependency"])
def test_a_bucket_is_encrypted_as_a_resource_of_its_own_says(by: str) -> None:
    bucket = resource(BUCKET)
    rules = [
        {"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": Reference(KEY, "arn"), "sseAlgorithm": "aws:kms"}}
    ]
    names = {"bucket": Reference(bucket.urn, "id") if by == "reference" else "logs"}
    depends = {"bucket": (bucket.urn,)} if by == "dependency" else {}
    chooses = resource(SSE, inputs={**names, "rules": rules}, property_dependencies=depends)
    assert one(bucket, chooses, KEYS).encrypted_with == ("keys-data (kmsMasterKeyId)",)


def test_the_components_that_made_it_are_told_from_the_outside_in() -> None:
    above = [
        Resource(urn=STACK, type="pulumi:pulumi:Stack", name="p-dev", custom=False),
        Resource(urn=LAYER, type="footing:stacks:Baseline", name="baseline", custom=False, parent=STACK),
        Resource(urn=PART, type="footing:components:Database", name="database", custom=False, parent=LAYER),
    ]
    found = listed(resource(DATABASE, parent=PART), *above)
    assert [asset.within for asset in found.values()] == [("Baseline baseline", "Database database")]


@pytest.mark.parametrize("tags", ['{"tags": {"Owner": "platform"}}', {"tags": {"owner": "platform"}}], ids=type)
def test_the_owner_is_its_own_or_the_one_that_its_provider_writes_on_all(tags: Any) -> None:
    provider = Resource(urn=PROVIDER, type="pulumi:providers:aws", name="aws", inputs={"defaultTags": tags})
    by_provider = Options(provider=PROVIDER)
    assert one(resource(DATABASE, options=by_provider), provider).owner == "platform"
    assert one(resource(DATABASE, options=by_provider, inputs={"tags": {"Owner": "data"}}), provider).owner == "data"
    assert one(resource(DATABASE), provider).owner is None


@pytest.mark.parametrize("tags", [Secret("x"), Unknown(), "not JSON", "[]", None, {"tags": {"Owner": Secret("x")}}])
def test_an_owner_that_cannot_be_read_is_none(tags: Any) -> None:
    provider = Resource(urn=PROVIDER, type="pulumi:providers:aws", name="aws", inputs={"defaultTags": tags})
    assert one(resource(DATABASE, options=Options(provider=PROVIDER)), provider).owner is None


def test_what_protects_it_and_where_it_is_declared_is_told() -> None:
    kept = resource(
        DATABASE,
        options=Options(protect=True, retain_on_delete=True),
        source=Source("a.py", 7),
        id="db-1",
        external=True,
    )
    asset = one(kept)
    assert (asset.protected, asset.retained, asset.source, asset.holds) == (True, True, "a.py:7", "records")
    assert (asset.id, asset.external) == ("db-1", True)


def test_an_id_that_may_be_a_value_is_not_told() -> None:
    assert one(resource("random:index/randomId:RandomId", id="c2VjcmV0")).id is None


@pytest.mark.parametrize("type_", [*HOLDS, *ENCRYPTS_ANOTHER])
def test_every_type_that_is_named_exists(type_: str) -> None:
    module = type_.split(":")[1].split("/")[0]
    name = type_.rpartition(":")[2]
    declared = getattr(import_module(f"pulumi_aws.{module}"), name)
    source = Path(str(import_module(declared.__module__).__file__)).read_text(encoding="utf-8")
    assert f"'{type_}'" in source
