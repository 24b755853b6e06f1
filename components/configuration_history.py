"""The history of what was configured how, and when it changed."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cfg, iam

from components.archive_bucket import ArchiveBucket
from components.names import physical_name


@dataclass(frozen=True, kw_only=True)
class ConfigurationHistoryArgs:
    """Where the history goes."""

    archive: ArchiveBucket


class ConfigurationHistory(pulumi.ComponentResource):
    """AWS Config, recording every type of resource. Belongs to the stack that owns the account.

    Creates AWS Config's service-linked role, which AWS keeps to what it needs, and which Security Hub asks for
    (control Config.1); the recorder, for all types including the global ones; the delivery channel into the archive,
    whose bucket encrypts by default; and turns the recorder on. An account in which AWS Config was once set up has
    the role already: `pulumi import` it before the first deployment.
    """

    recorder: cfg.Recorder

    def __init__(self, name: str, args: ConfigurationHistoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:ConfigurationHistory", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        role = iam.ServiceLinkedRole(name, aws_service_name="config.amazonaws.com", opts=below)
        self.recorder = cfg.Recorder(
            name,
            name=physical_name(),
            role_arn=role.arn,
            recording_group={"all_supported": True, "include_global_resource_types": True},
            opts=below,
        )
        channel = cfg.DeliveryChannel(
            name,
            name=physical_name(),
            s3_bucket_name=args.archive.bucket.bucket,
            snapshot_delivery_properties={"delivery_frequency": "TwentyFour_Hours"},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.recorder, args.archive]),
        )
        cfg.RecorderStatus(
            name,
            name=self.recorder.name,
            is_enabled=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[channel]),
        )
        self.register_outputs({"recorder": self.recorder.name})
