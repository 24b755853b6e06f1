"""Rules for what watches a service, or the edge before one: somebody hears of what users suffer before they tell."""

from __future__ import annotations

import json
from collections.abc import Collection

from policies.distributions import DISTRIBUTION
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.some import some
from policies.types import ECS_SERVICE
from policies.view import Resource, Stack
from policies.watching import ALARM, BELOW, QUERIES, entrances, watching

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ERRORS = ("HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count")
LATENCY = ("TargetResponseTime",)
HEALTHY = ("HealthyHostCount",)
ALIVE = ("HealthyHostCount", "RunningTaskCount")
"""What is missing just when nothing is left that could send it."""
ALARMS_FOR = "Add a `SymptomAlarms` (components/symptom_alarms.py) that tells a topic"
BALANCER_METRICS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
)
EDGE_ERRORS = ("5xxErrorRate", "TotalErrorRate")
EDGE_REGION = "us-east-1"
"""Where CloudFront's metrics are, and so the only place for alarms on them."""
BY_BALANCER = {"LoadBalancer": "arnSuffix", "TargetGroup": "arnSuffix"}


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR} when too many of {' or '.join(ERRORS)} are counted, or use `BurnRateAlarms`.",
    url=BALANCER_METRICS,
)
def service_errors_raise_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when the requests to a service fail."""
    return _unwatched_requests(service, stack, ERRORS, "fail")


@stack_rule(
    ECS_SERVICE,
    severity=Severity.MEDIUM,
    fix=f"{ALARMS_FOR} when a percentile of TargetResponseTime is too high.",
    url=BALANCER_METRICS,
)
def service_latency_raises_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when the requests to a service take too long."""
    return _unwatched_requests(service, stack, LATENCY, "are slow")


@stack_rule(
    ECS_SERVICE,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR} when HealthyHostCount is below one.",
    url=BALANCER_METRICS,
)
def service_outage_raises_alarm(service: Resource, stack: Stack) -> Verdict:
    """Somebody is told when no task of a service is left that answers."""
    if not service.has("loadBalancers"):
        return NotApplicable("no load balancer sends requests to it")
    alarms = watching(stack, entrances(service, stack), HEALTHY, **BY_BALANCER)
    below = some(lambda alarm: alarm.get("comparisonOperator", "") in BELOW, alarms)
    return None if below else "no alarm is raised when none of its tasks is healthy"


@stack_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix=f"{ALARMS_FOR}, in {EDGE_REGION}, when {' or '.join(EDGE_ERRORS)} is too high (components/edge_watch.py).",
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html",
)
def distribution_errors_raise_alarm(distribution: Resource, stack: Stack) -> Verdict:
    """Somebody is told when requests fail at the edge, which what is behind it may never have seen."""
    alarms = watching(stack, [distribution], EDGE_ERRORS, DistributionId="id")
    if not alarms:
        return "no alarm is raised when requests to it fail"
    heard = some(lambda alarm: alarm.get("region", EDGE_REGION) == EDGE_REGION, alarms)
    return None if heard else f"its alarms are elsewhere than in {EDGE_REGION}, where they never get data"


@stack_rule(
    ECS_SERVICE,
    severity=Severity.LOW,
    fix="Add an `aws.cloudwatch.Dashboard` that shows the service (components/observability.py).",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
)
def service_on_dashboard(service: Resource, stack: Stack) -> Verdict:
    """A dashboard shows how a service fares."""
    entering = {each.urn for each in entrances(service, stack)}

    def shows(dashboard: Resource) -> bool:
        if entering & {each.urn for each in dashboard.refers_to("dashboardBody")}:
            return True
        name = service.get("name", "")
        return bool(name) and f'"{name}"' in json.dumps(dashboard.document("dashboardBody"))

    return None if some(shows, stack.of(DASHBOARD)) else "no dashboard shows it"


@resource_rule(
    ALARM,
    severity=Severity.HIGH,
    fix='Set `treat_missing_data="breaching"`.',
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
)
def alarm_hears_silence(alarm: Resource) -> Verdict:
    """An alarm on whether anything is left that answers takes silence for a no."""
    names = [alarm.get("metricName", "")] + [each.get("metric.metricName", "") for each in alarm.items(QUERIES)]
    if not set(names) & set(ALIVE) or alarm.get("comparisonOperator", "") not in BELOW:
        return NotApplicable("it is on something else")
    treated = alarm.get("treatMissingData", "missing")
    return None if treated == "breaching" else f"without any data it is {treated}, and nobody is told"


def _unwatched_requests(service: Resource, stack: Stack, metrics: Collection[str], what: str) -> Verdict:
    if not service.has("loadBalancers"):
        return NotApplicable("no load balancer sends requests to it")
    alarms = watching(stack, entrances(service, stack), metrics, **BY_BALANCER)
    return None if alarms else f"no alarm is raised when requests to it {what}"
