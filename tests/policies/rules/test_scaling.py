from __future__ import annotations

from typing import Any

import pytest

from policies.rules import scaling as rules
from policies.scaling import POLICY, TARGET
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

PROD, DEV = exports(environment="prod"), exports(environment="dev")
CPU = {"predefinedMetricType": "ECSServiceAverageCPUUtilization"}


def target(name: str = "subject", /, **properties: Any) -> Resource:
    given = {"serviceNamespace": "ecs", "resourceId": "service/cluster/app", "minCapacity": 2, "maxCapacity": 20}
    return resource(TARGET, name, **{**given, **properties})


def tracking(name: str = "subject", /, of: str = "target", **configuration: Any) -> Resource:
    given = {"predefinedMetricSpecification": CPU, "targetValue": 50, **configuration}
    return policy(name, of, targetTrackingScalingPolicyConfiguration=given)


def steps(name: str = "subject", /, *adjustments: Any, of: str = "target", **configuration: Any) -> Resource:
    given = {"adjustmentType": "PercentChangeInCapacity", **configuration}
    given["stepAdjustments"] = [{"scalingAdjustment": each} for each in adjustments]
    return policy(name, of, stepScalingPolicyConfiguration=given)


def policy(name: str, of: str, **properties: Any) -> Resource:
    return resource(POLICY, name, refers={"resourceId": [of]}, **{"serviceNamespace": "ecs", **properties})


def action(**bounds: Any) -> Resource:
    return resource(rules.ACTION, serviceNamespace="ecs", scalableTargetAction=bounds)


TABLE = target(serviceNamespace="dynamodb", minCapacity=1, maxCapacity=1)
SUSPENDED = {"dynamicScalingOutSuspended": True}
FASTER_IN: dict[str, Any] = {"scaleInCooldown": 30, "scaleOutCooldown": 60}
SLOWER_IN: dict[str, Any] = {"scaleInCooldown": 600, "scaleOutCooldown": 60}
BUSY: dict[str, Any] = {"targetValue": 90}

CASES = [
    case(rules.scaling_keeps_two_tasks, "pass", "two", target(), PROD),
    case(rules.scaling_keeps_two_tasks, "fail", "one", target(minCapacity=1.0), PROD),
    case(rules.scaling_keeps_two_tasks, "fail", "an environment that does not say what it is", target(minCapacity=1)),
    case(rules.scaling_keeps_two_tasks, "unknown", "not known", target(minCapacity=UNKNOWN), PROD),
    case(rules.scaling_keeps_two_tasks, "not applicable", "development", target(minCapacity=1), DEV),
    case(rules.scaling_keeps_two_tasks, "not applicable", "a table", TABLE, PROD),
    case(rules.scheduled_scaling_keeps_two_tasks, "pass", "two", action(minCapacity=2, maxCapacity=9), PROD),
    case(rules.scheduled_scaling_keeps_two_tasks, "pass", "the most alone", action(maxCapacity=9), PROD),
    case(rules.scheduled_scaling_keeps_two_tasks, "fail", "one at night", action(minCapacity=1, maxCapacity=9), PROD),
    case(rules.scheduled_scaling_keeps_two_tasks, "fail", "none at most", action(maxCapacity=0), PROD),
    case(
        rules.scheduled_scaling_keeps_two_tasks,
        "fail",
        "one is not known, the other wrong",
        action(minCapacity=UNKNOWN, maxCapacity=1),
        PROD,
    ),
    case(rules.scheduled_scaling_keeps_two_tasks, "unknown", "not known", action(minCapacity=UNKNOWN), PROD),
    case(rules.scheduled_scaling_keeps_two_tasks, "not applicable", "development", action(minCapacity=0), DEV),
    case(rules.scaling_has_room, "pass", "two to twenty", target()),
    case(rules.scaling_has_room, "fail", "two, always", target(maxCapacity=2)),
    case(rules.scaling_has_room, "unknown", "not known", target(maxCapacity=UNKNOWN)),
    case(rules.scaling_has_room, "not applicable", "a table", TABLE),
    case(rules.scaling_not_suspended, "pass", "unless told otherwise", target()),
    case(rules.scaling_not_suspended, "pass", "told so", target(suspendedState={"scheduledScalingSuspended": False})),
    case(rules.scaling_not_suspended, "fail", "outwards", target(suspendedState=SUSPENDED)),
    case(rules.scaling_not_suspended, "unknown", "not known", target(suspendedState=UNKNOWN)),
    case(rules.scaling_not_suspended, "not applicable", "a table", TABLE),
    case(rules.scaling_in_is_slower_than_out, "pass", "slower", tracking(**SLOWER_IN)),
    case(rules.scaling_in_is_slower_than_out, "pass", "five minutes each unless told otherwise", tracking()),
    case(rules.scaling_in_is_slower_than_out, "fail", "faster", tracking(**FASTER_IN)),
    case(rules.scaling_in_is_slower_than_out, "fail", "faster than the default", tracking(scaleInCooldown=60)),
    case(rules.scaling_in_is_slower_than_out, "unknown", "not known", tracking(scaleInCooldown=UNKNOWN)),
    case(rules.scaling_in_is_slower_than_out, "not applicable", "never in", tracking(disableScaleIn=True, **FASTER_IN)),
    case(rules.scaling_in_is_slower_than_out, "not applicable", "steps", steps()),
    case(
        rules.scaling_policies_do_not_fight,
        "pass",
        "only adds",
        steps("subject", 50, 100),
        target("target"),
        tracking("tracking"),
    ),
    case(
        rules.scaling_policies_do_not_fight,
        "fail",
        "removes beside tracking",
        steps("subject", -10),
        target("target"),
        tracking("tracking"),
    ),
    case(
        rules.scaling_policies_do_not_fight,
        "fail",
        "an exact number",
        steps("subject", 5, adjustmentType="ExactCapacity"),
        target("target"),
        tracking("tracking"),
    ),
    case(
        rules.scaling_policies_do_not_fight,
        "unknown",
        "not known",
        steps("subject", UNKNOWN),
        target("target"),
        tracking("tracking"),
    ),
    case(
        rules.scaling_policies_do_not_fight,
        "not applicable",
        "nothing to fight with",
        steps("subject", -10),
        target("target"),
    ),
    case(rules.scaling_policies_do_not_fight, "not applicable", "no steps", tracking()),
    case(rules.scaling_target_leaves_headroom, "pass", "half", tracking()),
    case(rules.scaling_target_leaves_headroom, "fail", "a tenth", tracking(**BUSY)),
    case(
        rules.scaling_target_leaves_headroom,
        "fail",
        "a metric of its own",
        tracking(
            **BUSY, predefinedMetricSpecification=None, customizedMetricSpecification={"metricName": "CPUUtilization"}
        ),
    ),
    case(rules.scaling_target_leaves_headroom, "unknown", "not known", tracking(targetValue=UNKNOWN)),
    case(
        rules.scaling_target_leaves_headroom,
        "not applicable",
        "requests are no share",
        tracking(targetValue=900, predefinedMetricSpecification={"predefinedMetricType": "ALBRequestCountPerTarget"}),
    ),
    case(rules.scaling_target_leaves_headroom, "not applicable", "steps", steps()),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
