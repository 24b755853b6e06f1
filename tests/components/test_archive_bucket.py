from __future__ import annotations

import json
from fnmatch import fnmatchcase

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from tests.components.test_audit import declare
from tests.conftest import Record


@pytest.fixture
def audited(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, kind: str) -> dict[str, Resource]:
    token = f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}"
    return {resource.name: resource for resource in graph if resource.type == token}


def test_a_bucket_is_access_logged_where_the_policy_of_the_other_lets_s3_write(audited: ResourceGraph) -> None:
    target = of(audited, "Bucket")["access-logs"]
    statements = json.loads(of(audited, "BucketPolicy")["access-logs"].inputs["policy"])["Statement"]
    (admitted,) = [each["Resource"] for each in statements if each["Sid"] == "AccessLogsOfBuckets"]
    for logging in of(audited, "BucketLogging").values():
        assert logging.inputs["targetBucket"] == Reference(target.urn, "id")
        log = f"arn:aws:s3:::{target.inputs['bucket']}/{logging.inputs['targetPrefix']}2027-01-01-00-00-00-0123"
        assert fnmatchcase(log, admitted)


def test_each_bucket_has_its_access_logs_under_its_own_name(audited: ResourceGraph) -> None:
    buckets = {name: bucket.inputs["bucket"] for name, bucket in of(audited, "Bucket").items()}
    prefixes = {name: logging.inputs["targetPrefix"] for name, logging in of(audited, "BucketLogging").items()}
    assert prefixes == {name: f"buckets/{buckets[name]}/" for name in prefixes}
    assert prefixes
