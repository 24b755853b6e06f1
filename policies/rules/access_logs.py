"""The rule for access logs of load balancers and buckets: that they may be written where they are to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policies.buckets import ACCESS_LOG_WRITERS, BUCKET_LOGGINGS, buckets_named, policy_holders, said_of
from policies.deliveries import PUT, admits, denies
from policies.denials import ANYTHING, speaks_of
from policies.documents import Statement, statements
from policies.grants import covers
from policies.load_balancers import BALANCERS, CLASSIC, NETWORK, kind
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.view import Resource, Stack

LOGS = ("accessLogs", "connectionLogs", "healthCheckLogs")
"""What a load balancer logs to a bucket, by the property."""
WRITTEN = ("ELBAccessLogTestFile", "elasticloadbalancing/us-east-1/2026/01/01/a")
"""What a load balancer writes in the folder of its account: a first try, and its logs."""
ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
AN_ACCOUNT = re.compile(r"arn:[^:]+:iam::\d+:root|\d{12}")
ACLS = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")


@stack_rule(
    *BALANCERS,
    CLASSIC,
    *BUCKET_LOGGINGS,
    severity=Severity.HIGH,
    fix="Let the service that writes them `s3:PutObject` below the very prefix that is named: of a load balancer on "
    "`PREFIX/AWSLogs/ACCOUNT/*`, of a bucket on `PREFIX*`.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
)
def access_logs_admitted(source: Resource, stack: Stack) -> Verdict:
    """Access logs are written where the policy of the bucket that receives them lets them be written."""
    places = [(bucket, prefix) for by, prefix in _places(source) for bucket in buckets_named(source, stack, by)]
    if not places:
        return NotApplicable("no bucket of this stack receives access logs of it")

    def problem(place: tuple[Resource, str]) -> str | None:
        bucket, prefix = place[0], source.get(place[1], "")
        holders = policy_holders(bucket, stack)
        said = [each for holder in holders for each in statements(holder.document("policy"))]
        admitted = some(lambda each: _writes(source, each) and _there(source, prefix, bucket, each), said)
        refused = some(lambda each: denies(_writer(source), PUT, bucket, each), said)
        if not refused and (admitted or _by_acl(source, bucket, stack)):
            return None
        return f"the policy of {bucket.name} does not let {_writer(source)} write below {prefix or 'its root'}"

    return first_problem(problem, places)


def _places(source: Resource) -> list[tuple[str, str]]:
    """Return by which properties a source names buckets for its logs, and the prefixes of what it writes there."""
    if source.type in BUCKET_LOGGINGS:
        return [("targetBucket", "targetPrefix")]
    prefix, unless_said = ("bucketPrefix", True) if source.type == CLASSIC else ("prefix", False)
    on = [log for log in LOGS if source.has(f"{log}.bucket") and source.get(f"{log}.enabled", unless_said)]
    return [(f"{log}.bucket", f"{log}.{prefix}") for log in on]


def _writer(source: Resource) -> str:
    """Return who writes access logs (User Guides for Network and for Application Load Balancers, and of Amazon S3)."""
    of_buckets, of_balancers = ACCESS_LOG_WRITERS
    if source.type in BUCKET_LOGGINGS:
        return of_buckets
    return "delivery.logs.amazonaws.com" if kind(source) == NETWORK else of_balancers


def _writes(source: Resource, statement: Statement) -> bool:
    """Tell whether a statement admits who writes, which for load balancers may be an account of AWS's for a region."""
    if admits(_writer(source), PUT, statement):
        return True
    by_account = source.type not in BUCKET_LOGGINGS and any(map(AN_ACCOUNT.fullmatch, statement.principals))
    return by_account and not statement.is_deny and covers(statement, PUT) and not list(statement.conditions())


def _there(source: Resource, prefix: str, bucket: Resource, statement: Statement) -> bool:
    """Tell whether a statement speaks of all that is written below a prefix, whatever account it names in the path."""
    accounts = {each for resource in statement.resources for each in ACCOUNT.findall(resource)} or {"0" * 12}
    return some(
        lambda account: speaks_of(statement, bucket, "bucket", inside=_keys(source, prefix, account)), sorted(accounts)
    )


def _keys(source: Resource, prefix: str, account: str) -> Iterable[str]:
    if source.type in BUCKET_LOGGINGS:
        return [f"/{prefix}{each[1:]}" for each in ANYTHING]
    return [f"/{prefix}/AWSLogs/{account}/{each}".replace("//", "/") for each in WRITTEN]


def _by_acl(source: Resource, bucket: Resource, stack: Stack) -> bool:
    """Tell whether a bucket lets logs of buckets in by the older way, an ACL."""
    told = [bucket, *said_of(bucket, stack, *ACLS)] if source.type in BUCKET_LOGGINGS else []
    return some(lambda each: each.get("acl", "") == "log-delivery-write", told)
