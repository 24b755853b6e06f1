"""What a policy document says, and to whom a service's role listens."""

from __future__ import annotations

import pytest

from components.account import Account
from components.policy_document import Document, allow, policy, service_trust

ACCOUNT = Account(id="111122223333", partition="aws", region="eu-central-1", dns_suffix="amazonaws.com")
OF_ACCOUNT = {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def test_a_statement_without_a_condition_has_none() -> None:
    assert "Condition" not in allow("Read", ("s3:GetObject",), ["arn:aws:s3:::records/*"])


def test_a_condition_is_given_by_operator() -> None:
    statement = allow("Read", ("s3:GetObject",), ["*"], StringEquals={"aws:PrincipalAccount": ACCOUNT.id})
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ACCOUNT.id}}


def test_a_document_holds_its_statements_in_their_order() -> None:
    assert policy({"Sid": "A"}, {"Sid": "B"}) == {"Version": "2012-10-17", "Statement": [{"Sid": "A"}, {"Sid": "B"}]}


@pytest.mark.parametrize(
    ("trust", "condition"),
    [
        (service_trust("backup.amazonaws.com"), None),
        (service_trust("ecs-tasks.amazonaws.com", ACCOUNT), OF_ACCOUNT),
        (
            service_trust("codebuild.amazonaws.com", ACCOUNT, ArnEquals="arn:x"),
            {**OF_ACCOUNT, "ArnEquals": {"aws:SourceArn": "arn:x"}},
        ),
    ],
    ids=["of a service that tells no source", "of one account", "of one resource of it"],
)
def test_a_role_trusts_a_service_for_no_other_source_than_is_told(trust: Document, condition: object) -> None:
    (statement,) = trust["Statement"]
    assert statement.get("Condition") == condition
