"""Application Auto Scaling: what scales, and by which policies."""

from __future__ import annotations

from policies.rule import NotApplicable
from policies.view import Resource

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
TRACKING = "targetTrackingScalingPolicyConfiguration"
STEPS = "stepScalingPolicyConfiguration"


def of_no_service(scaled: Resource) -> NotApplicable | None:
    """Return the answer of a rule on ECS services for what scales something else."""
    namespace = scaled.get("serviceNamespace", "")
    return None if namespace == "ecs" else NotApplicable(f"it scales no ECS service, but something of {namespace}")
