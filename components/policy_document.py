"""IAM policy documents, and statements that many of them share, as plain data. Resources may be Pulumi outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.account import Account

Statement = dict[str, Any]
Document = dict[str, Any]


def policy(*statements: Statement) -> Document:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid: str, actions: Sequence[str], resources: object, **condition: Mapping[str, object]) -> Statement:
    """Return a statement that allows actions on resources, with conditions by operator."""
    statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement


def service_trust(service: str, account: Account | None = None, **source: object) -> Document:
    """Return a role's trust policy for an AWS service, such as `backup.amazonaws.com`.

    A service acts for every customer of AWS. It may assume the role only for `account`, and for the resources with the
    ARNs in `source`, by operator (IAM User Guide, "The confused deputy problem"). Not every service sends these keys:
    then a role can still only be passed to it within the account.
    """
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if account is None:
        return policy(statement)
    sources = {operator: {"aws:SourceArn": arns} for operator, arns in source.items()}
    return policy({**statement, "Condition": {"StringEquals": {"aws:SourceAccount": account.id}, **sources}})
