from __future__ import annotations

import pytest

from components.account import Account

CHINA = Account(id="111122223333", partition="aws-cn", region="cn-north-1", dns_suffix="amazonaws.com.cn")


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (CHINA.root, "arn:aws-cn:iam::111122223333:root"),
        (CHINA.arn("logs", "log-group:a"), "arn:aws-cn:logs:cn-north-1:111122223333:log-group:a"),
        (CHINA.iam_arn("role/a"), "arn:aws-cn:iam::111122223333:role/a"),
        (CHINA.managed_policy_arn("SecurityAudit"), "arn:aws-cn:iam::aws:policy/SecurityAudit"),
        (CHINA.bucket_arn("a"), "arn:aws-cn:s3:::a"),
    ],
)
def test_an_arn_is_of_the_account_and_of_its_partition(arn: str, expected: str) -> None:
    assert arn == expected
