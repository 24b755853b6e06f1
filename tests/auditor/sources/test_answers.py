from __future__ import annotations

import re

import pulumi
import pulumi_aws as aws
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_aws import ec2, sns

from auditor.judges.view import view
from auditor.sources.answers import account_of
from policies.view import UnknownValue
from tests.conftest import Record


def test_a_function_that_is_not_in_the_table_is_answered_by_what_nobody_knows(recorded: Record) -> None:
    def program() -> None:
        blocks = aws.get_ip_ranges_output(services=["ec2"]).cidr_blocks
        ec2.SecurityGroup("group", ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": blocks}])

    (group,) = view(recorded(program)).of("aws:ec2/securityGroup:SecurityGroup")
    with pytest.raises(UnknownValue):
        group.get("ingress.0.cidrBlocks")


CONFINED = {
    "to nobody": (None, "111122223333"),
    "to one account": (["444455556666"], "444455556666"),
    "to several, any of which it may be": (["444455556666", "777788889999"], "111122223333"),
}


@pytest.mark.parametrize("to", CONFINED)
def test_a_program_is_in_the_account_that_its_provider_is_confined_to(recorded: Record, to: str) -> None:
    allowed, account = CONFINED[to]

    def program() -> None:
        provider = aws.Provider("confined", region="eu-central-1", allowed_account_ids=allowed)
        asked = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=provider))
        sns.Topic("topic", display_name=asked.account_id, opts=pulumi.ResourceOptions(provider=provider))

    (topic,) = (each for each in recorded(program) if each.name == "topic")
    assert topic.inputs["displayName"] == account


def test_what_aws_makes_up_names_the_account_of_its_provider(recorded: Record) -> None:
    def program() -> None:
        provider = aws.Provider("confined", region="eu-central-1", allowed_account_ids=["444455556666"])
        topic = sns.Topic("topic", opts=pulumi.ResourceOptions(provider=provider))
        pulumi.export("place", topic.arn.apply(lambda arn: ":".join(arn.split(":")[:5])))

    (stack,) = (each for each in recorded(program) if each.type == "pulumi:pulumi:Stack")
    assert stack.outputs["place"] == "arn:aws:sns:eu-central-1:444455556666"


@given(st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_whatever_is_said_of_accounts_there_is_one(said: object) -> None:
    assert re.fullmatch(r"\d{12}", account_of(said))
