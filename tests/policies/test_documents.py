from __future__ import annotations

import pytest

from policies.documents import Statement, confined

CONDITIONS = [
    ("an account", "StringEquals", ["111122223333"], True),
    ("resources of an account", "ArnLike", ["arn:aws:logs:us-east-1:111122223333:*"], True),
    ("a bucket, whose ARN has no account", "ArnLike", ["arn:aws:s3:::records/*"], True),
    ("a resource of this stack", "ArnLike", ["${trail.arn}*"], True),
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
