from __future__ import annotations

import pulumi
import pytest
from pulumi_aws import s3

from components.kept import kept
from tests.conftest import Record


@pytest.mark.parametrize("protect", [True, False])
def test_what_is_kept_is_neither_deleted_nor_lost_with_its_lines_unless_that_is_wanted(
    recorded: Record, protect: bool
) -> None:
    def declare() -> None:
        parent = pulumi.ComponentResource("test:index:Parent", "parent")
        opts = kept(parent, protect=protect, ignore_changes=["tags"])
        s3.Bucket("bucket", opts=opts)

    (bucket,) = (each for each in recorded(declare) if each.custom)
    assert (bucket.options.protect, bucket.options.retain_on_delete) == (protect, protect)
    assert bucket.options.ignore_changes == ("tags",)
    assert bucket.parent is not None
