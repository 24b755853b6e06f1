"""Rules for those who deliver logs: that the bucket and its key let them, without which a log is empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from policies.buckets import (
    ACCESS_LOG_WRITERS,
    BUCKETS,
    ENCRYPTIONS,
    buckets_named,
    log_sources,
    policy_holders,
    receives_access_logs,
    said_of,
)
from policies.deliveries import HEADER, PUT, admits, denies, short
from policies.denials import reaches_into, speaks_of
from policies.documents import Statement, statements
from policies.grants import ROLE, covers
from policies.joined import joined
from policies.let_in import denies_service
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.trail_alarms import TRAIL
from policies.types import DELIVERY_CHANNEL, KEY_POLICY, KMS_KEY, RECORDER
from policies.view import Resource, Stack

DELIVERERS = {TRAIL: "cloudtrail.amazonaws.com", DELIVERY_CHANNEL: "config.amazonaws.com"}
CHECK, ENCRYPT = "s3:GetBucketAcl", "kms:GenerateDataKey"


@stack_rule(
    *BUCKETS,
    severity=Severity.HIGH,
    fix="Let the service `s3:GetBucketAcl` on the bucket and `s3:PutObject` below it, confined by `aws:SourceAccount` "
    "or `aws:SourceArn`.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
)
def log_bucket_admits_deliverer(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket for a trail or for AWS Config admits the service that delivers to it."""
    services = [DELIVERERS[source.type] for source in _delivering(bucket, stack)]
    if not services:
        return NotApplicable("no service of its own name delivers there")
    said = [each for holder in policy_holders(bucket, stack) for each in statements(holder.document("policy"))]

    def problem(asked: tuple[str, str]) -> str | None:
        service, action = asked
        there = reaches_into if action == PUT else speaks_of
        admitted = some(lambda each: admits(service, action, each) and there(each, bucket, "bucket"), said)
        refused = some(lambda each: denies(service, action, bucket, each), said)
        return None if admitted and not refused else f"its policy does not let {service} {action}"

    return first_problem(problem, [(service, action) for service in services for action in (CHECK, PUT)])


@stack_rule(
    *BUCKETS,
    severity=Severity.HIGH,
    fix="Do not deny `s3:PutObject` for lack of a header: encrypt by default, and turn ACLs off, instead.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
)
def log_bucket_asks_for_no_header(bucket: Resource, stack: Stack) -> Verdict:
    """A bucket for logs denies no delivery for the headers that it comes with."""
    services = [DELIVERERS[source.type] for source in _delivering(bucket, stack)]
    if receives_access_logs(bucket, stack):
        services += ACCESS_LOG_WRITERS
    if not services:
        return NotApplicable("no logs are delivered there")

    def problem(statement: Statement) -> str | None:
        meant = "*" in statement.principals or any(service in services for service in statement.services)
        keys = [key for _, key, _ in statement.conditions()]
        if statement.is_deny and meant and covers(statement, PUT) and all(key.startswith(HEADER) for key in keys):
            return f"statement {statement.name} denies deliveries" + (f" without {', '.join(keys)}" if keys else "")
        return None

    holders = policy_holders(bucket, stack)
    return first_problem(lambda holder: first_problem(problem, statements(holder.document("policy"))), holders)


@stack_rule(
    *DELIVERERS,
    severity=Severity.HIGH,
    fix=f"Let the service `{ENCRYPT}*` in the key's policy, confined by `aws:SourceAccount` or `aws:SourceArn`.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
)
def log_key_admits_deliverer(source: Resource, stack: Stack) -> Verdict:
    """The key by which a trail or AWS Config encrypts what it delivers admits the service."""
    keys = _keys(source, stack)
    if not keys or not _by_itself(source, stack):
        return NotApplicable("no key of this stack encrypts what a service of its own name delivers")
    let_in: Callable[[Statement], bool] = partial(admits, DELIVERERS[source.type], ENCRYPT)

    def problem(key: Resource) -> str | None:
        holders = [*joined(stack, key, KEY_POLICY, "keyId"), *([key] if key.has("policy") else [])]
        said = [each for holder in holders for each in statements(holder.document("policy"))]
        refused = some(lambda each: denies_service(each, short(DELIVERERS[source.type]), ENCRYPT), said)
        return (
            None
            if some(let_in, said) and not refused
            else f"the policy of {key.name} does not let {DELIVERERS[source.type]} {ENCRYPT}"
        )

    return first_problem(problem, keys)


def _delivering(bucket: Resource, stack: Stack) -> list[Resource]:
    return [source for source in log_sources(bucket, stack, *DELIVERERS) if _by_itself(source, stack)]


def _by_itself(source: Resource, stack: Stack) -> bool:
    """Tell whether a service delivers under its own name: AWS Config does not, where its recorder has another role."""
    roles = [role for recorder in stack.of(RECORDER) for role in recorder.refers_to("roleArn")]
    return source.type == TRAIL or not any(role.type == ROLE for role in roles)


def _keys(source: Resource, stack: Stack) -> list[Resource]:
    own = "kmsKeyId" if source.type == TRAIL else "s3KmsKeyArn"
    if source.has(own):
        return [key for key in source.refers_to(own) if key.type == KMS_KEY]
    buckets = buckets_named(source, stack, "s3BucketName")
    encryptions = [said for bucket in buckets for said in said_of(bucket, stack, *ENCRYPTIONS)]
    return [key for said in encryptions for key in said.refers_to("rules") if key.type == KMS_KEY]
