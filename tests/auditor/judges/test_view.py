from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import iam, kms, rds, s3

from auditor.judges.view import view
from policies.view import SECRET, UNKNOWN, Resource, Template
from tests.conftest import Record


def viewed(recorded: Record, program: Any, name: str) -> Resource:
    (found,) = [resource for resource in view(recorded(program)) if resource.name == name]
    return found


def test_what_aws_will_choose_is_unknown_but_refers(recorded: Record) -> None:
    def program() -> None:
        rds.Instance("database", instance_class="db.t4g.micro", kms_key_id=kms.Key("key").arn)

    database = viewed(recorded, program, "database")
    assert database.properties["kmsKeyId"] is UNKNOWN
    assert [key.name for key in database.refers_to("kmsKeyId")] == ["key"]


def test_a_name_that_the_program_chose_is_known_where_it_is_referred_to(recorded: Record) -> None:
    def program() -> None:
        role = iam.Role("role", name="reader", assume_role_policy="{}")
        iam.RolePolicy("policy", role=role.name, policy="{}")

    assert viewed(recorded, program, "policy").properties["role"] == "reader"


def test_text_with_a_gap_names_what_fills_it(recorded: Record) -> None:
    def program() -> None:
        bucket = s3.Bucket("bucket")
        s3.BucketPolicy("policy", bucket="b", policy=bucket.arn.apply(lambda arn: f'{{"Resource": "{arn}/*"}}'))

    policy = viewed(recorded, program, "policy")
    assert isinstance(policy.properties["policy"], Template)
    assert policy.document("policy") == {"Resource": "${bucket.arn}/*"}


def test_what_was_computed_from_a_reference_is_unknown(recorded: Record) -> None:
    def program() -> None:
        length = kms.Key("key").id.apply(len)
        rds.Instance("database", instance_class="db.t4g.micro", allocated_storage=length)

    assert viewed(recorded, program, "database").properties["allocatedStorage"] is UNKNOWN


def test_a_secret_is_a_stand_in(recorded: Record) -> None:
    def program() -> None:
        rds.Instance("database", instance_class="db.t4g.micro", password=pulumi.Output.secret("hunter2"))

    assert viewed(recorded, program, "database").properties["password"] is SECRET


def test_what_a_program_only_looks_up_is_referred_to_but_not_judged(recorded: Record) -> None:
    def program() -> None:
        rds.Instance("copy", instance_class="db.t4g.micro", kms_key_id=kms.Key.get("key", "1234").arn)

    stack = view(recorded(program))
    (copy,) = stack.of("aws:rds/instance:Instance")
    assert [key.name for key in copy.refers_to("kmsKeyId")] == ["key"]
    assert stack.of("aws:kms/key:Key") == []


def test_a_stack_shows_what_it_exports(recorded: Record) -> None:
    assert view(recorded(lambda: pulumi.export("url", "x"))).outputs == {"url": "x"}
