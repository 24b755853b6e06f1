from __future__ import annotations

import pulumi_aws as aws
import pytest
from pulumi_aws import ec2

from auditor.judges.view import view
from policies.view import UnknownValue
from tests.conftest import Record


def test_a_function_that_is_not_in_the_table_is_answered_by_what_nobody_knows(recorded: Record) -> None:
    def program() -> None:
        blocks = aws.get_ip_ranges_output(services=["ec2"]).cidr_blocks
        ec2.SecurityGroup("group", ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": blocks}])

    (group,) = view(recorded(program)).of("aws:ec2/securityGroup:SecurityGroup")
    with pytest.raises(UnknownValue):
        group.get("ingress.0.cidrBlocks")
