"""The SDK made eager gives the same graphs, byte by byte, as the SDK as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pulumi
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


PROGRAMS = [outputs_of_every_kind, a_resource_that_waits, transforms]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_the_graph_is_that_of_the_stock_sdk(
    recorded: Record, monkeypatch: pytest.MonkeyPatch, program: Callable[[], None]
) -> None:
    eager = recorded(program).to_json()
    monkeypatch.setenv(OFF, "1")
    assert recorded(program).to_json() == eager


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
