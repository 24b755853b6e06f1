"""The document that a program has AWS's provider put together, put together without it."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from auditor.graph import Reference, Text
from auditor.sources.policy_document import policy_document
from tests.conftest import Record

READ = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::a/*"]}
NAMED = {"sid": "Read", **READ}


def document(**arguments: Any) -> Any:
    said = policy_document(arguments)
    assert json.loads(said["json"]) == json.loads(said["minifiedJson"])
    return json.loads(said["json"])


CASES = [
    ("allowed, unless it is said otherwise", READ, {"Effect": "Allow", "Action": "s3:GetObject"}),
    ("denied", {"effect": "Deny", **READ}, {"Effect": "Deny"}),
    ("several", {"actions": ["a:b", "c:d"]}, {"Action": ["a:b", "c:d"]}),
    ("all but", {"notActions": ["a:b"], "notResources": ["*"]}, {"NotAction": "a:b", "NotResource": "*"}),
    ("everybody", {"principals": [{"type": "*", "identifiers": ["*"]}]}, {"Principal": "*"}),
    (
        "principals of two kinds",
        {
            "principals": [
                {"type": "AWS", "identifiers": ["a", "b"]},
                {"type": "Service", "identifiers": ["c.amazonaws.com"]},
            ]
        },
        {"Principal": {"AWS": ["a", "b"], "Service": "c.amazonaws.com"}},
    ),
    (
        "conditions of one test",
        {
            "conditions": [
                {"test": "StringEquals", "variable": "a:b", "values": ["1"]},
                {"test": "StringEquals", "variable": "c:d", "values": ["2", "3"]},
            ]
        },
        {"Condition": {"StringEquals": {"a:b": "1", "c:d": ["2", "3"]}}},
    ),
]


@pytest.mark.parametrize(("statement", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_statement_is_written_as_policies_are(statement: dict[str, Any], expected: dict[str, Any]) -> None:
    (written,) = document(statements=[statement])["Statement"]
    assert written.items() >= expected.items()


def test_a_document_has_a_version_and_perhaps_a_name() -> None:
    assert document() == {"Version": "2012-10-17", "Statement": []}
    assert document(version="2008-10-17", policyId="p") == {"Version": "2008-10-17", "Id": "p", "Statement": []}


def test_documents_are_joined_and_what_has_the_same_name_is_overruled() -> None:
    source = json.dumps({"Statement": [{"Sid": "Read", "Effect": "Deny"}, {"Effect": "Deny", "Action": "a:b"}]})
    override = json.dumps({"Statement": {"Sid": "Read", "Effect": "Deny", "Action": "c:d"}})
    own = document(sourcePolicyDocuments=[source], statements=[NAMED])["Statement"]
    assert [each["Effect"] for each in own] == ["Allow", "Deny"]
    last = document(statements=[NAMED], overridePolicyDocuments=[override])["Statement"]
    assert last == [{"Sid": "Read", "Effect": "Deny", "Action": "c:d"}]


def test_references_stay_references(recorded: Record) -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("b")
        resources: Any = [pulumi.Output.concat(bucket.arn, "/*")]
        statement = aws.iam.GetPolicyDocumentStatementArgs(actions=["s3:GetObject"], resources=resources)
        aws.iam.Policy("p", policy=aws.iam.get_policy_document_output(statements=[statement]).json)

    (policy,) = [each for each in recorded(program) if each.type == "aws:iam/policy:Policy"]
    text = policy.inputs["policy"]
    assert isinstance(text, Text)
    assert [each.attribute for each in text.parts if isinstance(each, Reference)] == ["arn"]
    assert "".join(each for each in text.parts if isinstance(each, str)).count("s3:GetObject") == 1


def test_what_cannot_be_put_together_is_not_known(recorded: Record) -> None:
    def program() -> None:
        aws.iam.Policy("p", policy=aws.iam.get_policy_document(source_json="no JSON").json)

    (policy,) = [each for each in recorded(program) if each.type == "aws:iam/policy:Policy"]
    assert not isinstance(policy.inputs["policy"], str)
