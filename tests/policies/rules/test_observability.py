from __future__ import annotations

import json
from typing import Any

import pytest

from policies.distributions import DISTRIBUTION
from policies.rule import Rule
from policies.rules import observability as rules
from policies.types import ECS_SERVICE
from policies.view import UNKNOWN, Resource, Template
from policies.watching import ALARM, COMPOSITE
from tests.policies.cases import Case, case, resource

TOPIC = "arn:aws:sns:us-east-1:111122223333:notifications"
BLUE = resource("aws:lb/targetGroup:TargetGroup", "blue")
OTHER = resource("aws:lb/targetGroup:TargetGroup", "other")
FRONT = resource("aws:lb/loadBalancer:LoadBalancer", "front")
LISTENER = resource("aws:lb/listener:Listener", "https", refers={"loadBalancerArn": ["front"]}, loadBalancerArn=UNKNOWN)
LISTENER_RULE = resource(
    "aws:lb/listenerRule:ListenerRule", "rule", refers={"listenerArn": ["https"]}, listenerArn=UNKNOWN
)
SERVICE = resource(
    ECS_SERVICE,
    "app",
    refers={"loadBalancers": ["blue", "rule"]},
    name="footing-test-app",
    loadBalancers=[{"targetGroupArn": UNKNOWN}],
)
ENTRANCE = (BLUE, FRONT, LISTENER, LISTENER_RULE)
ALONE = resource(ECS_SERVICE, "app", name="footing-test-app")
EDGE = resource(DISTRIBUTION, "edge")
ABOVE: dict[str, Any] = {"comparisonOperator": "GreaterThanThreshold", "threshold": 1}
BELOW: dict[str, Any] = {"comparisonOperator": "LessThanThreshold", "threshold": 1}
BAND = {"id": "band", "expression": "ANOMALY_DETECTION_BAND(m)", "returnData": True}
BAND_OF_LATENCY = [{"id": "m", "metric": {"metricName": "TargetResponseTime"}, "returnData": True}, BAND]


def alarm(metric: Any, of: str | None = "blue", dimension: str = "TargetGroup", **changes: Any) -> Resource:
    """Make an alarm on a metric of what the table calls `of`, or of what its dimension says."""
    given = {"metricName": metric, "dimensions": {dimension: UNKNOWN}, "alarmActions": [TOPIC], **ABOVE}
    return resource(ALARM, "alarm", refers={"dimensions": [of] if of else []}, **{**given, **changes})


def expected(operator: str) -> Resource:
    """Make an alarm on latencies that are none of those that CloudWatch expects."""
    given = {"metricQueries": BAND_OF_LATENCY, "comparisonOperator": operator, "alarmActions": [TOPIC]}
    return resource(ALARM, "alarm", refers={"metricQueries": ["front"]}, **given)


def expression(*metrics: Any, of: str = "front", **changes: Any) -> Resource:
    queries = [{"metric": {"metricName": each, "dimensions": {"LoadBalancer": UNKNOWN}}} for each in metrics]
    return resource(
        ALARM,
        "rate",
        refers={"metricQueries": [of]},
        metricQueries=[{"id": "rate", "expression": "1"}, *queries],
        **{"alarmActions": [TOPIC], **changes},
    )


def of_edge(metric: Any, of: str = "edge", **changes: Any) -> Resource:
    dimensions = {"DistributionId": UNKNOWN, "Region": "Global"}
    return alarm(metric, of=of, **{"dimensions": dimensions, **changes})


def of_service(rule: Rule, metric: str, other: str, **changes: Any) -> list[Case]:
    """Return what holds alike for each rule on the requests to a service."""
    return [
        case(rule, "pass", "of its target group", SERVICE, *ENTRANCE, alarm(metric, **changes)),
        case(rule, "pass", "of its load balancer", SERVICE, *ENTRANCE, expression(metric, **changes)),
        case(rule, "fail", "none", SERVICE, *ENTRANCE),
        case(rule, "fail", "of another metric", SERVICE, *ENTRANCE, alarm(other, **changes)),
        case(rule, "fail", "nobody is told", SERVICE, *ENTRANCE, alarm(metric, alarmActions=[], **changes)),
        case(
            rule,
            "fail",
            "of another group",
            SERVICE,
            *ENTRANCE,
            OTHER,
            alarm(metric, of="other", dimensions={"TargetGroup": "targetgroup/other/1"}, **changes),
        ),
        case(rule, "unknown", "of which metric", SERVICE, *ENTRANCE, alarm(UNKNOWN, **changes)),
        case(rule, "pass", "of which another is", SERVICE, *ENTRANCE, alarm(metric, **changes), expression(UNKNOWN)),
        case(rule, "unknown", "when", SERVICE, *ENTRANCE, alarm(metric, **{**changes, "threshold": UNKNOWN})),
        case(rule, "not applicable", "nothing sends requests to it", ALONE, alarm(metric, **changes)),
    ]


FAILS = rules.distribution_errors_raise_alarm

CASES = [
    *of_service(rules.service_errors_raise_alarm, "HTTPCode_Target_5XX_Count", "TargetResponseTime"),
    case(
        rules.service_errors_raise_alarm,
        "pass",
        "by a composite alarm that listens",
        SERVICE,
        *ENTRANCE,
        expression("HTTPCode_ELB_5XX_Count", alarmActions=[], name="long"),
        resource(COMPOSITE, "both", alarmRule='ALARM("long") AND ALARM("short")', alarmActions=[TOPIC]),
    ),
    *of_service(rules.service_latency_raises_alarm, "TargetResponseTime", "RequestCount"),
    *(
        case(rules.service_errors_raise_alarm, "fail", because, SERVICE, *ENTRANCE, alarm(rules.ERRORS[0], **changes))
        for because, changes in (
            ("raised when there are few", BELOW),
            ("raised never", {**BELOW, "threshold": 0}),
            ("raised always", {**ABOVE, "comparisonOperator": "GreaterThanOrEqualToThreshold", "threshold": 0}),
        )
    ),
    *(
        case(rules.service_latency_raises_alarm, verdict, because, SERVICE, *ENTRANCE, expected(operator))
        for verdict, because, operator in (
            ("pass", "higher than expected", "GreaterThanUpperThreshold"),
            ("pass", "other than expected", "LessThanLowerOrGreaterThanUpperThreshold"),
            ("fail", "lower than expected", "LessThanLowerThreshold"),
        )
    ),
    *of_service(rules.service_outage_raises_alarm, "HealthyHostCount", "RequestCount", **BELOW),
    case(
        rules.service_outage_raises_alarm,
        "fail",
        "below none, where there never are",
        SERVICE,
        *ENTRANCE,
        alarm("HealthyHostCount", **{**BELOW, "threshold": 0}),
    ),
    case(
        rules.service_outage_raises_alarm,
        "pass",
        "at none",
        SERVICE,
        *ENTRANCE,
        alarm("HealthyHostCount", comparisonOperator="LessThanOrEqualToThreshold", threshold=0),
    ),
    case(
        rules.service_outage_raises_alarm,
        "fail",
        "raised when there are many",
        SERVICE,
        *ENTRANCE,
        alarm("HealthyHostCount", comparisonOperator="GreaterThanThreshold"),
    ),
    case(FAILS, "pass", "watched", EDGE, of_edge("5xxErrorRate")),
    case(FAILS, "pass", "by an expression", EDGE, expression("Requests", "5xxErrorRate", of="edge")),
    case(
        FAILS,
        "pass",
        "by its id",
        resource(DISTRIBUTION, "edge", id="E1"),
        alarm("TotalErrorRate", of=None, dimensions={"DistributionId": "E1", "Region": "Global"}),
    ),
    case(FAILS, "pass", "where its metrics are", EDGE, of_edge("5xxErrorRate", region="us-east-1")),
    case(FAILS, "fail", "none", EDGE),
    case(FAILS, "fail", "of how many there are", EDGE, of_edge("Requests")),
    case(FAILS, "fail", "at more than all", EDGE, of_edge("5xxErrorRate", threshold=100)),
    case(FAILS, "fail", "nobody is told", EDGE, of_edge("5xxErrorRate", alarmActions=[])),
    case(FAILS, "fail", "where its metrics are not", EDGE, of_edge("5xxErrorRate", region="eu-central-1")),
    case(
        FAILS,
        "fail",
        "of another distribution",
        EDGE,
        resource(DISTRIBUTION, "other"),
        of_edge("5xxErrorRate", of="other"),
    ),
    case(FAILS, "unknown", "of which metric", EDGE, of_edge(UNKNOWN)),
    case(FAILS, "unknown", "where", EDGE, of_edge("5xxErrorRate", region=UNKNOWN)),
    case(
        rules.service_on_dashboard,
        "pass",
        "by its load balancer",
        SERVICE,
        *ENTRANCE,
        resource(rules.DASHBOARD, "board", refers={"dashboardBody": ["front"]}, dashboardBody=UNKNOWN),
    ),
    case(
        rules.service_on_dashboard,
        "pass",
        "by its name",
        ALONE,
        resource(rules.DASHBOARD, "board", dashboardBody=Template('{"m": ["footing-test-app", "${front.arnSuffix}"]}')),
    ),
    case(rules.service_on_dashboard, "fail", "none", SERVICE, *ENTRANCE),
    case(
        rules.service_on_dashboard,
        "fail",
        "another's",
        ALONE,
        resource(rules.DASHBOARD, "board", dashboardBody=json.dumps({"m": ["footing-test-app-two"]})),
    ),
    case(
        rules.service_on_dashboard,
        "unknown",
        "what is shown",
        ALONE,
        resource(rules.DASHBOARD, "board", dashboardBody=UNKNOWN),
    ),
    case(
        rules.alarm_hears_silence, "pass", "a breach", alarm("HealthyHostCount", treatMissingData="breaching", **BELOW)
    ),
    case(rules.alarm_hears_silence, "fail", "nothing is said", alarm("RunningTaskCount", **BELOW)),
    case(
        rules.alarm_hears_silence,
        "fail",
        "taken for a yes",
        expression("HealthyHostCount", treatMissingData="notBreaching", **BELOW),
    ),
    case(rules.alarm_hears_silence, "not applicable", "of requests", alarm("RequestCount", **BELOW)),
    case(
        rules.alarm_hears_silence,
        "not applicable",
        "when there are many",
        alarm("RunningTaskCount", comparisonOperator="GreaterThanThreshold"),
    ),
    case(
        rules.alarm_hears_silence, "unknown", "not known", alarm("HealthyHostCount", treatMissingData=UNKNOWN, **BELOW)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
