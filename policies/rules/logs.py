"""Rules for CloudWatch log groups, and for who may write to them."""

from __future__ import annotations

from policies.confinement import stranger_let_in
from policies.documents import statements
from policies.keys import not_own_key
from policies.log_groups import LOG_GROUP as LOG_GROUP
from policies.rule import Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

RESOURCE_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"


@stack_rule(
    LOG_GROUP,
    severity=Severity.HIGH,
    fix="Set `kms_key_id` to the ARN of the key for logs.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def log_group_encrypted_with_own_key(group: Resource, _stack: Stack) -> Verdict:
    """A log group is encrypted with a key of our own."""
    if not group.has("kmsKeyId"):
        return "it is encrypted with a key that AWS owns, which nobody can audit or revoke"
    return not_own_key(group, "kmsKeyId")


@resource_rule(
    LOG_GROUP,
    severity=Severity.MEDIUM,
    fix="Set `retention_in_days` to what your retention policy says.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
)
def log_group_retention_chosen(group: Resource) -> Verdict:
    """How long a log group keeps its records is chosen, not left open."""
    return None if group.get("retentionInDays", 0) else "records are kept for ever, because nobody said how long"


@resource_rule(
    RESOURCE_POLICY,
    severity=Severity.MEDIUM,
    fix="Add a condition on `aws:SourceAccount` or `aws:SourceArn` to the statement.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html",
)
def log_delivery_confined(policy: Resource) -> Verdict:
    """A service may write to our log groups only on behalf of an account that the policy names."""
    return stranger_let_in(statements(policy.document("policyDocument")))
