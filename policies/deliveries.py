"""Whether a statement of a bucket's or a key's policy lets a service deliver logs there."""

from __future__ import annotations

from policies.denials import ANYTHING, speaks_of
from policies.documents import Statement
from policies.grants import covers
from policies.let_in import TOLD, denies_service
from policies.view import Resource

PUT = "s3:PutObject"
HEADER = "s3:x-amz-"
MET = (*TOLD, "aws:securetransport", "kms:encryptioncontext:")
"""Conditions that a service which delivers meets: it says for whom it acts."""
ACL = ("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"])


def admits(service: str, action: str, statement: Statement) -> bool:
    """Tell whether a statement lets a service do something, under no terms but those that it meets."""
    conditions = list(statement.conditions())
    met = all(key.startswith(MET) or (operator, key, values) == ACL for operator, key, values in conditions)
    return not statement.is_deny and service in statement.services and covers(statement, action) and met


def denies(service: str, action: str, bucket: Resource, statement: Statement) -> bool:
    """Tell whether a statement denies a service an action on a bucket, or on all in it. Another rule is for headers."""
    inside = ANYTHING if action == PUT else ("",)
    of_headers = any(key.startswith(HEADER) for _, key, _ in statement.conditions())
    return not of_headers and denies_service(
        statement, short(service), action, lambda each: speaks_of(each, bucket, "bucket", inside=inside)
    )


def short(service: str) -> str:
    """Return the name of a service without the domain of AWS."""
    return service.removesuffix(".amazonaws.com")
