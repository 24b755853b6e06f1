from __future__ import annotations

from typing import Any

import pytest

from policies.log_groups import LOG_GROUP
from policies.rules import services as rules
from policies.rules.alarms import ALARM
from policies.types import ECS_CLUSTER, ECS_SERVICE, SUBNET
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

SERVICE, CLUSTER = ECS_SERVICE, ECS_CLUSTER
MADE = rules.cluster_log_group_made_before
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
INTERNET = "aws:ec2/internetGateway:InternetGateway"
NAT = "aws:ec2/natGateway:NatGateway"
CODE_DEPLOY = {"type": "CODE_DEPLOY"}
ON = {"enable": True, "rollback": True}
TWO = {"subnets": [UNKNOWN, UNKNOWN]}


def placed(**network: Any) -> Resource:
    return resource(SERVICE, networkConfiguration=network)


def on_subnet(route: Resource, *more: Resource) -> tuple[Resource, ...]:
    """Return a service on one subnet, whose route table has the route, or is given in its place."""
    subject = resource(
        SERVICE, refers={"networkConfiguration": ["subnet"]}, networkConfiguration={"subnets": [UNKNOWN]}
    )
    subnet = resource(SUBNET, "subnet")
    table = [] if route.type == TABLE else [resource(TABLE, "table")]
    tied = resource(ASSOCIATION, "tied", refers={"subnetId": ["subnet"], "routeTableId": ["table"]})
    return subject, subnet, *table, tied, route, *more


def route(by: str, to: str) -> Resource:
    refers = {"routeTableId": ["table"], by: [to]}
    return resource(ROUTE, "route", refers=refers, destinationCidrBlock="0.0.0.0/0", **{by: UNKNOWN})


def inline(by: str, to: str) -> Resource:
    return resource(TABLE, "table", refers={"routes": [to]}, routes=[{"cidrBlock": "0.0.0.0/0", by: UNKNOWN}])


def heeding(*names: Any, **changes: Any) -> Resource:
    return resource(SERVICE, alarms={**ON, "alarmNames": list(names), **changes})


def running(**changes: Any) -> Resource:
    return resource(SERVICE, **{"desiredCount": 2, "networkConfiguration": TWO, **changes})


def commands(**changes: Any) -> Resource:
    return resource(CLUSTER, configuration={"executeCommandConfiguration": changes})


def insights(value: Any, **more: Any) -> Resource:
    return resource(CLUSTER, settings=[{"name": "containerInsights", "value": value}], **more)


def group(name: Any) -> Resource:
    return resource(LOG_GROUP, "group", name=name)


ERRORS = resource(ALARM, "errors", name="app-errors")

CASES = [
    case(rules.service_has_no_public_address, "pass", "none unless asked for", placed()),
    case(rules.service_has_no_public_address, "fail", "asked for", placed(assignPublicIp=True)),
    case(rules.service_has_no_public_address, "unknown", "whether", placed(assignPublicIp=UNKNOWN)),
    case(
        rules.service_in_private_subnets,
        "pass",
        "NAT lets nobody in",
        *on_subnet(route("natGatewayId", "nat"), resource(NAT, "nat")),
    ),
    case(
        rules.service_in_private_subnets,
        "fail",
        "an internet gateway",
        *on_subnet(route("gatewayId", "internet"), resource(INTERNET, "internet")),
    ),
    case(
        rules.service_in_private_subnets,
        "fail",
        "an internet gateway by its id",
        *on_subnet(resource(ROUTE, "route", refers={"routeTableId": ["table"]}, gatewayId="igw-1")),
    ),
    case(
        rules.service_in_private_subnets,
        "pass",
        "NAT by an inline route",
        *on_subnet(inline("natGatewayId", "nat"), resource(NAT, "nat")),
    ),
    case(
        rules.service_in_private_subnets,
        "fail",
        "an internet gateway by an inline route",
        *on_subnet(inline("gatewayId", "internet"), resource(INTERNET, "internet")),
    ),
    case(rules.service_in_private_subnets, "not applicable", "on hosts", resource(SERVICE)),
    case(rules.service_in_private_subnets, "unknown", "of another stack", placed(subnets=["subnet-1"])),
    case(
        rules.service_in_private_subnets,
        "unknown",
        "where to",
        *on_subnet(resource(ROUTE, "route", refers={"routeTableId": ["table"]}, gatewayId=UNKNOWN)),
    ),
    case(rules.service_takes_failed_release_back, "pass", "it does", resource(SERVICE, deploymentCircuitBreaker=ON)),
    case(rules.service_takes_failed_release_back, "fail", "not unless asked for", resource(SERVICE)),
    case(
        rules.service_takes_failed_release_back,
        "fail",
        "it only stops",
        resource(SERVICE, deploymentCircuitBreaker={"enable": True, "rollback": False}),
    ),
    case(
        rules.service_takes_failed_release_back,
        "not applicable",
        "another releases it",
        resource(SERVICE, deploymentController=CODE_DEPLOY),
    ),
    case(
        rules.service_takes_failed_release_back,
        "unknown",
        "whether",
        resource(SERVICE, deploymentCircuitBreaker={"enable": UNKNOWN, "rollback": True}),
    ),
    case(rules.service_takes_harmful_release_back, "pass", "one", heeding("app-errors"), ERRORS),
    case(
        rules.service_takes_harmful_release_back, "fail", "no rollback", heeding("app-errors", rollback=False), ERRORS
    ),
    case(rules.service_takes_harmful_release_back, "fail", "none", heeding()),
    case(rules.service_takes_harmful_release_back, "fail", "not unless asked for", resource(SERVICE)),
    case(rules.service_takes_harmful_release_back, "fail", "nobody's", heeding("app-errors", "typo"), ERRORS),
    case(
        rules.service_takes_harmful_release_back,
        "not applicable",
        "another releases it",
        resource(SERVICE, deploymentController=CODE_DEPLOY),
    ),
    case(rules.service_takes_harmful_release_back, "unknown", "which", heeding(UNKNOWN), ERRORS),
    case(
        rules.service_takes_harmful_release_back,
        "unknown",
        "whether there is one",
        heeding("app-errors"),
        resource(ALARM, "errors", name=UNKNOWN),
    ),
    case(rules.service_closed_to_commands, "pass", "off unless asked for", resource(SERVICE)),
    case(rules.service_closed_to_commands, "fail", "on", resource(SERVICE, enableExecuteCommand=True)),
    case(
        rules.service_closed_to_commands,
        "not applicable",
        "development",
        resource(SERVICE, enableExecuteCommand=True),
        exports(environment="dev"),
    ),
    case(rules.service_closed_to_commands, "unknown", "whether", resource(SERVICE, enableExecuteCommand=UNKNOWN)),
    case(rules.service_survives_zone, "pass", "two of each", running()),
    case(rules.service_survives_zone, "fail", "one task", running(desiredCount=1)),
    case(rules.service_survives_zone, "fail", "one subnet", running(networkConfiguration={"subnets": ["subnet-1"]})),
    case(rules.service_survives_zone, "fail", "never spread again", running(availabilityZoneRebalancing="DISABLED")),
    case(rules.service_survives_zone, "not applicable", "development", running(), exports(environment="dev")),
    case(rules.service_survives_zone, "not applicable", "everywhere", running(schedulingStrategy="DAEMON")),
    case(rules.service_survives_zone, "unknown", "how many", running(desiredCount=UNKNOWN)),
    case(rules.service_platform_current, "pass", "the latest", resource(SERVICE, launchType="FARGATE")),
    case(rules.service_platform_current, "pass", "the current", resource(SERVICE, platformVersion="1.4.0")),
    case(rules.service_platform_current, "fail", "an old one", resource(SERVICE, platformVersion="1.3.0")),
    case(rules.service_platform_current, "not applicable", "on hosts", resource(SERVICE, launchType="EC2")),
    case(rules.service_platform_current, "unknown", "which", resource(SERVICE, platformVersion=UNKNOWN)),
    case(rules.cluster_watched, "pass", "it is", insights("enhanced")),
    case(
        rules.cluster_watched,
        "pass",
        "by the account's default",
        resource(CLUSTER),
        resource(rules.ACCOUNT_SETTING, "default", name="containerInsights", value="enabled"),
    ),
    case(rules.cluster_watched, "fail", "off", insights("disabled")),
    case(rules.cluster_watched, "fail", "not unless asked for", resource(CLUSTER)),
    case(rules.cluster_watched, "unknown", "whether", insights(UNKNOWN)),
    case(MADE, "pass", "it is", insights("enhanced", name="app"), group("/aws/ecs/containerinsights/app/performance")),
    case(MADE, "fail", "none", insights("enabled", name="app")),
    case(
        MADE, "fail", "of another", insights("enabled", name="app"), group("/aws/ecs/containerinsights/b/performance")
    ),
    case(
        MADE,
        "fail",
        "by the account's default",
        resource(CLUSTER, name="app"),
        resource(rules.ACCOUNT_SETTING, "default", name="containerInsights", value="enabled"),
    ),
    case(
        MADE, "fail", "the cluster has no name", insights("enabled"), group("/aws/ecs/containerinsights/a/performance")
    ),
    case(MADE, "unknown", "of which name", insights("enabled", name=UNKNOWN)),
    case(MADE, "unknown", "perhaps", insights("enabled", name="app"), group(UNKNOWN)),
    case(MADE, "unknown", "whether any is made", insights(UNKNOWN, name="app")),
    case(MADE, "not applicable", "off", insights("disabled", name="app")),
    case(rules.cluster_records_commands, "pass", "with what the container says", resource(CLUSTER)),
    case(
        rules.cluster_records_commands,
        "pass",
        "encrypted",
        commands(logging="OVERRIDE", logConfiguration={"cloudWatchEncryptionEnabled": True}),
    ),
    case(rules.cluster_records_commands, "fail", "not at all", commands(logging="NONE")),
    case(rules.cluster_records_commands, "fail", "not encrypted", commands(logging="OVERRIDE", logConfiguration={})),
    case(rules.cluster_records_commands, "unknown", "how", commands(logging=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
