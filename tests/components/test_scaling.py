from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from pulumi_aws import ec2, ecs

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.scaling import Scaling, ScalingArgs
from policies.rule import Rule, Status
from policies.rules import alarm_actions, scaling
from stacks.capacity import CapacitySettings, Cycle
from tests.conftest import Record
from tests.property_names import problems

RULES = [
    *(rule for rule in vars(scaling).values() if isinstance(rule, Rule)),
    alarm_actions.alarm_reaches_somebody,
]
JANUARY = Cycle(name="january", start="0 6 2 1 ? *", end="0 22 15 1 ? *", multiplier=4, timezone="America/New_York")
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TRACKING = "targetTrackingScalingPolicyConfiguration"


def declare(*cycles: Cycle) -> None:
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    subnets = [
        ec2.Subnet(zone, vpc_id=vpc.id, cidr_block=f"10.0.{index}.0/24", availability_zone=zone)
        for index, zone in enumerate(("us-east-1a", "us-east-1b"))
    ]
    service = ecs.Service(
        "app",
        name="footing-test-app",
        cluster="footing-test-app",
        network_configuration={"subnets": [subnet.id for subnet in subnets]},
    )
    Scaling(
        "scaling",
        ScalingArgs(
            cluster_name="footing-test-app",
            service_name="footing-test-app",
            capacity=CapacitySettings(payer_cycles=cycles).plan(zones=3, within_seconds=0.5, objective=0.999),
            load_balancer_suffix="app/footing/1",
            target_group_suffixes={"blue": "targetgroup/blue/1", "green": "targetgroup/green/1"},
            after=[service],
        ),
    )


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, JANUARY))


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {resource.name: resource for resource in graph if resource.type == type_}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_content(rule: Rule, graph: ResourceGraph) -> None:
    said = {outcome.status for outcome in rule.judge(view(graph))}
    assert said
    assert said <= {Status.PASS, Status.NOT_APPLICABLE}
    assert Status.PASS in said


def test_every_property_is_one_that_the_provider_takes(graph: ResourceGraph) -> None:
    assert [problem for resource in graph if resource.custom for problem in problems(resource)] == []


def test_the_target_is_the_service_and_is_made_after_it(graph: ResourceGraph) -> None:
    (target,) = of(graph, TARGET).values()
    (service,) = of(graph, "aws:ecs/service:Service").values()
    assert target.inputs["resourceId"] == "service/footing-test-app/footing-test-app"
    assert service.urn in target.dependencies
    assert "suspendedState" not in target.inputs
    assert "roleArn" not in target.inputs


def test_whatever_changes_the_target_waits_for_what_changed_it_before(graph: ResourceGraph) -> None:
    (target,) = of(graph, TARGET).values()
    changes = {**of(graph, POLICY), **of(graph, ACTION)}
    order = ["cpu", "requests", "step-out", "january-start", "january-end"]
    before = [target, *(changes[f"scaling-{each}"] for each in order)]
    for earlier, later in pairwise(before):
        assert earlier.urn in later.dependencies


def test_requests_are_counted_over_blue_and_green_together(graph: ResourceGraph) -> None:
    tracked = of(graph, POLICY)["scaling-requests"].inputs[TRACKING]
    assert "predefinedMetricSpecification" not in tracked
    total, *groups = tracked["customizedMetricSpecification"]["metrics"]
    assert (total["expression"], total["returnData"]) == ("FILL(blue,0)+FILL(green,0)", True)
    assert [each["id"] for each in groups] == ["blue", "green"]
    for each in groups:
        metric = each["metricStat"]["metric"]
        assert (metric["metricName"], each["metricStat"]["stat"], each["returnData"]) == (
            "RequestCountPerTarget",
            "Sum",
            False,
        )
        assert {"name": "TargetGroup", "value": f"targetgroup/{each['id']}/1"} in metric["dimensions"]
        assert {"name": "LoadBalancer", "value": "app/footing/1"} in metric["dimensions"]


def test_the_alarm_of_the_steps_takes_one_minute_and_adds_tasks(graph: ResourceGraph) -> None:
    (alarm,) = of(graph, ALARM).values()
    policy = of(graph, POLICY)["scaling-step-out"]
    assert alarm.inputs["alarmActions"] == [Reference(policy.urn, "arn")]
    assert (alarm.inputs["evaluationPeriods"], alarm.inputs["treatMissingData"]) == (1, "notBreaching")
    assert alarm.inputs["name"] == "footing-test-scaling-step-out"
    steps = policy.inputs["stepScalingPolicyConfiguration"]["stepAdjustments"]
    assert all(step["scalingAdjustment"] > 0 for step in steps)


def test_a_cycle_becomes_two_actions_in_its_time_zone(graph: ResourceGraph) -> None:
    actions = of(graph, ACTION)
    assert {name: each.inputs["schedule"] for name, each in actions.items()} == {
        "scaling-january-start": "cron(0 6 2 1 ? *)",
        "scaling-january-end": "cron(0 22 15 1 ? *)",
    }
    assert {each.inputs["timezone"] for each in actions.values()} == {"America/New_York"}
    raised, lowered = (actions[f"scaling-january-{each}"].inputs["scalableTargetAction"] for each in ("start", "end"))
    assert raised["minCapacity"] > lowered["minCapacity"] == of(graph, TARGET)["scaling"].inputs["minCapacity"]


def test_without_a_cycle_nothing_is_scheduled(recorded: Record) -> None:
    assert of(recorded(declare), ACTION) == {}


def test_the_component_says_what_load_it_was_made_for(graph: ResourceGraph) -> None:
    (component,) = of(graph, "footing:components:Scaling").values()
    outputs: dict[str, Any] = dict(component.outputs)
    assert outputs["load"]["requests_per_second"] == 50
    assert [each["name"] for each in outputs["cycles"]] == ["january"]
