from __future__ import annotations

from typing import Any

import pytest

from policies.rules import functions as rules
from policies.types import FUNCTION
from policies.view import SECRET, UNKNOWN, Resource, Template
from tests.policies.cases import Case, case, policy, resource

FUNCTION = FUNCTION
KEY = resource("aws:kms/key:Key", "key")
ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app"
INVOKE = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
EVENTS = {"Principal": {"Service": "events.amazonaws.com"}}
OF_ACCOUNT = {"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}
holds_no_secret = rules.function_environment_holds_no_secret


def with_variables(**variables: Any) -> Resource:
    return resource(FUNCTION, environment={"variables": variables})


def permission(principal: Any, **rest: Any) -> Resource:
    return resource(rules.PERMISSION, principal=principal, **rest)


CASES = [
    case(
        rules.function_environment_encrypted_with_own_key,
        "pass",
        "of this stack",
        resource(
            FUNCTION, refers={"kmsKeyArn": ["key"]}, kmsKeyArn=UNKNOWN, environment={"variables": {"STAGE": "prod"}}
        ),
        KEY,
    ),
    case(rules.function_environment_encrypted_with_own_key, "fail", "AWS's key", with_variables(STAGE="prod")),
    case(rules.function_environment_encrypted_with_own_key, "not applicable", "none", resource(FUNCTION)),
    case(
        rules.function_environment_encrypted_with_own_key,
        "unknown",
        "whether there are any",
        resource(FUNCTION, environment=UNKNOWN),
    ),
    case(holds_no_secret, "pass", "none by its name", with_variables(STAGE="prod", TOKEN_URL="https://idp.example")),
    case(holds_no_secret, "pass", "where to fetch it", with_variables(DB_SECRET=ARN, DB_SECRET_NAME="app")),
    case(holds_no_secret, "fail", "a password", with_variables(DB_PASSWORD="correct horse")),
    case(holds_no_secret, "fail", "half of a key", with_variables(AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG")),
    case(holds_no_secret, "fail", "by its looks", with_variables(DATABASE_URL="postgres://app:hunter2@db/app")),
    case(holds_no_secret, "pass", "another that is not known", with_variables(STAGE=UNKNOWN)),
    case(holds_no_secret, "fail", "Pulumi's secret is none in Lambda", with_variables(apiKey=SECRET)),
    case(holds_no_secret, "not applicable", "none", resource(FUNCTION)),
    case(holds_no_secret, "unknown", "whether it is an ARN", with_variables(DB_SECRET=UNKNOWN)),
    case(holds_no_secret, "unknown", "which", resource(FUNCTION, environment={"variables": UNKNOWN})),
    case(
        rules.function_runs_in_network,
        "pass",
        "on subnets that AWS will name",
        resource(FUNCTION, vpcConfig={"subnetIds": [UNKNOWN, UNKNOWN], "securityGroupIds": [UNKNOWN]}),
    ),
    case(rules.function_runs_in_network, "fail", "outside", resource(FUNCTION)),
    case(
        rules.function_runs_in_network,
        "fail",
        "on no subnet",
        resource(FUNCTION, vpcConfig={"subnetIds": [], "securityGroupIds": []}),
    ),
    case(rules.function_runs_in_network, "unknown", "where", resource(FUNCTION, vpcConfig=UNKNOWN)),
    case(rules.function_runtime_supported, "pass", "patched", resource(FUNCTION, runtime="python3.13")),
    case(rules.function_runtime_supported, "fail", "not any more", resource(FUNCTION, runtime="python3.8")),
    case(rules.function_runtime_supported, "fail", "not any more", resource(FUNCTION, runtime="nodejs18.x")),
    case(rules.function_runtime_supported, "not applicable", "an image", resource(FUNCTION, packageType="Image")),
    case(rules.function_runtime_supported, "unknown", "which", resource(FUNCTION, runtime=UNKNOWN)),
    case(rules.function_url_asks_who_calls, "pass", "by IAM", resource(rules.URL, authorizationType="AWS_IAM")),
    case(rules.function_url_asks_who_calls, "fail", "it does not", resource(rules.URL, authorizationType="NONE")),
    case(rules.function_url_asks_who_calls, "unknown", "whether", resource(rules.URL, authorizationType=UNKNOWN)),
    case(rules.function_permission_confined, "pass", "an account", permission("111122223333")),
    case(
        rules.function_permission_confined,
        "pass",
        "a service, for a rule of this stack",
        resource(rules.PERMISSION, refers={"sourceArn": ["key"]}, principal="events.amazonaws.com", sourceArn=UNKNOWN),
        KEY,
    ),
    case(rules.function_permission_confined, "pass", "an organisation", permission("*", principalOrgId="o-1")),
    case(
        rules.function_permission_confined,
        "pass",
        "S3, for an account",
        permission("s3.amazonaws.com", sourceArn="arn:aws:s3:::documents", sourceAccount="111122223333"),
    ),
    case(
        rules.function_permission_confined,
        "fail",
        "S3, for a bucket whoever owns it",
        permission("s3.amazonaws.com", sourceArn="arn:aws:s3:::documents"),
    ),
    case(rules.function_permission_confined, "fail", "everybody", permission("*")),
    case(rules.function_permission_confined, "fail", "a service for anybody", permission("sns.amazonaws.com")),
    case(rules.function_permission_confined, "fail", "any source", permission("sns.amazonaws.com", sourceArn="*")),
    case(rules.function_permission_confined, "unknown", "whom", permission(UNKNOWN)),
    case(
        rules.function_permission_confined,
        "pass",
        "by a policy",
        resource(rules.POLICY, policy=Template(policy({**INVOKE, **EVENTS, **OF_ACCOUNT}))),
    ),
    case(
        rules.function_permission_confined,
        "fail",
        "by a policy",
        resource(rules.POLICY, policy=policy({**INVOKE, **EVENTS})),
    ),
    case(rules.function_permission_confined, "fail", "a layer", resource(rules.LAYER_PERMISSION, principal="*")),
    case(
        rules.function_permission_confined,
        "pass",
        "a layer, for an organisation",
        resource(rules.LAYER_PERMISSION, principal="*", organizationId="o-1"),
    ),
    *(
        case(
            *(rules.function_permission_confined, verdict, f"{principal} for {arn}"),
            permission(principal, sourceArn=arn),
        )
        for verdict, principal, arn in (
            ("pass", "events.amazonaws.com", "arn:aws:events:us-east-1:111122223333:rule/*"),
            ("pass", "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:111122223333:a1b2/*/*"),
            ("fail", "events.amazonaws.com", "arn:aws:events:*:*:rule/*"),
            ("fail", "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:*:*/*"),
            ("fail", "*", "arn:aws:*:*:*:*"),
            ("unknown", "events.amazonaws.com", UNKNOWN),
        )
    ),
    case(rules.function_permission_confined, "fail", "whichever account", permission("arn:aws:iam::*:root")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
