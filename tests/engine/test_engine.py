"""The stand-in for the cloud behaves, to the real engine, as the real provider does where rules look."""

from __future__ import annotations

import pytest
from pulumi.runtime.rpc import UNKNOWN

from .conftest import StartEngine
from .engine import Engine
from .events import STACK, Run

VPC, SUBNET, PARAMETER = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ssm/parameter:Parameter"

PROJECT = {
    "Pulumi.yaml": """
name: tiny
runtime: {name: python, options: {toolchain: pip, virtualenv: .venv}}
stackConfigDir: stacks
""",
    "stacks/Pulumi.dev.yaml": """
config:
  aws:region: eu-central-1
  aws:defaultTags: {tags: {owner: platform}}
""",
    "__main__.py": """
import pulumi
import pulumi_aws as aws

vpc = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16", tags={"tier": "all"})
zones = aws.get_availability_zones(state="available")
aws.ec2.Subnet("private", vpc_id=vpc.id, cidr_block="10.0.1.0/24", availability_zone=zones.names[1])
aws.ssm.Parameter("token", type="SecureString", value=pulumi.Output.secret("open sesame"))
""",
    "policies/PulumiPolicy.yaml": """
name: tiny-policies
version: 1.0.0
runtime: {name: python, options: {toolchain: pip, virtualenv: ../.venv}}
""",
    "policies/__main__.py": """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy, StackValidationPolicy

def subnet_is_small(args, report):
    if args.resource_type != "aws:ec2/subnet:Subnet":
        args.not_applicable("only subnets")
    report("it is not", None)

def arns_are_known(args, report):
    for resource in args.resources:
        if resource.resource_type == "aws:ec2/vpc:Vpc":
            resource.props["arn"]

PolicyPack("tiny", [
    ResourceValidationPolicy("subnet-is-small", "A subnet is small.", subnet_is_small, EnforcementLevel.ADVISORY),
    StackValidationPolicy("arns-are-known", "ARNs are known.", arns_are_known, EnforcementLevel.MANDATORY),
])
""",
}


@pytest.fixture(scope="module")
def engine(engine_for: StartEngine) -> Engine:
    return engine_for(None, PROJECT)


@pytest.fixture(scope="module")
def preview(engine: Engine) -> Run:
    return engine.preview()


@pytest.fixture(scope="module")
def update(engine: Engine, preview: Run) -> Run:
    assert preview.exit_code == 0, preview.text
    return engine.up("--skip-preview")


def test_a_preview_leaves_what_aws_decides_unknown(preview: Run) -> None:
    vpc = preview.state_of(VPC, "network")
    assert vpc["id"] == ""
    assert vpc["outputs"]["arn"] == UNKNOWN
    assert vpc["outputs"]["cidrBlock"] == "10.0.0.0/16"
    assert preview.state_of(SUBNET, "private")["inputs"]["vpcId"] == UNKNOWN


def test_a_preview_knows_region_zones_and_tags(preview: Run) -> None:
    outputs = preview.state_of(VPC, "network")["outputs"]
    assert outputs["region"] == "eu-central-1"
    assert outputs["tagsAll"] == {"owner": "platform", "tier": "all"}
    assert preview.state_of(SUBNET, "private")["inputs"]["availabilityZone"] == "eu-central-1b"


def test_an_update_resolves_what_was_unknown(update: Run) -> None:
    vpc = update.state_of(VPC, "network")
    assert vpc["outputs"]["arn"] == f"arn:aws:ec2:eu-central-1:111122223333:vpc/{vpc['id']}"
    assert update.state_of(SUBNET, "private")["inputs"]["vpcId"] == vpc["id"]


def test_what_the_program_did_not_set_comes_back_empty(update: Run) -> None:
    outputs = update.state_of(VPC, "network")["outputs"]
    assert outputs["enableDnsHostnames"] is False
    assert outputs["ipv6CidrBlock"] == ""


def test_a_secret_stays_a_secret_in_the_state(engine: Engine, update: Run) -> None:
    assert update.exit_code == 0, update.text
    [parameter] = [found for found in engine.export()["resources"] if found["type"] == PARAMETER]
    assert "ciphertext" in parameter["inputs"]["value"]
    assert "ciphertext" in parameter["outputs"]["value"]
    assert "open sesame" not in update.text


def test_a_second_update_changes_nothing(engine: Engine, update: Run) -> None:
    assert update.exit_code == 0, update.text
    again = engine.preview("--expect-no-changes")
    assert again.exit_code == 0, again.text


def test_a_rule_that_fails_is_told_from_one_that_does_not_apply(preview: Run) -> None:
    verdict = preview.verdict("subnet-is-small", of="resource")
    assert not verdict.passed
    assert verdict.failed == {preview.state_of(SUBNET, "private")["urn"]}
    assert preview.state_of(VPC, "network")["urn"] in verdict.not_applicable
    assert [(found.rule, found.level) for found in preview.violations][:1] == [("subnet-is-small", "advisory")]


def test_a_mandatory_rule_that_reads_an_unknown_only_warns(preview: Run, update: Run) -> None:
    assert preview.verdict("arns-are-known", of="stack").failed == {STACK}
    assert "can't run policy 'arns-are-known'" in preview.text
    assert preview.exit_code == 0
    assert update.verdict("arns-are-known", of="stack").passed == {STACK}
