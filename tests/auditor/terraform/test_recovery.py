"""References, found again in what the engine writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from auditor.sources.engine import read_engine_file
from auditor.terraform.folder import texts
from auditor.terraform.translation import translate

PROVIDER = "urn:pulumi:dev::tiny::pulumi:providers:aws::aws"
VPC = "urn:pulumi:dev::tiny::aws:ec2/vpc:Vpc::vpc"
BUCKET = "urn:pulumi:dev::tiny::aws:s3/bucket:Bucket::logs"
KEY = "urn:pulumi:dev::tiny::aws:kms/key:Key::key"
BALANCER = "urn:pulumi:dev::tiny::aws:lb/loadBalancer:LoadBalancer::balancer"
ROLE = "urn:pulumi:dev::tiny::aws:iam/role:Role::app"


def resource(
    urn: str, inputs: dict[str, Any], depends: dict[str, list[str]] | None = None, **more: Any
) -> dict[str, Any]:
    type_ = urn.split("::")[2]
    return {
        "urn": urn,
        "type": type_,
        "custom": True,
        "inputs": {"__defaults": [], **inputs},
        "propertyDependencies": depends or {},
        "dependencies": sorted({each for urns in (depends or {}).values() for each in urns}),
        "provider": f"{PROVIDER}::id",
        **more,
    }


def deployed(urn: str, inputs: dict[str, Any], id_: str, **outputs: str) -> dict[str, Any]:
    return resource(urn, inputs, id=id_, outputs={**inputs, "id": id_, **outputs})


TARGETS = [
    resource(PROVIDER, {"region": "us-east-1", "defaultTags": '{"tags":{"Team":"a"}}'}),
    deployed(
        VPC,
        {"cidrBlock": "10.0.0.0/16", "tags": {"Team": "a", "Name": "v"}},
        "vpc-0123",
        arn="arn:aws:ec2:x:1:vpc/vpc-0123",
    ),
    deployed(BUCKET, {"bucket": "logs-of-dev", "tags": {"Team": "a"}}, "logs-of-dev", arn="arn:aws:s3:::logs-of-dev"),
    deployed(KEY, {}, "1234-abcd", arn="arn:aws:kms:x:1:key/1234-abcd"),
    deployed(BALANCER, {}, "arn:lb", arn="arn:lb"),
    deployed(ROLE, {"name": "app", "assumeRolePolicy": "{}"}, "app", arn="arn:aws:iam::1:role/app"),
]


def written(folder: Path, origin: str, *resources: dict[str, Any]) -> str:
    """Return the configuration for a file of the engine's, in words a single space apart."""
    found = [
        {key: value for key, value in each.items() if origin == "state" or key not in ("id", "outputs")}
        for each in resources
    ]
    document = {
        "state": {"deployment": {"resources": found}},
        "preview": {"steps": [{"op": "create", "newState": each} for each in found]},
    }[origin]
    path = folder / "file.json"
    path.write_text(json.dumps(document))
    return " ".join(" ".join(texts(translate(read_engine_file(path)), "hcl").values()).split())


def using(property_: str, value: Any, urn: str, type_: str = "aws:ec2/subnet:Subnet") -> dict[str, Any]:
    return resource(f"urn:pulumi:dev::tiny::{type_}::it", {property_: value}, {property_: [urn]})


STATES = [
    (using("vpcId", "vpc-0123", VPC), "vpc_id = aws_vpc.vpc.id"),
    (using("policy", '{"Resource":"arn:aws:s3:::logs-of-dev/*"}', BUCKET, "aws:s3/bucketPolicy:BucketPolicy"),
     'policy = jsonencode({ Resource = "${aws_s3_bucket.logs.arn}/*" })'),
    (using("role", "app", ROLE, "aws:iam/rolePolicy:RolePolicy"), "role = aws_iam_role.app.id"),
    (using("roleArn", "arn:aws:iam::1:role/app", ROLE, "aws:pipes/pipe:Pipe"), "role_arn = aws_iam_role.app.arn"),
    (using("availabilityZone", "us-east-1a", VPC), 'availability_zone = "us-east-1a" depends_on = [aws_vpc.vpc]'),
    (using("tags", {"Name": "append"}, ROLE), 'Name = "append"'),
]  # fmt: skip

PREVIEWS = [
    (using("vpcId", UNKNOWN, VPC), "vpc_id = aws_vpc.vpc.id"),
    (using("bucket", UNKNOWN, BUCKET, "aws:s3/bucketPolicy:BucketPolicy"), "bucket = aws_s3_bucket.logs.id"),
    (using("roleArn", UNKNOWN, ROLE, "aws:pipes/pipe:Pipe"), "role_arn = aws_iam_role.app.arn"),
    (using("securityGroups", [UNKNOWN], VPC, "aws:ec2/instance:Instance"),
     "security_groups = [var.instance_it_security_groups_0]"),
    (using("kmsKeyId", UNKNOWN, KEY, "aws:cloudwatch/logGroup:LogGroup"), "kms_key_id = aws_kms_key.key.arn"),
    (using("zoneId", UNKNOWN, BALANCER, "aws:route53/record:Record"), "zone_id = aws_lb.balancer.zone_id"),
    (using("cloudWatchLogsGroupArn", UNKNOWN, ROLE, "aws:cloudtrail/trail:Trail"),
     "cloud_watch_logs_group_arn = var.cloudtrail_it_cloud_watch_logs_group_arn"),
    (using("policy", UNKNOWN, BUCKET, "aws:s3/bucketPolicy:BucketPolicy"),
     "policy = var.s3_bucket_policy_it_policy depends_on = [aws_s3_bucket.logs]"),
]  # fmt: skip


@pytest.mark.parametrize(("user", "wanted"), STATES)
def test_in_a_state_the_attribute_with_the_value_is_found(tmp_path: Path, user: dict[str, Any], wanted: str) -> None:
    assert wanted in written(tmp_path, "state", *TARGETS, user)


@pytest.mark.parametrize(("user", "wanted"), PREVIEWS)
def test_in_a_preview_the_name_of_a_property_may_tell(tmp_path: Path, user: dict[str, Any], wanted: str) -> None:
    assert wanted in written(tmp_path, "preview", *TARGETS, user)


@pytest.mark.parametrize("origin", ["state", "preview"])
def test_tags_of_the_provider_are_not_repeated(tmp_path: Path, origin: str) -> None:
    text = written(tmp_path, origin, *TARGETS)
    assert 'tags = { Name = "v" }' in text
    assert text.count('Team = "a"') == 1


def test_a_state_can_be_taken_over(tmp_path: Path) -> None:
    attached = resource(
        "urn:pulumi:dev::tiny::aws:iam/rolePolicyAttachment:RolePolicyAttachment::it",
        {"role": "app", "policyArn": "arn:p"},
        id="app-2026",
    )
    text = written(tmp_path, "state", *TARGETS, attached)
    assert 'import { to = aws_vpc.vpc id = "vpc-0123" }' in text
    assert 'import { to = aws_iam_role_policy_attachment.it id = "app/arn:p" }' in text
    assert "import {" not in written(tmp_path, "preview", *TARGETS)


def test_the_region_and_account_of_a_state_are_its_own(tmp_path: Path) -> None:
    bucket = deployed(BUCKET, {"bucket": "logs-111122223333"}, "logs-111122223333")
    assert 'bucket = "logs-111122223333"' in written(tmp_path, "state", TARGETS[0], bucket)
