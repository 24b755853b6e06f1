from __future__ import annotations

from pulumi_aws import ec2, kms, rds, s3

from tests.auditor.sources.test_recorder import find
from tests.conftest import Record


def test_what_was_computed_stays_so_when_another_resource_hands_it_on(recorded: Record) -> None:
    def program() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        bucket = s3.Bucket(
            "bucket", tags={"kind": vpc.id.apply(lambda id_: "old" if id_.startswith("vpc-") else "new")}
        )
        s3.Bucket("copy", tags=bucket.tags)

    assert find(recorded(program), "copy").computed.keys() == {"tags"}


def test_a_truth_value_is_not_explained_by_a_number(recorded: Record) -> None:
    def program() -> None:
        key = kms.Key("key", rotation_period_in_days=1)
        rds.Instance(
            "database", instance_class="x", storage_encrypted=key.arn.apply(lambda arn: arn.startswith("arn:"))
        )

    assert find(recorded(program), "database").computed.keys() == {"storageEncrypted"}
