from __future__ import annotations

from typing import Any

import pytest

from policies.load_balancers import ATTACHMENTS, TARGET_GROUPS
from policies.rules import target_groups as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

FORBIDDEN = exports(plainBetweenZones="forbidden")


def group(**properties: Any) -> Resource:
    return resource(TARGET_GROUPS[0], **{"protocol": "HTTP", "targetType": "ip", **properties})


def target(**properties: Any) -> Resource:
    return resource(
        ATTACHMENTS[0], "target", refers={"targetGroupArn": ["subject"]}, targetGroupArn=UNKNOWN, **properties
    )


CASES = [
    case(rules.target_group_plain_within_network_only, "pass", "who registers is of the VPC", group()),
    case(rules.target_group_plain_within_network_only, "pass", "within", group(), target(targetId="10.0.0.8")),
    case(
        rules.target_group_plain_within_network_only,
        "pass",
        "beyond, with TLS",
        group(protocol="HTTPS"),
        target(targetId="192.168.0.8", availabilityZone="all"),
    ),
    case(
        rules.target_group_plain_within_network_only,
        "fail",
        "beyond",
        group(),
        target(targetId="192.168.0.8", availabilityZone="all"),
    ),
    case(rules.target_group_plain_within_network_only, "not applicable", "a function", group(targetType="lambda")),
    case(rules.target_group_plain_within_network_only, "not applicable", "another one's", group(targetType="alb")),
    case(rules.target_group_plain_within_network_only, "unknown", "by what", group(protocol=UNKNOWN)),
    case(rules.target_group_plain_within_network_only, "unknown", "where", group(), target(availabilityZone=UNKNOWN)),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "pass",
        "it stays in its zone",
        group(loadBalancingCrossZoneEnabled="false"),
        FORBIDDEN,
    ),
    case(rules.target_group_plain_within_zone_if_policy_says_so, "pass", "TLS", group(protocol="HTTPS"), FORBIDDEN),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "fail",
        "as the load balancer does",
        group(),
        FORBIDDEN,
    ),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "fail",
        "it says so",
        group(loadBalancingCrossZoneEnabled="true"),
        FORBIDDEN,
    ),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "not applicable",
        "no such policy",
        group(),
        exports(plainBetweenZones="allowed"),
    ),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "not applicable",
        "a function",
        group(targetType="lambda"),
        FORBIDDEN,
    ),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "unknown",
        "whether",
        group(loadBalancingCrossZoneEnabled=UNKNOWN),
        FORBIDDEN,
    ),
    case(
        rules.target_group_plain_within_zone_if_policy_says_so,
        "unknown",
        "what policy says",
        group(),
        exports(plainBetweenZones=UNKNOWN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
