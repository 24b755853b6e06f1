from __future__ import annotations

from typing import Any

import pytest

from policies.rules import service_scaling as rules
from policies.scaling import POLICY, STEPS, TARGET, TRACKING
from policies.types import ECS_CLUSTER, ECS_SERVICE, SUBNET
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource


def service(**properties: Any) -> Resource:
    return resource(ECS_SERVICE, **{"name": "app", "cluster": "cluster", **properties})


def target(resource_id: Any = "service/cluster/app", refers: list[str] | None = None) -> Resource:
    given = {"serviceNamespace": "ecs", "resourceId": resource_id}
    return resource(TARGET, "target", refers={"resourceId": refers or []}, **given)


def policy(kind: str = TRACKING) -> Resource:
    return resource(POLICY, "policy", refers={"resourceId": ["target"]}, serviceNamespace="ecs", **{kind: {"a": 1}})


def subnet(name: str, **properties: Any) -> Resource:
    return resource(SUBNET, name, **properties)


def in_subnets(*names: str) -> Resource:
    given = {"networkConfiguration": {"subnets": [UNKNOWN for _ in names]}}
    return resource(ECS_SERVICE, refers={"networkConfiguration": list(names)}, **given)


OTHER = resource(ECS_SERVICE, "other", name="other")
IN_CLUSTER = resource(ECS_SERVICE, refers={"cluster": ["its"]}, name="app", cluster=UNKNOWN)

CASES = [
    case(rules.service_scales, "pass", "by its name", service(), target(), policy()),
    case(rules.service_scales, "pass", "by steps", service(), target(), policy(STEPS)),
    case(rules.service_scales, "pass", "by reference", service(), target(UNKNOWN, ["subject"]), policy()),
    case(rules.service_scales, "fail", "nothing scales it", service()),
    case(rules.service_scales, "fail", "no policy", service(), target()),
    case(
        rules.service_scales,
        "fail",
        "the target is another service's",
        service(),
        OTHER,
        target(UNKNOWN, ["other"]),
        policy(),
    ),
    case(
        rules.service_scales,
        "fail",
        "another service's by name",
        service(),
        target("service/cluster/other"),
        policy(),
    ),
    case(
        rules.service_scales,
        "fail",
        "another cluster's of the same name",
        service(),
        target("service/other/app"),
        policy(),
    ),
    *(
        case(rules.service_scales, "pass", because, of, target(), policy(), *more)
        for because, of, *more in (
            ("the ARN of its cluster", service(cluster="arn:aws:ecs:us-east-1:111122223333:cluster/cluster")),
            ("its cluster by reference", IN_CLUSTER, resource(ECS_CLUSTER, "its", name="cluster")),
        )
    ),
    case(
        rules.service_scales,
        "fail",
        "its cluster, by reference, is another",
        IN_CLUSTER,
        target(),
        policy(),
        resource(ECS_CLUSTER, "its", name="other"),
    ),
    case(
        rules.service_scales,
        "fail",
        "it is in the cluster that ECS makes",
        service(cluster=None),
        target(),
        policy(),
    ),
    case(
        rules.service_scales,
        "unknown",
        "in which cluster it is",
        service(cluster=UNKNOWN),
        target(),
        policy(),
    ),
    case(
        rules.service_scales,
        "unknown",
        "a target of nobody knows what",
        service(),
        target(UNKNOWN),
        policy(),
    ),
    case(rules.service_scales, "not applicable", "a daemon", service(schedulingStrategy="DAEMON")),
    case(
        rules.service_spread_over_zones,
        "pass",
        "two zones",
        in_subnets("one", "two"),
        subnet("one", availabilityZone="us-east-1a"),
        subnet("two", availabilityZone="us-east-1b"),
    ),
    case(
        rules.service_spread_over_zones,
        "pass",
        "two zones, whatever the third is",
        in_subnets("one", "two", "three"),
        subnet("one", availabilityZone="us-east-1a"),
        subnet("two", availabilityZoneId="use1-az2"),
        subnet("three", availabilityZone=UNKNOWN),
    ),
    case(
        rules.service_spread_over_zones,
        "fail",
        "two subnets of one zone",
        in_subnets("one", "two"),
        subnet("one", availabilityZone="us-east-1a"),
        subnet("two", availabilityZone="us-east-1a"),
    ),
    case(
        rules.service_spread_over_zones,
        "unknown",
        "AWS chooses a zone",
        in_subnets("one", "two"),
        subnet("one", availabilityZone="us-east-1a"),
        subnet("two"),
    ),
    case(rules.service_spread_over_zones, "unknown", "subnets of another stack", in_subnets("elsewhere")),
    case(rules.service_spread_over_zones, "not applicable", "on the network of its hosts", service()),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
