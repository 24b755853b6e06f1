from __future__ import annotations

from typing import Any

import pytest

from policies.backups import TABLE
from policies.rules import tables as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

ARN = "arn:aws:kms:us-east-1:111122223333:key/1"
OWN_KEY = {"enabled": True, "kmsKeyArn": ARN}
ON = {"enabled": True}


def table(**properties: Any) -> Resource:
    return resource(TABLE, **properties)


def replica(**properties: Any) -> list[dict[str, Any]]:
    return [{"regionName": "us-west-2", **properties}]


CASES = [
    case(rules.table_encrypted_with_own_key, "pass", "named", table(serverSideEncryption=OWN_KEY)),
    case(
        rules.table_encrypted_with_own_key,
        "pass",
        "of this stack",
        resource(
            TABLE,
            refers={"serverSideEncryption": ["key"]},
            serverSideEncryption={"enabled": True, "kmsKeyArn": UNKNOWN},
        ),
        resource("aws:kms/key:Key", "key"),
    ),
    case(rules.table_encrypted_with_own_key, "pass", "a replica", resource(rules.REPLICA, kmsKeyArn=ARN)),
    case(rules.table_encrypted_with_own_key, "fail", "a replica", resource(rules.REPLICA)),
    case(rules.table_encrypted_with_own_key, "fail", "AWS owns it", table()),
    case(rules.table_encrypted_with_own_key, "fail", "AWS manages it", table(serverSideEncryption=ON)),
    case(
        rules.table_encrypted_with_own_key,
        "fail",
        "a replica inside",
        table(serverSideEncryption=OWN_KEY, replicas=replica()),
    ),
    case(rules.table_encrypted_with_own_key, "unknown", "how", table(serverSideEncryption=UNKNOWN)),
    case(rules.table_recoverable, "pass", "on", table(pointInTimeRecovery=ON)),
    case(
        rules.table_recoverable,
        "pass",
        "a replica inside",
        table(pointInTimeRecovery=ON, replicas=replica(pointInTimeRecovery=True)),
    ),
    case(rules.table_recoverable, "pass", "a replica", resource(rules.REPLICA, pointInTimeRecovery=True)),
    case(rules.table_recoverable, "fail", "off unless asked for", table()),
    case(rules.table_recoverable, "fail", "a replica", resource(rules.REPLICA)),
    case(rules.table_recoverable, "fail", "a replica inside", table(pointInTimeRecovery=ON, replicas=replica())),
    case(rules.table_recoverable, "unknown", "whether", table(pointInTimeRecovery=UNKNOWN)),
    case(rules.table_deletion_protected, "pass", "on", table(deletionProtectionEnabled=True)),
    case(rules.table_deletion_protected, "fail", "off unless asked for", table()),
    case(rules.table_deletion_protected, "unknown", "whether", table(deletionProtectionEnabled=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
