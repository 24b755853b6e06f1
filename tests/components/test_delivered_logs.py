from __future__ import annotations

from components.account import Account
from components.delivered_logs import delivery_policy

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")


def test_only_log_deliveries_of_this_account_write_and_only_to_this_group() -> None:
    (statement,) = delivery_policy(ACCOUNT, "/footing/test/edge")["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == "arn:aws:logs:us-east-1:111122223333:log-group:/footing/test/edge:*"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:*"},
    }
