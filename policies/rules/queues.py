"""Rules for SQS queues."""

from __future__ import annotations

from functools import partial

from policies.confinement import let_in_by_policy
from policies.denials import speaks_of
from policies.documents import statements
from policies.joined import joined
from policies.keys import not_own_key
from policies.queues import QUEUE, REDRIVE, UNDELIVERED_TO
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.transport import denies_plain_requests
from policies.view import Resource, Stack

POLICY = "aws:sqs/queuePolicy:QueuePolicy"
USES = ("sqs:SendMessage", "sqs:ReceiveMessage")


@stack_rule(
    QUEUE,
    severity=Severity.HIGH,
    fix="Set `kms_master_key_id` to the data key.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
)
def queue_encrypted_with_own_key(queue: Resource, _stack: Stack) -> Verdict:
    """A queue is encrypted with a key of our own."""
    return not_own_key(queue, "kmsMasterKeyId")


@resource_rule(
    QUEUE,
    POLICY,
    severity=Severity.CRITICAL,
    fix="Name the principals, or confine the statement by `aws:SourceArn` or `aws:SourceAccount`.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html",
)
def queue_policy_confined(resource: Resource) -> Verdict:
    """A queue's policy lets nobody in whom it does not name, by principal or by account."""
    return let_in_by_policy(resource)


@stack_rule(
    QUEUE,
    severity=Severity.MEDIUM,
    fix="Deny `sqs:*` to everybody where `aws:SecureTransport` is false, by the queue's policy.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
)
def queue_forces_tls(queue: Resource, stack: Stack) -> Verdict:
    """A queue neither takes a message without TLS nor gives one."""
    holders = joined(stack, queue, POLICY, "queueUrl") + ([queue] if queue.has("policy") else [])
    said = [each for holder in holders for each in statements(holder.document("policy"))]

    def problem(action: str) -> str | None:
        denials = [each for each in said if denies_plain_requests(each, action)]
        denied = some(partial(speaks_of, resource=queue, by="name"), denials)
        return None if denied else f"no policy of it denies {action} without TLS"

    return first_problem(problem, USES)


@stack_rule(
    QUEUE,
    severity=Severity.MEDIUM,
    fix="Give it a `redrive_policy` to a queue for what fails, and an alarm on that.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
)
def queue_keeps_what_fails(queue: Resource, stack: Stack) -> Verdict:
    """A message that cannot be worked off goes to a dead-letter queue, where somebody finds it."""
    if any(stack.referring(queue, type_, by) for type_, by in UNDELIVERED_TO):
        return NotApplicable("it is a dead-letter queue itself")
    if queue.has("redrivePolicy"):
        policy = queue.document("redrivePolicy")
        return None if policy.get("deadLetterTargetArn") else "its redrive policy names no queue"
    return None if joined(stack, queue, REDRIVE, "queueUrl") else "what fails in it is tried until it expires, and lost"
