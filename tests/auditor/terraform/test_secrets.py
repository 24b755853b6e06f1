"""No secret ever lands in the text, wherever a program puts it."""

from __future__ import annotations

import base64
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from auditor.graph import ResourceGraph
from auditor.terraform.folder import FORMATS, texts
from auditor.terraform.translation import translate
from tests.conftest import Record

SECRET = "hunter2-and-more"


def a_secret() -> Any:
    return pulumi.Output.secret(SECRET)


def plain_password() -> None:
    """A program that keeps no secret, in a property that the provider calls sensitive."""
    aws.rds.Instance("db", instance_class="db.t4g.micro", engine="postgres", username="me", password=SECRET)


def secret_password() -> None:
    aws.rds.Instance("db", instance_class="db.t4g.micro", engine="postgres", username="me", password=a_secret())


def in_a_map() -> None:
    aws.lambda_.Function("f", role="arn:aws:iam::1:role/r", environment={"variables": {"KEY": a_secret(), "B": "c"}})


def in_a_whole_map() -> None:
    aws.sqs.Queue("q", tags=pulumi.Output.secret({SECRET: "b"}))


def in_text() -> None:
    aws.ssm.Parameter("p", type="String", insecure_value=pulumi.Output.concat("a", a_secret()))


def in_a_document() -> None:
    aws.sqs.Queue("q", policy=pulumi.Output.json_dumps({"a": a_secret()}))


def in_a_block() -> None:
    aws.wafv2.IpSet("i", scope="REGIONAL", ip_address_version="IPV4", addresses=[a_secret()])
    aws.ec2.SecurityGroup(
        "g", ingress=pulumi.Output.secret([{"description": SECRET, "protocol": "-1", "from_port": 0, "to_port": 0}])
    )


def in_a_provider() -> None:
    provider = aws.Provider("p", region="us-east-1", secret_key=SECRET, access_key=SECRET, token=a_secret())
    aws.sqs.Queue("q", opts=pulumi.ResourceOptions(provider=provider))


PROGRAMS = [
    plain_password,
    secret_password,
    in_a_map,
    in_a_whole_map,
    in_text,
    in_a_document,
    in_a_block,
    in_a_provider,
]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_secret_is_a_variable_and_never_text(recorded: Record, program: Any, form: str) -> None:
    found = everything(recorded(program), form)
    assert SECRET not in found
    assert base64.b64encode(SECRET.encode()).decode() not in found
    assert "sensitive" in found


def everything(graph: ResourceGraph, form: str) -> str:
    translation = translate(graph)
    return "".join((*texts(translation, form).values(), repr(translation.left_out), repr(translation.variables)))


def test_what_stands_beside_a_secret_stays(recorded: Record) -> None:
    assert 'B   = "c"' in everything(recorded(in_a_map), "hcl")


def test_a_reference_to_a_secret_is_no_secret(recorded: Record) -> None:
    def program() -> None:
        key = aws.iam.AccessKey("k", user="u")
        aws.ssm.Parameter("p", type="SecureString", value=key.secret)

    assert "value = aws_iam_access_key.k.secret" in everything(recorded(program), "hcl")


def test_a_database_without_a_secret_needs_no_variable(recorded: Record) -> None:
    def program() -> None:
        aws.rds.Instance("db", instance_class="db.t4g.micro", manage_master_user_password=True)

    assert translate(recorded(program)).variables == ()
