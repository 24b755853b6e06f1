"""Rules for the record of who did what in an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from policies.buckets import BUCKETS, log_sources, receives_access_logs
from policies.keys import not_own_key
from policies.log_groups import LOG_GROUP
from policies.provided import provided_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.trail_alarms import TRAIL as TRAIL
from policies.trail_selectors import ARN, FUNCTIONS, MANAGEMENT, OBJECTS, picks, recorded_together
from policies.types import DELIVERY_CHANNEL
from policies.view import STACK_TYPE, Item, Resource, Stack

LEAST_DAYS = 30
OF_ONE_BUCKET = re.compile(r"arn:[^:]+:s3:::([^/*]+)/.*")
"""How the ARNs of objects begin that are in one bucket, and not in one whose name is longer."""


@stack_rule(
    STACK_TYPE,
    severity=Severity.CRITICAL,
    fix="Create an `AuditTrail` (components/audit_trail.py) in the stack that owns the account.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html",
)
def account_has_trail(_root: Resource, stack: Stack) -> Verdict:
    """An account has a trail that is turned on."""
    trails = stack.of(TRAIL)
    if not trails:
        return provided_elsewhere(stack) or "no Trail is declared"
    return None if some(lambda trail: trail.get("enableLogging", True), trails) else "every trail is turned off"


@resource_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Set `is_multi_region_trail=True`, and leave `include_global_service_events` on.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html",
)
def trail_covers_every_region(trail: Resource) -> Verdict:
    """A trail records every region, also those that nobody means to use, and services that have none."""
    if not trail.get("isMultiRegionTrail", False):
        return "only one region is recorded"
    return None if trail.get("includeGlobalServiceEvents", True) else "IAM and other global services are left out"


@resource_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Set `enable_log_file_validation=True`.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
)
def trail_files_can_be_validated(trail: Resource) -> Verdict:
    """It can be proven that no file of a trail was changed or removed."""
    return None if trail.get("enableLogFileValidation", False) else "no digests of its files are made"


@stack_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Set `kms_key_id` to the ARN of the key for the audit trail.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
)
def trail_encrypted_with_own_key(trail: Resource, _stack: Stack) -> Verdict:
    """The files of a trail are encrypted with a key of our own."""
    return not_own_key(trail, "kmsKeyId")


@stack_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Set `cloud_watch_logs_group_arn`, and `cloud_watch_logs_role_arn` to a role that may write to it.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
)
def trail_can_raise_alarms(trail: Resource, _stack: Stack) -> Verdict:
    """A trail's events go to CloudWatch Logs within minutes, where alarms can be raised from them."""
    for name in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"):
        if not trail.has(name):
            return f"{name} is not set"
        if not trail.refers_to(name):  # what this stack makes is there, though its ARN is not known yet
            trail.get(name, "")
    return None


@stack_rule(
    TRAIL,
    severity=Severity.MEDIUM,
    fix=f"Set `retention_in_days` of the trail's log group to {LEAST_DAYS} or more.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
)
def trail_log_group_kept_a_month(trail: Resource, _stack: Stack) -> Verdict:
    """What a trail writes to CloudWatch Logs is at hand for a month, for who looks into an alarm."""
    groups = [group for group in trail.refers_to("cloudWatchLogsGroupArn") if group.type == LOG_GROUP]
    if not groups:
        return NotApplicable("its log group, if it has one, is not of this stack")

    def problem(group: Resource) -> str | None:
        days = group.get("retentionInDays", 0)  # without one, for ever
        return f"{group.name} keeps it for {days:g} days" if 0 < days < LEAST_DAYS else None

    return first_problem(problem, groups)


@stack_rule(
    TRAIL,
    severity=Severity.HIGH,
    fix="Record all management events: leave out `read_write_type`, and other fields of the advanced selector.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
)
def trail_records_management_events(trail: Resource, stack: Stack) -> Verdict:
    """A trail, or several together, record all management events: those that only read and those of KMS among them."""
    all_recorded = recorded_together(trail, stack, partial(picks, MANAGEMENT), unless_said=True)
    return None if all_recorded else "no selector records all management events"


@stack_rule(
    TRAIL,
    severity=Severity.MEDIUM,
    fix="Add an advanced event selector for `AWS::S3::Object` that leaves out no more than the archive's own buckets.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
)
def trail_records_use_of_objects(trail: Resource, stack: Stack) -> Verdict:
    """A trail, or several together, record who read, wrote or deleted an object in S3, but in buckets of logs."""

    def whole(selector: Item, half: str) -> bool:
        return picks(OBJECTS, selector, half) and _leaves_out_logs(selector, stack)

    all_recorded = recorded_together(trail, stack, whole)
    return None if all_recorded else "no selector records all S3 objects but those of logs"


@stack_rule(
    TRAIL,
    severity=Severity.MEDIUM,
    fix="Add an advanced event selector for `AWS::Lambda::Function`, without further fields.",
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
)
def trail_records_use_of_functions(trail: Resource, stack: Stack) -> Verdict:
    """A trail, or several together, record who called a Lambda function."""
    all_recorded = recorded_together(trail, stack, partial(picks, FUNCTIONS))
    return None if all_recorded else "no selector records all Lambda functions"


def _leaves_out_logs(selector: Item, stack: Stack) -> bool:
    """Tell whether a selector limits objects, if it does, only by naming buckets of logs whose objects it leaves out.

    Each delivery to such a bucket would be an event, which is delivered in turn.
    """
    other = ("equals", "startsWiths", "endsWiths", "notEquals", "notEndsWiths")
    by_arn = [field for field in selector.items("fieldSelectors") if field.get("field", "") == ARN]
    if any(field.has(name) for field in by_arn for name in other):
        return False
    left_out = [OF_ONE_BUCKET.match(str(arn)) for field in by_arn for arn in field.get("notStartsWiths", [])]
    return all(found and _keeps_logs(found[1], stack) for found in left_out)


def _keeps_logs(name: str, stack: Stack) -> bool:
    """Tell whether logs are delivered to the bucket of a name; a trail's or AWS Config's may be of another stack."""
    sources = [source for source in stack.of(TRAIL, DELIVERY_CHANNEL) if not source.references.get("s3BucketName")]
    if any(source.properties.get("s3BucketName") == name for source in sources):
        return True
    buckets = [bucket for bucket in stack.of(*BUCKETS) if bucket.properties.get("bucket") == name]
    ways: tuple[Callable[[Resource], bool], ...] = (
        lambda bucket: bool(log_sources(bucket, stack, TRAIL, DELIVERY_CHANNEL)),
        lambda bucket: receives_access_logs(bucket, stack),
    )
    return some(lambda way: some(way, buckets), ways)
