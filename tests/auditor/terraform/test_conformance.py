"""The real AWS provider has nothing against this project's own stacks. It is asked wherever Terraform finds it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from auditor.graph import ResourceGraph
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from auditor.terraform.conformance import conform
from tests.conftest import ROOT, Record

from .terraform import tool_or_skip

STACKS = load_project(ROOT).stacks
LEFT_OUT = ("known to a newer provider only", "is not at hand", "its type is not wanted", "Terraform destroys")
"""Reasons for which the provider need not be shown something."""


@cache
def graphs() -> dict[str, ResourceGraph]:
    rendered = render(load_project(ROOT), STACKS)
    return {graph.stack: graph for graph in rendered if isinstance(graph, ResourceGraph)}


@pytest.mark.parametrize("form", ["hcl", "json"])
@pytest.mark.parametrize("stack", STACKS)
def test_the_real_provider_accepts_and_plans_a_stack(stack: str, form: str) -> None:
    if form == "json" and stack != STACKS[0]:
        pytest.skip("one stack is enough to see that both syntaxes say the same")
    said = conform(graphs()[stack], tool_or_skip(), form=form)
    assert (said.errors, said.planned) == ((), said.resources)
    assert [each for each in said.left_out if not any(reason in each.reason for reason in LEFT_OUT)] == []
    assert said.resources >= said.of_resources - 5


def refused() -> None:
    aws.sqs.Queue("q", message_retention_seconds=1)


def two_regions() -> None:
    for region in ("us-east-1", "eu-west-1"):
        provider = aws.Provider(region, region=region, allowed_account_ids=["111122223333"])
        vpc = aws.ec2.Vpc(region, cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=provider))
        group = aws.ec2.SecurityGroup(
            region,
            vpc_id=vpc.id,
            egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
            opts=pulumi.ResourceOptions(provider=provider),
        )
        aws.rds.Instance(
            region,
            instance_class="db.t4g.micro",
            engine="postgres",
            allocated_storage=20,
            username="me",
            password=pulumi.Output.secret("shh"),
            vpc_security_group_ids=[group.id],
            skip_final_snapshot=True,
            opts=pulumi.ResourceOptions(provider=provider),
        )


@pytest.mark.parametrize(("program", "errors"), [(refused, 1), (two_regions, 0)])
def test_the_provider_judges_values_too(recorded: Record, program: Any, errors: int) -> None:
    assert len(conform(recorded(program), tool_or_skip()).errors) == errors
