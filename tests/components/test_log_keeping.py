from __future__ import annotations

from pathlib import Path

from pulumi_aws import cloudwatch

from components.log_keeping import LogKeeping
from tests.conftest import Record

KEY = "arn:aws:kms:us-east-1:111122223333:key/k"


def test_a_log_group_has_the_key_and_the_days_and_is_told_where_it_is_made(recorded: Record) -> None:
    logs = LogKeeping(key_arn=KEY, retention_days=2192)
    graph = recorded(lambda: cloudwatch.LogGroup("logs", logs.group("/shop/dev/logs")))
    (group,) = (each for each in graph if each.custom)
    assert group.inputs == {"name": "/shop/dev/logs", "kmsKeyId": KEY, "retentionInDays": 2192}
    assert group.source is not None
    assert Path(group.source.file).name == Path(__file__).name
