"""The SDK made eager gives the same graphs, byte by byte, as the SDK as it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi_aws import ec2, kms, s3

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.eager import OFF
from auditor.sources.program import render
from tests.conftest import ROOT, Record


def outputs_of_every_kind() -> None:
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={"a": pulumi.Output.secret("b")})
    bucket = s3.Bucket("bucket", opts=pulumi.ResourceOptions(depends_on=[vpc]))
    both = pulumi.Output.all(vpc=vpc.id, bucket=bucket.arn)
    s3.BucketPolicy(
        "policy", bucket=bucket.id, policy=pulumi.Output.json_dumps({"Resource": [bucket.arn, both["vpc"]]})
    )
    pulumi.export("both", both)
    pulumi.export("text", pulumi.Output.format("{0}/{1}", vpc.arn, bucket.id))
    pulumi.export("later", bucket.id.apply(after_a_while))
    pulumi.export("nested", vpc.id.apply(lambda id_: kms.Key("inside", description=f"of {id_}").arn))


def after_a_while(value: str) -> Awaitable[str]:
    async def later() -> str:
        await asyncio.sleep(0.01)
        return f"{value}, later"

    return later()


def a_resource_that_waits() -> None:
    delayed: pulumi.Output[str] = ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(after_a_while)
    ec2.Subnet("subnet", vpc_id=delayed, cidr_block="10.0.0.0/24")
    ec2.Subnet("other", vpc_id=pulumi.Output.all(delayed, "x").apply(lambda both: both[0]))


def transforms() -> None:
    def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        return pulumi.ResourceTransformResult(props={**args.props, "tags": {"by": "transform"}}, opts=args.opts)

    pulumi.runtime.register_resource_transform(tag)
    ec2.Vpc("vpc", cidr_block="10.0.0.0/16")


def inputs_of_every_kind() -> None:
    tags: Any = {"ключ": "värde", "b": pulumi.Output.secret("hidden"), "a": None}
    bucket = s3.Bucket("bucket", tags=tags)
    itself: Any = bucket  # for its id, as the engine allows
    unfit: Any = {"days": 1.5, "storage_class": "GLACIER"}
    s3.BucketLifecycleConfiguration(
        "lifecycle",
        bucket=itself,
        rules=[
            {
                "id": "a",
                "status": "Enabled",
                "noncurrent_version_expiration": {"noncurrent_days": 9_007_199_254_740_993},
            },
            s3.BucketLifecycleConfigurationRuleArgs(
                id=bucket.id,
                status=pulumi.Output.from_input("Enabled"),
                transitions=[unfit],
            ),
        ],
    )
    ec2.Instance(
        "instance",
        instance_type=ec2.InstanceType.T3_MICRO,
        ebs_block_devices=pulumi.Output.from_input([{"device_name": "a", "volume_size": 1, "encrypted": True}]),
        vpc_security_group_ids=[bucket.id, "sg", bucket.arn.apply(lambda arn: f"of {arn}")],
        user_data=bucket.tags.apply(lambda tags: ",".join(tags or {})),
    )
    s3.BucketObjectv2("object", bucket=bucket.id, source=pulumi.StringAsset("text"))
    pulumi.CustomResource("a:b/c:C", "untyped", {"some_key": [{"other_key": bucket.id}], "none": None})


def options_of_every_kind() -> None:
    provider = aws.Provider("provider", region="eu-west-1")
    group = pulumi.ComponentResource("a:b:Group", "group", {"given": provider.id}, pulumi.ResourceOptions(protect=True))
    inside = ec2.Vpc("inside", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=group, provider=provider))
    pulumi.ComponentResource("a:b:Group", "deeper", {}, pulumi.ResourceOptions(parent=group, depends_on=inside))
    s3.Bucket(
        "bucket",
        opts=pulumi.ResourceOptions(
            depends_on=[group, provider],
            ignore_changes=["force_destroy", "tags"],
            additional_secret_outputs=["bucket_domain_name"],
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            aliases=["urn:pulumi:a::b::c::d", pulumi.Alias(name="old"), pulumi.Alias(parent=group)],
            import_="existing",
            retain_on_delete=True,
            protect=False,
        ),
    )
    waiting: pulumi.Output[Any] = inside.id.apply(after_a_while)
    ec2.Subnet("after", vpc_id=inside.id, opts=pulumi.ResourceOptions(depends_on=[waiting.apply(lambda _: inside)]))
    ec2.Subnet("behind", vpc_id=ec2.Subnet("waits", vpc_id=waiting).vpc_id)
    found = ec2.Vpc.get("found", "vpc-1", opts=pulumi.ResourceOptions(provider=provider))
    ec2.Subnet("in-it", vpc_id=found.id, availability_zone=provider.region)
    pulumi.export("object", s3.Bucket("secret", opts=pulumi.ResourceOptions(additional_secret_outputs=["arn"])).arn)


def outputs_handed_on() -> None:
    """An output comes to depend on what is found inside of it."""
    bucket, other = s3.Bucket("bucket", tags={"b": "1", "a": "2"}), s3.Bucket("other")
    within: pulumi.Output[Any] = bucket.id.apply(lambda _: {"x": other.arn, "y": [bucket.tags]})
    s3.Bucket("a", tags=within.apply(lambda each: {"x": each["x"]}))
    pulumi.export("within", within)
    pulumi.export("tags", bucket.tags.apply(lambda tags: list(tags or {})))
    s3.Bucket("b", tags=pulumi.Output.all(within, bucket.region).apply(lambda each: {"region": each[1]}))


PROGRAMS = [
    outputs_of_every_kind,
    a_resource_that_waits,
    transforms,
    inputs_of_every_kind,
    options_of_every_kind,
    outputs_handed_on,
]


WRONG: Any = ["10.0.0.0/16"]
UNKNOWN_KIND: Any = object()
NOT_A_NUMBER: Any = float("nan")


def wrong_kind() -> None:
    ec2.Vpc("vpc", cidr_block=WRONG)


def no_kind_at_all() -> None:
    ec2.Vpc("vpc", cidr_block=UNKNOWN_KIND)


def not_a_number() -> None:
    ec2.Subnet("subnet", vpc_id="a", ipv4_netmask_length=NOT_A_NUMBER)


def two_of_a_name() -> None:
    for _ in range(2):
        try:
            ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        except Exception:  # a program must not be able to hide it
            pulumi.export("hidden", "yes")


def a_circle() -> None:
    group = pulumi.ComponentResource("a:b:Group", "group")
    ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=group, depends_on=[group]))


def a_piece_of_an_id() -> None:
    ec2.Subnet("subnet", vpc_id=ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(lambda id_: id_[:-3]))


ERRORS = [wrong_kind, no_kind_at_all, not_a_number, two_of_a_name, a_circle, a_piece_of_an_id]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_the_graph_is_that_of_the_stock_sdk(
    recorded: Record, monkeypatch: pytest.MonkeyPatch, program: Callable[[], None]
) -> None:
    eager = recorded(program).to_json()
    monkeypatch.setenv(OFF, "1")
    assert recorded(program).to_json() == eager


@pytest.mark.parametrize("program", ERRORS, ids=lambda program: program.__name__)
def test_an_error_is_that_of_the_stock_sdk(
    recorded: Record, monkeypatch: pytest.MonkeyPatch, program: Callable[[], None]
) -> None:
    def raised() -> str:
        with pytest.raises(Exception) as error:  # noqa: PT011 - whichever it is, both are to raise it
            recorded(program)
        return f"{type(error.value)}: {error.value}"

    eager = raised()
    monkeypatch.setenv(OFF, "1")
    assert re.sub(" at 0x[0-9a-f]+", "", raised()) == re.sub(" at 0x[0-9a-f]+", "", eager)


def test_the_graph_of_the_whole_program_is_that_of_the_stock_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    def graph() -> str:
        (rendered,) = render(load_project(ROOT), ["prod"])
        assert isinstance(rendered, ResourceGraph), rendered
        return rendered.to_json()

    eager = graph()
    monkeypatch.setenv(OFF, "1")
    assert graph() == eager


@pytest.mark.parametrize("off", ["0", "1"])
def test_an_error_in_a_programs_function_is_raised(recorded: Record, monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    def fail(_: Any) -> None:
        raise ValueError("no such thing")

    monkeypatch.setenv(OFF, off)
    with pytest.raises(ValueError, match="no such thing"):
        recorded(lambda: ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(fail))


def test_the_sdk_is_left_as_it_was(recorded: Record) -> None:
    before = (pulumi.Output.all, pulumi.runtime.resource._get_stack_trace, pulumi.runtime.rpc.transfer_properties)
    recorded(outputs_of_every_kind)
    after = (pulumi.Output.all, pulumi.runtime.resource._get_stack_trace, pulumi.runtime.rpc.transfer_properties)
    assert after == before
