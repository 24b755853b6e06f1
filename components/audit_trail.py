"""The record of who did what in the account, and the alarms on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudtrail, cloudwatch, iam
from pulumi_aws.cloudtrail import TrailAdvancedEventSelectorArgs as Selector
from pulumi_aws.cloudtrail import TrailAdvancedEventSelectorFieldSelectorArgs as Field

from components.account import Account
from components.audit_alarms import AuditAlarms, AuditAlarmsArgs
from components.audit_events import EVENTS, break_glass_use
from components.kept import kept
from components.log_archive import LogArchive
from components.log_keeping import LogKeeping
from components.names import log_group_name
from components.policy_document import Document, allow, policy, service_trust


@dataclass(frozen=True, kw_only=True)
class AuditTrailArgs:
    """What is recorded, where it goes, and who is told."""

    account: Account
    archive: LogArchive
    audit_key_arn: pulumi.Input[str]
    logs: LogKeeping
    topic_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    break_glass_role_arn: str | None
    """The role whose use raises an alarm, if there is one: plain text, so that the alarm is judged before it is
    deployed; `*` at its beginning or its end stands for any text."""
    data_events: bool = True
    """Whether each use of an S3 object or a Lambda function is recorded, at 0.10 USD for 100,000 events."""
    protect: bool


class AuditTrail(pulumi.ComponentResource):
    """A trail of all regions, in the archive and in CloudWatch Logs. Belongs to the stack that owns the account.

    Creates the trail, with validation of its files, the customer's key, all management events, and data events of S3
    and Lambda; its log group, encrypted and with a retention; a role that can only write to that; and an alarm for
    each event of the CIS benchmark's list, for other changes of safeguards and for use of the break-glass role. Objects
    of the archive itself raise no events: each delivery of the trail would record the one before. Who reads or deletes
    them is in the archive's access logs.
    """

    trail: cloudtrail.Trail
    log_group: cloudwatch.LogGroup

    def __init__(self, name: str, args: AuditTrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:AuditTrail", name, None, opts)
        self._name, self._args = name, args
        self.log_group = cloudwatch.LogGroup(
            name, args.logs.group(self._log_group_name), kept(self, protect=args.protect)
        )
        role, permission = self._role()
        self.trail = cloudtrail.Trail(
            name,
            name=args.archive.trail_name,
            s3_bucket_name=args.archive.trail.bucket.bucket,
            kms_key_id=args.audit_key_arn,
            cloud_watch_logs_group_arn=pulumi.Output.concat(self.log_group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            advanced_event_selectors=event_selectors(args.archive.arns if args.data_events else None),
            opts=kept(self, protect=args.protect, depends_on=[args.archive.trail, permission]),
        )
        break_glass = args.break_glass_role_arn
        AuditAlarms(
            f"{name}-alarms",
            AuditAlarmsArgs(
                events=[*EVENTS, *([break_glass_use(break_glass)] if break_glass else [])],
                log_group_name=self.log_group.name,
                topic_arn=args.topic_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"trail": self.trail.arn, "log_group": self.log_group.arn})

    @property
    def _log_group_name(self) -> str:
        return log_group_name("audit", "trail")

    def _role(self) -> tuple[iam.Role, iam.RolePolicy]:
        opts = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            self._name,
            description="Lets the audit trail write to its log group",
            assume_role_policy=json.dumps(_TRUST),
            permissions_boundary=self._args.boundary_arn,
            opts=opts,
        )
        streams = self._args.account.arn("logs", f"log-group:{self._log_group_name}:log-stream:*")
        return role, iam.RolePolicy(self._name, role=role.name, policy=json.dumps(_delivery(streams)), opts=opts)


def event_selectors(quiet: Sequence[str] | None) -> list[Selector]:
    """Return what a trail records: all management events, and data events but those of `quiet` buckets, if not None.

    An advanced selector is all that excludes a bucket, and then has to name everything (AWS CloudTrail User Guide,
    "Filtering data events by using advanced event selectors").
    """
    selectors = [Selector(name="Management events", field_selectors=[_equals("eventCategory", "Management")])]
    if quiet is not None:
        data = _equals("eventCategory", "Data")
        objects, functions = (_equals("resources.type", f"AWS::{kind}") for kind in ("S3::Object", "Lambda::Function"))
        elsewhere = Field(field="resources.ARN", not_starts_withs=[f"{arn}/" for arn in quiet])
        selectors += [
            Selector(name="S3 objects", field_selectors=[data, objects, elsewhere]),
            Selector(name="Lambda functions", field_selectors=[data, functions]),
        ]
    return selectors


def _equals(field: str, value: str) -> Field:
    return Field(field=field, equals=[value])


# No condition on the source: for this role CloudTrail documents none, and only the account can hand it to a trail
# (`iam:PassRole` does not cross accounts).
_TRUST = service_trust("cloudtrail.amazonaws.com")


def _delivery(streams: str) -> Document:
    """AWS CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring"."""
    return policy(allow("WriteToItsLogGroup", ["logs:CreateLogStream", "logs:PutLogEvents"], streams))
