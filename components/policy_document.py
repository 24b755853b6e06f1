"""IAM policy documents, and the statements that many of them share, as plain data. Resources may be Pulumi outputs."""

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
    """Return a statement that allows actions on resources, under conditions given by operator."""
    statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement


def service_trust(service: str, account: Account | None = None, **source: object) -> Document:
    """Return the trust of a role in an AWS service, such as `backup.amazonaws.com`.

    A service acts for every customer of AWS. `account` is the one for which it may take the role, and `source` the ARNs
    of the resources for which it may, by operator (IAM User Guide, "The confused deputy problem"). Not every service
    tells them: then a role is still passed to it within the account only.
    """
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if account is None:
        return policy(statement)
    sources = {operator: {"aws:SourceArn": arns} for operator, arns in source.items()}
    return policy({**statement, "Condition": {"StringEquals": {"aws:SourceAccount": account.id}, **sources}})
