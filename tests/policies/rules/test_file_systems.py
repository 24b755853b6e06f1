from __future__ import annotations

from typing import Any

import pytest

from policies.backups import FILE_SYSTEM
from policies.routes import ASSOCIATION, ROUTE, TABLE
from policies.rules import file_systems as rules
from policies.types import SUBNET
from policies.view import UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

SYSTEM = resource(FILE_SYSTEM, encrypted=True)
KEY = resource("aws:kms/key:Key", "key")
EVERYBODY = {"Principal": {"AWS": "*"}, "Resource": "*"}
DENY_PLAIN = {**EVERYBODY, "Effect": "Deny", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
MOUNT = {**EVERYBODY, "Effect": "Allow", "Action": "elasticfilesystem:ClientMount"}
THROUGH_TARGETS = {**MOUNT, "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}}
TARGET = resource(rules.MOUNT_TARGET, refers={"subnetId": ["subnet"]}, subnetId=UNKNOWN)
PLACE = (
    resource(SUBNET, "subnet"),
    resource(TABLE, "table"),
    resource(
        ASSOCIATION,
        "association",
        refers={"subnetId": ["subnet"], "routeTableId": ["table"]},
        subnetId=UNKNOWN,
        routeTableId=UNKNOWN,
    ),
)


def route(**properties: Any) -> Resource:
    return resource(ROUTE, "route", refers={"routeTableId": ["table"]}, routeTableId=UNKNOWN, **properties)


def of_system(**properties: Any) -> Resource:
    return resource(rules.POLICY, "policy", refers={"fileSystemId": ["subject"]}, fileSystemId=UNKNOWN, **properties)


CASES = [
    case(
        rules.file_system_encrypted_with_own_key,
        "pass",
        "with a key of this stack",
        resource(FILE_SYSTEM, refers={"kmsKeyId": ["key"]}, encrypted=True, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(rules.file_system_encrypted_with_own_key, "fail", "with AWS's", SYSTEM),
    case(rules.file_system_encrypted_with_own_key, "fail", "not at all", resource(FILE_SYSTEM)),
    case(rules.file_system_encrypted_with_own_key, "unknown", "whether", resource(FILE_SYSTEM, encrypted=UNKNOWN)),
    case(rules.file_system_forces_tls, "pass", "all", SYSTEM, of_system(policy=Template(policy(DENY_PLAIN)))),
    case(rules.file_system_forces_tls, "fail", "a policy that does not", SYSTEM, of_system(policy=policy(MOUNT))),
    case(rules.file_system_forces_tls, "fail", "no policy", SYSTEM),
    *(
        case(
            rules.file_system_forces_tls,
            verdict,
            because,
            SYSTEM,
            of_system(policy=Template(policy({**DENY_PLAIN, "Resource": arn}))),
        )
        for verdict, because, arn in (
            ("pass", "its ARN", "${subject.arn}"),
            (
                "pass",
                "its ARN in full",
                "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${subject.id}",
            ),
            ("fail", "the ARN of another", "${other.arn}"),
            ("unknown", "perhaps its ARN", "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-1"),
        )
    ),
    case(rules.file_system_forces_tls, "unknown", "which", SYSTEM, of_system(policy=UNKNOWN)),
    case(
        rules.file_system_policy_confined,
        "pass",
        "through mount targets",
        resource(rules.POLICY, policy=policy(THROUGH_TARGETS, DENY_PLAIN)),
    ),
    case(
        rules.file_system_policy_confined,
        "pass",
        "a role",
        resource(rules.POLICY, policy=policy({**MOUNT, "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}})),
    ),
    case(rules.file_system_policy_confined, "fail", "everybody", resource(rules.POLICY, policy=policy(MOUNT))),
    case(rules.file_system_policy_confined, "unknown", "whom", resource(rules.POLICY, policy=UNKNOWN)),
    case(rules.file_system_mounted_where_nothing_leaves, "pass", "an isolated subnet", TARGET, *PLACE),
    case(
        rules.file_system_mounted_where_nothing_leaves,
        "fail",
        "a subnet behind NAT",
        TARGET,
        *PLACE,
        route(destinationCidrBlock="0.0.0.0/0", natGatewayId=UNKNOWN),
    ),
    case(
        rules.file_system_mounted_where_nothing_leaves,
        "unknown",
        "a subnet of another stack",
        resource(rules.MOUNT_TARGET, subnetId="subnet-1"),
    ),
    case(
        rules.access_point_confines,
        "pass",
        "one directory, one user",
        resource(rules.ACCESS_POINT, rootDirectory={"path": "/documents"}, posixUser={"uid": 1000, "gid": 1000}),
    ),
    case(
        rules.access_point_confines, "fail", "everything", resource(rules.ACCESS_POINT, posixUser={"uid": 1, "gid": 1})
    ),
    case(
        rules.access_point_confines,
        "fail",
        "any user",
        resource(rules.ACCESS_POINT, rootDirectory={"path": "/documents"}),
    ),
    case(rules.access_point_confines, "unknown", "where", resource(rules.ACCESS_POINT, rootDirectory=UNKNOWN)),
    *(
        case(
            *(rules.file_system_encrypted_with_own_key, verdict, f"a replica: {destination}"),
            resource(rules.REPLICATION, destination={"region": "us-west-2", **destination}),
        )
        for verdict, destination in (
            ("pass", {"kmsKeyId": "alias/own"}),
            ("fail", {}),
            ("fail", {"kmsKeyId": "alias/aws/elasticfilesystem"}),
            ("not applicable", {"fileSystemId": "fs-1"}),
            ("unknown", {"kmsKeyId": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
