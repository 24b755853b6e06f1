from __future__ import annotations

from typing import Any

import pytest

from policies.rules import secrets as rules
from policies.view import SECRET, UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

ACCOUNT = {"AWS": "arn:aws:iam::111122223333:role/application"}


def allow(principal: object, **rest: object) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    return policy({**statement, **rest})


def parameter(**given: Any) -> Resource:
    return resource(rules.PARAMETER, **{"name": "/app/level", **given})


CASES = [
    case(
        rules.secret_encrypted_with_own_key,
        "pass",
        "a key of this stack",
        resource(rules.SECRET, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        resource("aws:kms/key:Key", "key"),
    ),
    case(rules.secret_encrypted_with_own_key, "fail", "AWS's key", resource(rules.SECRET)),
    case(
        rules.secret_encrypted_with_own_key,
        "fail",
        "AWS's key, by name",
        resource(rules.SECRET, kmsKeyId="alias/aws/secretsmanager"),
    ),
    case(rules.secret_encrypted_with_own_key, "unknown", "not known", resource(rules.SECRET, kmsKeyId=UNKNOWN)),
    case(rules.secret_deletion_can_be_stopped, "pass", "30 days unless told otherwise", resource(rules.SECRET)),
    case(rules.secret_deletion_can_be_stopped, "fail", "at once", resource(rules.SECRET, recoveryWindowInDays=0.0)),
    case(
        rules.secret_deletion_can_be_stopped,
        "unknown",
        "not known",
        resource(rules.SECRET, recoveryWindowInDays=UNKNOWN),
    ),
    case(rules.secret_value_not_stored, "pass", "write-only", resource(rules.VERSION, secretStringWo=SECRET)),
    case(rules.secret_value_not_stored, "fail", "in plain", resource(rules.VERSION, secretString="text")),
    case(rules.secret_value_not_stored, "fail", "kept, though encrypted", resource(rules.VERSION, secretString=SECRET)),
    case(
        rules.secret_value_not_stored,
        "fail",
        "kept, whatever it will be",
        resource(rules.VERSION, secretBinary=UNKNOWN),
    ),
    case(rules.secret_value_not_stored, "not applicable", "no value", resource(rules.VERSION)),
    case(rules.secret_policy_confined, "pass", "one role", resource(rules.SECRET, policy=allow(ACCOUNT))),
    case(
        rules.secret_policy_confined,
        "pass",
        "a service, on behalf of one account",
        resource(
            rules.POLICY,
            policy=allow(
                {"Service": "rds.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}
            ),
        ),
    ),
    case(rules.secret_policy_confined, "fail", "everybody", resource(rules.POLICY, policy=allow("*"))),
    case(rules.secret_policy_confined, "unknown", "not known", resource(rules.POLICY, policy=UNKNOWN)),
    case(rules.secret_policy_confined, "not applicable", "no policy", resource(rules.SECRET)),
    *(
        case(
            *(rules.secret_encrypted_with_own_key, verdict, f"a replica, by {given}"),
            resource(rules.SECRET, kmsKeyId="alias/own", replicas=[{"region": "eu-west-1"} | given]),
        )
        for verdict, given in (
            ("pass", {"kmsKeyId": "alias/own"}),
            ("fail", {}),
            ("fail", {"kmsKeyId": "alias/aws/secretsmanager"}),
            ("unknown", {"kmsKeyId": UNKNOWN}),
        )
    ),
    *(
        case(rule, verdict, f"a parameter: {given}", parameter(**given))
        for rule, verdict, given in (
            (rules.secret_encrypted_with_own_key, "pass", {"type": "SecureString", "keyId": "alias/own"}),
            (rules.secret_encrypted_with_own_key, "fail", {"type": "SecureString", "keyId": "alias/aws/ssm"}),
            (rules.secret_encrypted_with_own_key, "fail", {"type": "SecureString"}),
            (rules.secret_encrypted_with_own_key, "not applicable", {"type": "String"}),
            (rules.secret_encrypted_with_own_key, "unknown", {"type": UNKNOWN}),
            (rules.secret_value_not_stored, "pass", {"type": "SecureString", "valueWo": UNKNOWN}),
            (rules.secret_value_not_stored, "fail", {"type": "SecureString", "value": UNKNOWN}),
            (rules.secret_value_not_stored, "fail", {"type": "SecureString", "insecureValue": "x"}),
            (rules.secret_value_not_stored, "not applicable", {"type": "String", "value": "info"}),
            (rules.secret_value_not_stored, "not applicable", {"type": "String", "value": UNKNOWN}),
            (rules.secret_value_not_stored, "fail", {"type": "String", "name": "/app/db_password", "value": "q7"}),
            (rules.secret_value_not_stored, "fail", {"type": "String", "value": SECRET}),
            (rules.secret_value_not_stored, "unknown", {"type": "String", "name": "/a/token", "value": UNKNOWN}),
            (rules.secret_value_not_stored, "unknown", {"type": UNKNOWN, "value": "info"}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
