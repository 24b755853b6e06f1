from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.account import Account
from components.bucket_policies import (
    access_logs_of_buckets,
    access_logs_of_load_balancers,
    bucket_policy,
    delivered_by_config,
    delivered_by_trail,
)
from policies.documents import Statement, confined, statements
from policies.transport import denies_plain_requests

accounts = st.builds(
    Account,
    id=st.from_regex(r"[0-9]{12}", fullmatch=True),
    partition=st.sampled_from(["aws", "aws-us-gov", "aws-cn"]),
    region=st.sampled_from(["us-east-1", "us-gov-west-1", "cn-north-1"]),
    dns_suffix=st.just("amazonaws.com"),
)
buckets = st.from_regex(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", fullmatch=True)


def deliveries(account: Account, bucket: str) -> list[dict[str, Any]]:
    return [
        *delivered_by_trail(account, bucket, "footing-test"),
        *delivered_by_config(account, bucket),
        access_logs_of_buckets(account, bucket),
        access_logs_of_load_balancers(account, bucket),
    ]


@given(accounts, buckets)
def test_every_delivery_is_on_behalf_of_the_account_and_its_partition(account: Account, bucket: str) -> None:
    for raw in deliveries(account, bucket):
        statement = Statement(raw)
        assert confined(statement)
        values = [value for _, _, values in statement.conditions() for value in values]
        assert any(account.id in value for value in values)
        assert all(value.startswith(f"arn:{account.partition}:") for value in values if value.startswith("arn:"))


@given(accounts, buckets)
def test_every_delivery_is_for_one_bucket_and_adds_objects_only(account: Account, bucket: str) -> None:
    for raw in deliveries(account, bucket):
        statement = Statement(raw)
        assert {*statement.actions} <= {"s3:PutObject", "s3:GetBucketAcl", "s3:ListBucket"}
        arn = f"arn:{account.partition}:s3:::{bucket}"
        prefix = f"{arn}/" if "s3:PutObject" in statement.actions else arn
        assert all(resource.startswith(prefix) for resource in statement.resources)
        assert f"{arn}/*" not in statement.resources


@given(accounts, buckets)
def test_a_policy_denies_what_comes_without_tls(account: Account, bucket: str) -> None:
    first, *others = statements(bucket_policy(account, bucket, *deliveries(account, bucket)))
    arn = f"arn:{account.partition}:s3:::{bucket}"
    assert denies_plain_requests(first, "s3:*")
    assert first.resources == [arn, f"{arn}/*"]
    assert not any(statement.is_deny for statement in others)


@pytest.mark.parametrize("header", ["s3:x-amz-server-side-encryption", "s3:x-amz-acl"])
def test_no_header_that_a_service_might_not_send_is_asked_for(header: str) -> None:
    account = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
    for raw in deliveries(account, "footing"):
        assert header not in {key for _, key, _ in Statement(raw).conditions()}


def test_only_config_of_this_account_and_region_may_deliver_its_history() -> None:
    account = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
    for statement in delivered_by_config(account, "footing"):
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnLike": {"aws:SourceArn": "arn:aws:config:us-east-1:111122223333:*"},
        }


def test_only_the_named_trail_may_deliver() -> None:
    account = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
    for statement in delivered_by_trail(account, "footing", "footing-test"):
        assert statement["Condition"]["ArnEquals"] == {
            "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/footing-test"
        }
