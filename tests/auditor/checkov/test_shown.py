"""What Checkov is shown of a program: values that it can read, and nothing that is beside the point."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from auditor.checkov.shown import shown
from auditor.terraform.translation import translate
from tests.conftest import Record


def policies() -> None:
    bucket = aws.s3.Bucket("lake")
    document = {
        "Statement": [{"Effect": "Allow", "Resource": [bucket.arn, pulumi.Output.concat(bucket.arn, '/"*"')]}],
        "Inner": pulumi.Output.json_dumps({"of": bucket.id}),
    }
    aws.iam.RolePolicy("read", role="r", policy=pulumi.Output.json_dumps(document))
    aws.iam.Policy("plain", policy=json.dumps({"Statement": [{"Effect": "Deny", "Resource": "${aws:username}"}]}))


def text(recorded: Record) -> str:
    return "".join(shown(translate(recorded(policies), region="us-east-1")).values())


def test_a_document_is_shown_as_text_with_its_references_in_place(recorded: Record) -> None:
    said = text(recorded)
    arn = "${aws_s3_bucket.lake.arn}"
    assert rf'"Resource\": [\"{arn}\", \"{arn}/\\\"*\\\"\"]' in said
    assert r"{\\\"of\\\": \\\"${aws_s3_bucket.lake.id}\\\"}" in said
    assert "jsonencode" not in said


def test_what_looks_like_an_expression_stays_text(recorded: Record) -> None:
    assert r"\"Resource\": \"$${aws:username}\"" in text(recorded)


def test_no_comment_is_shown(recorded: Record) -> None:
    assert not [line for line in text(recorded).splitlines() if line.lstrip().startswith(("#", "//"))]
