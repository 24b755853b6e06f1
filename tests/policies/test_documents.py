from __future__ import annotations

from typing import Any

import pytest

from policies.documents import Statement, confined, statements
from policies.values import UnknownValue

CONDITIONS = [
    ("an account", "StringEquals", ["111122223333"], True),
    ("resources of an account", "ArnLike", ["arn:aws:logs:us-east-1:111122223333:*"], True),
    ("a bucket, whose ARN has no account", "ArnLike", ["arn:aws:s3:::records/*"], True),
    ("a resource of this stack", "ArnLike", ["${trail.arn}*"], True),
    ("a part of an organization", "ForAnyValue:StringLike", ["o-a1b2/r-ab12/ou-ab12-*"], True),
    ("parts of whichever organization", "ForAnyValue:StringLike", ["o-*/r-ab12/*"], False),
    ("everybody", "StringLike", ["*"], False),
    ("everybody's resources", "ArnLike", ["arn:aws:*"], False),
    ("everybody's buckets", "ArnLike", ["arn:aws:s3:::*"], False),
    ("accounts that begin alike", "StringLike", ["1111*"], False),
    ("resources of accounts that begin alike", "ArnLike", ["arn:aws:logs:us-east-1:1111*:group"], False),
    ("whoever asks", "StringEquals", ["${aws:PrincipalAccount}"], False),
    ("an account and everybody", "StringLike", ["111122223333", "*"], False),
    ("an account, or no account at all", "ForAllValues:StringEquals", ["111122223333"], False),
    ("an account, if there is one", "StringEqualsIfExists", ["111122223333"], False),
]


@pytest.mark.parametrize(
    ("operator", "values", "holds"), [row[1:] for row in CONDITIONS], ids=[row[0] for row in CONDITIONS]
)
def test_a_service_is_confined_only_by_a_condition_that_names_an_account(
    operator: str, values: list[str], *, holds: bool
) -> None:
    condition = {operator: {"aws:SourceArn": values}}
    statement = {"Principal": {"Service": "logs.amazonaws.com"}, "Action": "*", "Condition": condition}
    assert confined(Statement(statement)) is holds


@pytest.mark.parametrize(
    ("principal", "holds"),
    [
        ({"Service": "logs.amazonaws.com"}, True),
        ("*", False),
        ({"AWS": "*"}, False),
        ({"AWS": "arn:aws:iam::*:root"}, False),
    ],
)
def test_what_a_caller_says_of_himself_confines_services_alone(principal: Any, *, holds: bool) -> None:
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:*"}}
    assert confined(Statement({"Principal": principal, "Action": "*", "Condition": condition})) is holds


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"statement": []},
        {"Statement": "everything"},
        {"Statement": [{"Effect": "Allow", "principal": "*", "Action": "*"}]},
        {"Statement": [{"Effect": "allow", "Principal": "*", "Action": "*"}]},
        {"Statement": {"Principal": "*", "Action": "*"}},
    ],
    ids=str,
)
def test_what_is_no_policy_document_is_not_known(document: dict[str, Any]) -> None:
    with pytest.raises(UnknownValue, match="Statement"):
        statements(document)
