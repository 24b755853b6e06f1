"""The mapping, as it is checked in, covers what it is said to cover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from auditor.terraform.mapping import NAMED, NEWER, Form, Shape, aws
from auditor.terraform.types import shape_of

TYPES = {token: type_ for token in aws().tokens if (type_ := aws().type_of(token))}
KNOWN = {token: type_ for token, type_ in TYPES.items() if not type_.newer}

IRREGULAR = {
    "aws:alb/loadBalancer:LoadBalancer": "aws_alb",
    "aws:amp/workspace:Workspace": "aws_prometheus_workspace",
    "aws:apigateway/response:Response": "aws_api_gateway_gateway_response",
    "aws:appconfig/eventIntegration:EventIntegration": "aws_appintegrations_event_integration",
    "aws:autoscaling/tag:Tag": "aws_autoscaling_group_tag",
    "aws:cfg/recorder:Recorder": "aws_config_configuration_recorder",
    "aws:datasync/fsxOpenZfsFileSystem:FsxOpenZfsFileSystem": "aws_datasync_location_fsx_openzfs_file_system",
    "aws:directconnect/linkAggregationGroup:LinkAggregationGroup": "aws_dx_lag",
    "aws:ec2/vpc:Vpc": "aws_vpc",
    "aws:guardduty/iPSet:IPSet": "aws_guardduty_ipset",
    "aws:iam/sshKey:SshKey": "aws_iam_user_ssh_key",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:location/routeCalculation:RouteCalculation": "aws_location_route_calculator",
    "aws:macie/findingsFilter:FindingsFilter": "aws_macie2_findings_filter",
    "aws:rds/instance:Instance": "aws_db_instance",
    "aws:s3/bucketV2:BucketV2": "aws_s3_bucket",
    "aws:s3/bucketVersioningV2:BucketVersioningV2": "aws_s3_bucket_versioning",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule",
}
"""Types whose names are told by no rule, and which the published metadata of Pulumi's provider confirms."""


def shapes(form: Form, seen: set[int]) -> Iterator[Shape]:
    if isinstance(form, list) and not isinstance(form[1], int):
        yield from shapes(form[1], seen)
    elif isinstance(form, list) and form[1] not in seen:
        seen.add(form[1])
        shape = shape_of(form[1])
        yield shape
        for entry in shape.values():
            yield from shapes(entry.form, seen)


def known(shape: Shape) -> tuple[int, int]:
    """Return how many properties of a shape the provider has, and how many there are but for the new region."""
    entries = [entry for name, entry in shape.items() if name != "region"]
    return sum(NEWER not in entry.traits for entry in entries), len(entries)


def share(counts: list[tuple[int, int]]) -> float:
    return sum(found for found, _ in counts) / sum(of for _, of in counts)


def test_as_many_types_are_found_as_when_it_was_made() -> None:
    assert len(KNOWN) >= 1508
    assert len(KNOWN) / len(TYPES) >= 0.86


def test_properties_are_found_at_the_top_and_below() -> None:
    """What is not found is newer than the provider, as its published changes say."""
    seen = set[int]()
    nested = [
        known(shape) for type_ in KNOWN.values() for each in type_.shape.values() for shape in shapes(each.form, seen)
    ]
    assert share([known(type_.shape) for type_ in KNOWN.values()]) >= 0.97
    assert share(nested) >= 0.89


def test_only_types_of_s3_share_a_type_with_another() -> None:
    tokens: dict[str, list[str]] = {}
    for token, type_ in KNOWN.items():
        tokens.setdefault(type_.name, []).append(token)
    assert {
        token for each in tokens.values() if len(each) > 1 for token in each if not token.startswith("aws:s3/")
    } == set()


@pytest.mark.parametrize(("token", "name"), IRREGULAR.items())
def test_irregular_names_are_known(token: str, name: str) -> None:
    assert KNOWN[token].name == name


@pytest.mark.parametrize(
    ("token", "path", "name", "form"),
    [
        ("aws:lambda/function:Function", "name", "function_name", "text"),
        ("aws:lambda/function:Function", "code", "filename", "text"),
        ("aws:sns/topicSubscription:TopicSubscription", "topic", "topic_arn", "text"),
        ("aws:apigateway/stage:Stage", "restApi", "rest_api_id", "text"),
        ("aws:ec2/securityGroup:SecurityGroup", "ingress.cidrBlocks", "cidr_blocks", ["list", "text"]),
        ("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules.status", "status", "text"),
        (
            "aws:wafv2/webAcl:WebAcl",
            "rules.statement.geoMatchStatement.countryCodes",
            "country_codes",
            ["list", "text"],
        ),
        ("aws:glue/catalogTable:CatalogTable", "partitionIndices.keys", "keys", ["list", "text"]),
    ],
)
def test_properties_are_found_at_every_depth(token: str, path: str, name: str, form: Any) -> None:
    shape, *_ = [KNOWN[token].shape]
    *above, last = path.split(".")
    for step in above:
        inner = shape[step].form
        while isinstance(inner[1], list):
            inner = inner[1]
        shape = shape_of(inner[1])
    assert (shape[last].name, shape[last].form) == (name, form)


def test_the_region_of_a_resource_is_newer_than_the_provider() -> None:
    assert NEWER in TYPES["aws:sqs/queue:Queue"].shape["region"].traits


def test_what_terraform_wants_named_and_pulumi_names_itself_is_known() -> None:
    named = {
        (type_.name, each.name) for type_ in KNOWN.values() for each in type_.shape.values() if NAMED in each.traits
    }
    assert len(named) >= 450
    assert ("aws_cloudwatch_metric_alarm", "alarm_name") in named
    assert ("aws_iam_role_policy", "policy") not in named
