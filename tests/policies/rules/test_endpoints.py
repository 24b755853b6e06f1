from __future__ import annotations

from typing import Any

import pytest

from policies.joined import VPC
from policies.rules import endpoints as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, policy, resource

S3 = rules.vpc_reaches_s3_privately
CONFINED = rules.vpc_endpoint_policy_confined
BY_NAME = rules.vpc_endpoint_answers_by_name
THE_VPC = resource(VPC)
OURS = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}


def endpoint(service: object, **properties: Any) -> Resource:
    return resource(rules.ENDPOINT, serviceName=service, **properties)


def in_vpc(service: object) -> Resource:
    return resource(rules.ENDPOINT, "endpoint", refers={"vpcId": ["subject"]}, serviceName=service)


def allow(**rest: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", **rest}


def with_policy(*statements: dict[str, object]) -> Resource:
    return endpoint("com.amazonaws.us-east-1.s3", policy=policy(*statements))


def separate_policy(**properties: Any) -> Resource:
    return resource(rules.ENDPOINT_POLICY, "policy", refers={"vpcEndpointId": ["subject"]}, **properties)


KMS = "com.amazonaws.us-east-1.kms"

OPEN, CLOSED = policy(allow()), policy(allow(Condition=OURS))
ALONE = [
    case(CONFINED, verdict, f"a policy of its own, {because}", resource(rules.ENDPOINT_POLICY, **said), *others)
    for verdict, because, said, *others in (
        ("pass", "for one account", {"vpcEndpointId": "vpce-1", "policy": CLOSED}),
        ("fail", "for everybody", {"vpcEndpointId": "vpce-1", "policy": OPEN}),
        ("fail", "which is none", {"vpcEndpointId": "vpce-1"}),
        ("unknown", "not known", {"vpcEndpointId": "vpce-1", "policy": UNKNOWN}),
        (
            "not applicable",
            "for one of the stack",
            {"refers": {"vpcEndpointId": ["there"]}, "policy": OPEN},
            resource(rules.ENDPOINT, "there", serviceName=KMS),
        ),
    )
]
CASES = [
    *ALONE,
    case(S3, "pass", "there is one", THE_VPC, in_vpc("com.amazonaws.us-east-1.s3")),
    case(S3, "fail", "there is none", THE_VPC),
    case(S3, "fail", "only for another service", THE_VPC, in_vpc("com.amazonaws.us-east-1.dynamodb")),
    case(S3, "unknown", "for a service that is not known", THE_VPC, in_vpc(UNKNOWN)),
    case(CONFINED, "pass", "principals of one account", with_policy(allow(Condition=OURS))),
    case(CONFINED, "pass", "named resources", with_policy(allow(Resource="arn:aws:s3:::prod-layers/*"))),
    case(CONFINED, "pass", "a denial opens nothing", with_policy(allow(Effect="Deny"))),
    case(
        CONFINED,
        "pass",
        "as a resource of its own",
        endpoint(KMS),
        separate_policy(policy=policy(allow(Condition=OURS))),
    ),
    case(CONFINED, "not applicable", "takes no policy", endpoint(KMS, vpcEndpointType="GatewayLoadBalancer")),
    case(CONFINED, "not applicable", "another customer's", endpoint("com.amazonaws.vpce.us-east-1.vpce-svc-1")),
    case(CONFINED, "fail", "AWS's default", endpoint(KMS)),
    case(CONFINED, "fail", "everybody", with_policy(allow())),
    case(CONFINED, "fail", "every bucket", with_policy(allow(Resource="arn:aws:s3:::*"))),
    case(CONFINED, "fail", "one of two statements", with_policy(allow(Condition=OURS), allow())),
    case(CONFINED, "fail", "everybody, separately", endpoint(KMS), separate_policy(policy=policy(allow()))),
    case(CONFINED, "unknown", "not known", endpoint(KMS, policy=UNKNOWN)),
    case(
        CONFINED,
        "unknown",
        "perhaps its policy",
        endpoint(KMS),
        resource(rules.ENDPOINT_POLICY, "policy", vpcEndpointId=UNKNOWN, policy=policy(allow(Condition=OURS))),
    ),
    case(BY_NAME, "pass", "private DNS", endpoint(KMS, vpcEndpointType="Interface", privateDnsEnabled=True)),
    case(BY_NAME, "not applicable", "a gateway", endpoint(KMS)),
    case(BY_NAME, "fail", "off unless asked for", endpoint(KMS, vpcEndpointType="Interface")),
    case(BY_NAME, "unknown", "not known", endpoint(KMS, vpcEndpointType="Interface", privateDnsEnabled=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
