"""Rules for Application Auto Scaling: within which bounds, when and how fast it makes an ECS service larger."""

from __future__ import annotations

from policies.environment import is_development
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.scaling import POLICY, STEPS, TARGET, TRACKING, of_no_service
from policies.view import Resource, Stack

ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
LEAST_TASKS = 2
MOST_UTILISATION_PERCENT = 80
DEFAULT_COOLDOWN_SECONDS = 300
"""Of ECS services (Application Auto Scaling API Reference, `TargetTrackingScalingPolicyConfiguration`)."""
IN_PERCENT = (
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    "CPUUtilization",
    "MemoryUtilization",
)
SUSPENSIONS = ("dynamicScalingInSuspended", "dynamicScalingOutSuspended", "scheduledScalingSuspended")
API = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
GUIDE = "https://docs.aws.amazon.com/autoscaling/application/userguide"


@stack_rule(
    TARGET,
    severity=Severity.HIGH,
    fix=f"Set `min_capacity` to {LEAST_TASKS} or more.",
    url=f"{API}/API_RegisterScalableTarget.html",
)
def scaling_keeps_two_tasks(target: Resource, stack: Stack) -> Verdict:
    """A service outside of development never has fewer than two tasks."""
    return _not_judged(target, stack) or _too_few(target.get("minCapacity", 0))


@stack_rule(
    ACTION,
    severity=Severity.HIGH,
    fix=f"Let no scheduled action set `min_capacity` or `max_capacity` below {LEAST_TASKS}.",
    url=f"{GUIDE}/application-auto-scaling-scheduled-scaling.html",
)
def scheduled_scaling_keeps_two_tasks(action: Resource, stack: Stack) -> Verdict:
    """No schedule takes a service outside of development below two tasks."""
    bounds = [f"scalableTargetAction.{bound}" for bound in ("minCapacity", "maxCapacity")]
    return _not_judged(action, stack) or first_problem(
        lambda path: _too_few(action.get(path, 0)) if action.has(path) else None, bounds
    )


@resource_rule(
    TARGET,
    severity=Severity.MEDIUM,
    fix="Set `max_capacity` above `min_capacity`.",
    url=f"{API}/API_RegisterScalableTarget.html",
)
def scaling_has_room(target: Resource) -> Verdict:
    """A service may have more tasks than its fewest."""
    if other := of_no_service(target):
        return other
    least, most = target.get("minCapacity", 0), target.get("maxCapacity", 0)
    return None if most > least else f"it has {least:g} tasks, whatever the load is"


@resource_rule(
    TARGET,
    severity=Severity.MEDIUM,
    fix="Leave `suspended_state` out; to look into a problem, suspend scaling by hand, and resume it.",
    url=f"{GUIDE}/application-auto-scaling-suspend-resume-scaling.html",
)
def scaling_not_suspended(target: Resource) -> Verdict:
    """Scaling is not suspended."""
    if other := of_no_service(target):
        return other
    suspended = first_problem(lambda name: name if target.get(f"suspendedState.{name}", False) else None, SUSPENSIONS)
    return f"{suspended} is on" if suspended else None


@resource_rule(
    POLICY,
    severity=Severity.MEDIUM,
    fix="Set `scale_in_cooldown` to `scale_out_cooldown` or longer.",
    url=f"{API}/API_TargetTrackingScalingPolicyConfiguration.html",
)
def scaling_in_is_slower_than_out(policy: Resource) -> Verdict:
    """A policy waits at least as long between removing tasks as between adding them."""
    if not policy.has(TRACKING):
        return NotApplicable("it tracks no target")
    if policy.get(f"{TRACKING}.disableScaleIn", False):
        return NotApplicable("it removes nothing")
    if other := of_no_service(policy):
        return other
    out, back = (
        policy.get(f"{TRACKING}.{which}", DEFAULT_COOLDOWN_SECONDS) for which in ("scaleOutCooldown", "scaleInCooldown")
    )
    return None if back >= out else f"it removes tasks after {back:g} seconds and adds them after {out:g}"


@stack_rule(
    POLICY,
    severity=Severity.MEDIUM,
    fix="Let steps only add tasks, and leave it to target tracking to remove them.",
    url=f"{API}/API_PutScalingPolicy.html",
)
def scaling_policies_do_not_fight(policy: Resource, stack: Stack) -> Verdict:
    """No step removes tasks that a target tracking policy of the same service still wants."""
    if not policy.has(STEPS):
        return NotApplicable("it takes no steps")
    if other := of_no_service(policy):
        return other
    beside = [each for to in policy.refers_to("resourceId") for each in stack.referring(to, POLICY, "resourceId")]
    if beside and not any(each.has(TRACKING) for each in beside):
        return NotApplicable("no policy beside it tracks a target")
    if policy.get(f"{STEPS}.adjustmentType", "") == "ExactCapacity":
        return "it sets an exact number of tasks, which may be fewer than there are"
    removes = first_problem(
        lambda step: step.get("scalingAdjustment", 0) < 0 or None, policy.items(f"{STEPS}.stepAdjustments")
    )
    return "it removes tasks, which target tracking does not block, and may add again" if removes else None


@resource_rule(
    POLICY,
    severity=Severity.MEDIUM,
    fix=f"Set the target value to {MOST_UTILISATION_PERCENT} percent or less.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html",
)
def scaling_target_leaves_headroom(policy: Resource) -> Verdict:
    """A service that is scaled by CPU or memory has a fifth of it left for what comes while tasks start."""
    metrics = ("predefinedMetricSpecification.predefinedMetricType", "customizedMetricSpecification.metricName")
    if not any(policy.get(f"{TRACKING}.{path}", "") in IN_PERCENT for path in metrics):
        return NotApplicable("it does not track a share of CPU or memory")
    if other := of_no_service(policy):
        return other
    value = policy.get(f"{TRACKING}.targetValue", 0.0)
    return None if value <= MOST_UTILISATION_PERCENT else f"it lets tasks be {value:g} percent busy before it adds one"


def _not_judged(scaled: Resource, stack: Stack) -> NotApplicable | None:
    if is_development(stack):
        return NotApplicable("a development environment may stand still while a task is replaced")
    return of_no_service(scaled)


def _too_few(tasks: float) -> str | None:
    return None if tasks >= LEAST_TASKS else f"it may have {tasks:g} tasks"
