"""The bucket of the pipeline's artifacts and of the records of its releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import kms, s3

from components.account import Account
from components.archive_bucket import ArchiveBucket, ArchiveBucketArgs
from components.artifact_policies import artifact_bucket_statements, artifact_key_uses
from components.customer_key import customer_key
from components.pipeline_plan import artifacts_bucket


@dataclass(frozen=True, kw_only=True)
class PipelineArtifactsArgs:
    """Who uses the artifacts, and how long they are retained."""

    account: Account
    roles: Sequence[str]
    """ARNs of the roles of the pipeline and its builds."""
    recorder: str
    """The one of them that records releases."""
    targets: Sequence[str]
    """ARNs of the deployment roles, of this account and of others."""
    access_logs: ArchiveBucket
    retention_days: int
    protect: bool


class PipelineArtifacts(pulumi.ComponentResource):
    """The bucket of the pipeline, with a key of its own, which the deployment roles of other accounts may read.

    Creates the key and the bucket: closed, encrypted, versioned, TLS-only, access-logged, with a lifecycle
    (components/archive_bucket.py). Access by other accounts needs a customer managed key, because the policy of an AWS
    managed key cannot be changed (AWS CodePipeline User Guide, "Create a pipeline that uses resources from another
    account").
    """

    key: kms.Key
    bucket: s3.Bucket
    bucket_name: str

    def __init__(self, name: str, args: PipelineArtifactsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:PipelineArtifacts", name, None, opts)
        account = args.account
        self.bucket_name = artifacts_bucket(pulumi.get_project(), pulumi.get_stack(), account.id)
        self.key = customer_key(
            name,
            "artifacts",
            "what the pipeline hands on and records",
            *artifact_key_uses(account, args.roles, args.targets),
            account=account,
            protect=args.protect,
            parent=self,
        )
        archive = ArchiveBucket(
            name,
            ArchiveBucketArgs(
                account=account,
                bucket=self.bucket_name,
                deliveries=artifact_bucket_statements(
                    account, self.bucket_name, recorder=args.recorder, targets=args.targets
                ),
                key_arn=self.key.arn,
                access_logs=args.access_logs,
                retention_days=args.retention_days,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.bucket = archive.bucket
        self.register_outputs({"bucket": self.bucket_name, "key": self.key.arn})
